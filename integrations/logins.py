"""Owns coming into the console: passwords, the tokens that a browser keeps, and links that work once.

A password is only ever compared and hashed (argon2), off the loop and few at a time, since each takes 64 MB.
"""

import asyncio
import hashlib
import hmac
import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Final

from argon2 import PasswordHasher, profiles
from argon2.exceptions import VerificationError
from sqlmodel.ext.asyncio.session import AsyncSession

from integrations.services import Services
from integrations.vault import secret_key
from models.domain.errors import Refused
from models.domain.people import Reach, Role, clean_login_name, require_good_password
from models.domain.throttle import is_throttled
from models.store import api_tokens, calendar_feeds, logins, second_steps
from models.tables import Invitation, Login, Person

LINK_PATH: Final = "/come-in"
LINK_GOOD_FOR: Final = timedelta(days=2)
_WRONG: Final = "This name and this password do not belong together."
_TOO_MANY: Final = (
    "There were too many wrong passwords. Wait a quarter of an hour, or use a browser in which you were logged in "
    "before, or let `copydesk login-link` make a link for you."
)
_AT_A_TIME: Final = 2


@dataclass(frozen=True)
class Visitor:
    """Whoever is logged in, and what they may do."""

    person_id: int
    name: str
    login_id: int | None  # none where a program shows its token
    reach: Reach


@dataclass(frozen=True)
class HalfIn:
    """Their password was right, and a code is wanted as well."""

    person: Person


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


async def visitor_with(desk: Services, token: str) -> Visitor | None:
    """Whose browser keeps this token."""
    async with desk.database.session() as session:
        found = await logins.logged_in(session, hash_of(token), desk.clock())
        if found is None:
            return None
        login, person = found
        reach = Reach(person.runs_the_desk, await logins.roles_of(session, person.id))
    return Visitor(person.id, person.name, login.id, reach)


async def log_in(
    desk: Services, typed_name: str, password: str, *, place: str, browser: str, known: str
) -> str | HalfIn:
    """The token for the browser to keep. `known` is what a browser that was logged in before shows."""
    name, now = " ".join(typed_name.split()).lower()[:200], desk.clock()
    counted = f"{name} in a browser of theirs" if is_known(desk, name, known) else name
    where = f"{place} with {name}" if counted != name else place
    async with desk.database.session() as session:
        if is_throttled(await logins.failures(session, counted, where, now)):
            raise Refused(_TOO_MANY)
        person = await logins.person_called(session, name)
    is_right = await _is_right(person.password_hash if person else None, password)
    async with desk.database.session() as session:
        if person is None or not is_right:
            await logins.note_failure(session, counted, where, now)
        else:
            await logins.forget_failures(session, counted)
            if await second_steps.is_wanted(session, person.id):
                return HalfIn(person)
            return begin_login(session, person, browser, now)
    raise Refused(_WRONG)


@cache
def _hands() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_AT_A_TIME, "password")


@cache
def hasher() -> PasswordHasher:
    return PasswordHasher.from_parameters(profiles.RFC_9106_LOW_MEMORY)


@cache
def _sham() -> str:
    """An unknown name takes as long as a known one."""
    return hasher().hash("nobody has this password")


async def _hashed(password: str) -> str:
    return await asyncio.get_running_loop().run_in_executor(_hands(), hasher().hash, password)


async def _is_right(kept: str | None, password: str) -> bool:
    def verify() -> bool:
        return hasher().verify(kept or _sham(), password)

    try:
        return await asyncio.get_running_loop().run_in_executor(_hands(), verify) and kept is not None
    except VerificationError:
        return False


def begin_login(session: AsyncSession, person: Person, browser: str, now: datetime) -> str:
    token = secrets.token_urlsafe(32)
    session.add(Login(token_hash=hash_of(token), person_id=person.id, browser=browser[:200], began_at=now, seen_at=now))
    return token


def mark_of(desk: Services, login_name: str) -> str:
    """What a browser keeps after a login, to be told from those of strangers."""
    key = hmac.new(secret_key(desk.settings).get_secret_value().encode(), b"known browser", hashlib.sha256).digest()
    return hmac.new(key, login_name.encode(), hashlib.sha256).hexdigest()


def is_known(desk: Services, login_name: str, mark: str) -> bool:
    return hmac.compare_digest(mark_of(desk, login_name).encode(), mark.encode())


