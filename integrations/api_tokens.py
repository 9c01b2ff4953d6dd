"""Owns the tokens with which programs come in, and what they may do: what their person may.

Of a token only its hash is kept, so it is shown once, when it is made.
"""

import secrets
from datetime import datetime
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from integrations.logins import Visitor, hash_of
from integrations.services import Services
from models.domain.errors import Refused
from models.domain.people import Reach, clean_login_name
from models.store import api_tokens, logins
from models.tables import ApiToken, Person

PREFIX: Final = "copydesk_"  # by it those who look for lost secrets know one of ours
_LONGEST_NAME: Final = 80
_MOST: Final = 50


async def make_token(session: AsyncSession, person_id: int, typed_name: str, now: datetime) -> str:
    """`typed_name` says which program has it, so that its person knows later which one to end."""
    name = " ".join(typed_name.split())
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise Refused(f"A token has a name of 1 to {_LONGEST_NAME} letters: the program that will use it.")
    known = await api_tokens.tokens_of(session, person_id)
    if any(each.name == name for each in known):
        raise Refused(f"There is a token named “{name}” already. End it first, or give this one another name.")
    if len(known) >= _MOST:
        raise Refused(f"There are {_MOST} tokens already. End those that no program uses.")
    token = f"{PREFIX}{secrets.token_urlsafe(32)}"
    session.add(ApiToken(token_hash=hash_of(token), person_id=person_id, name=name, made_at=now))
    return token


async def end_token(session: AsyncSession, person_id: int, token_id: int, now: datetime) -> ApiToken:
    return _ended(await api_tokens.token_of(session, person_id, token_id), now)


async def end_token_named(session: AsyncSession, person_id: int, name: str, now: datetime) -> ApiToken:
    return _ended(await api_tokens.token_named(session, person_id, " ".join(name.split())), now)


def _ended(token: ApiToken | None, now: datetime) -> ApiToken:
    if token is None:
        raise Refused("There is no such token, or it has ended.")
    token.ended_at = now
    return token


async def visitor_by(desk: Services, token: str) -> Visitor | None:
    """Whose program shows this token."""
    if not token.startswith(PREFIX):
        return None
    async with desk.database.session() as session:
        person = await api_tokens.shown(session, hash_of(token), desk.clock())
        if person is None:
            return None
        reach = Reach(person.runs_the_desk, await logins.roles_of(session, person.id))
    return Visitor(person.id, person.name, None, reach)


async def person_for(session: AsyncSession, login_name: str) -> Person:
    """Who gets a token from the command line; without a name whoever runs this desk."""
    if not login_name:
        known = await logins.keepers(session)
        if not known:
            raise Refused(
                "Nobody runs this desk yet. `copydesk login-link` prints the link by which you come in first."
            )
        return known[0]
    person = await logins.person_called(session, clean_login_name(login_name))
    if person is None:
        raise Refused(f"Nobody logs in as {login_name!r}.")
    return person