async def make_link(
    session: AsyncSession,
    now: datetime,
    *,
    person_id: int | None = None,
    account_id: int | None = None,
    role: Role | None = None,
    runs_the_desk: bool = False,
) -> str:
    """The path of a page where somebody sets a password; only its hash is kept, so it can be shown this once."""
    code = secrets.token_urlsafe(24)
    session.add(
        Invitation(
            code_hash=hash_of(code),
            person_id=person_id,
            account_id=account_id,
            role=role,
            runs_the_desk=runs_the_desk,
            made_at=now,
            expires_at=now + LINK_GOOD_FOR,
        )
    )
    return f"{LINK_PATH}/{code}"


async def come_in(desk: Services, code: str, typed_name: str, password: str, *, browser: str) -> tuple[str, str]:
    """Use a link up. Gives the token for the browser to keep, and the name to log in with."""
    name, now = clean_login_name(typed_name), desk.clock()
    require_good_password(password, name)
    hashed = await _hashed(password)
    async with desk.database.session() as session:
        link = await logins.invitation(session, hash_of(code), now, for_use=True)
        if link is None:
            raise Refused("This link was used, or its time is over. Ask for another one.")
        person = await _person_for(session, link, name, typed_name, now)
        person.login_name, person.password_hash, link.used_at = name, hashed, now
        await logins.end(session, person.id, now)  # whoever had the old password is out
        await second_steps.end(session, person.id)  # and whoever lost their phone comes in again
        if link.account_id is not None and link.role is not None:
            await logins.make_member(session, person.id, link.account_id, link.role)
        return begin_login(session, person, browser, now), name


async def _person_for(session: AsyncSession, link: Invitation, name: str, typed: str, now: datetime) -> Person:
    person = await session.get(Person, link.person_id) if link.person_id is not None else None
    namesake = await logins.person_called(session, name)
    if namesake is not None and (person is None or namesake.id != person.id):
        raise Refused("Somebody has this name already. Choose another one.")
    if person is None:
        person = Person(name=" ".join(typed.split()), runs_the_desk=link.runs_the_desk, created_at=now)
        session.add(person)
        await session.flush()
    return person


async def require_password(desk: Services, person_id: int, password: str) -> None:
    """For what wants more than an open browser."""
    async with desk.database.session() as session:
        person = await session.get(Person, person_id)
    if not await _is_right(person.password_hash if person else None, password):
        raise Refused("This is not your password.")


async def change_password(
    desk: Services, person_id: int, old: str, new: str, *, keep_login: int | None, ends_programs: bool = False
) -> None:
    """The other browsers are logged out; programs, whose tokens no password opens, only where that is wished."""
    await require_password(desk, person_id, old)
    async with desk.database.session() as session:
        person = await session.get(Person, person_id, with_for_update=True)
        if person is None:
            raise Refused(_WRONG)
        require_good_password(new, person.login_name or "")
        person.password_hash = await _hashed(new)
        for each in await logins.logins_of(session, person_id, desk.clock()):
            if each.id != keep_login:
                each.ended_at = desk.clock()
        if ends_programs:
            await end_programs(session, person_id, desk.clock())


async def end_programs(session: AsyncSession, person_id: int, now: datetime) -> None:
    """All that reads or acts for a person without a login: tokens, and the calendar's address."""
    for token in await api_tokens.tokens_of(session, person_id):
        token.ended_at = now
    await calendar_feeds.end(session, person_id)


async def first_link(session: AsyncSession, now: datetime) -> str | None:
    """The link that makes the desk's first owner; none where there is one."""
    if await logins.anybody_can_log_in(session):
        return None
    await logins.withdraw_first_links(session)
    return await make_link(session, now, runs_the_desk=True)


async def fresh_link(session: AsyncSession, login_name: str | None, now: datetime) -> str:
    """For whoever forgot their password; without a name, for the first who runs the desk."""
    if login_name is None:
        known = await logins.keepers(session)
        person = known[0] if known else None
        if person is None:
            return await first_link(session, now) or ""
    else:
        person = await logins.person_called(session, clean_login_name(login_name))
    if person is None:
        raise Refused(f"Nobody logs in as {login_name!r}.")
    return await make_link(session, now, person_id=person.id)
