"""Owns the queries about the tokens that programs show instead of a login."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.tables import ApiToken, Person

_NOTED_EVERY = timedelta(minutes=5)


async def shown(session: AsyncSession, token_hash: str, now: datetime) -> Person | None:
    """Whose token it is; that it was used is noted now and then."""
    query = (
        select(ApiToken, Person)
        .join(Person, col(Person.id) == ApiToken.person_id)
        .where(ApiToken.token_hash == token_hash, col(ApiToken.ended_at).is_(None))
    )
    found = (await session.exec(query)).first()
    if found is None:
        return None
    token, person = found
    if token.used_at is None or token.used_at < now - _NOTED_EVERY:
        token.used_at = now
    return person


async def tokens_of(session: AsyncSession, person_id: int) -> Sequence[ApiToken]:
    """Those that are good, the newest first."""
    query = select(ApiToken).where(ApiToken.person_id == person_id, col(ApiToken.ended_at).is_(None))
    return (await session.exec(query.order_by(col(ApiToken.id).desc()))).all()


async def token_named(session: AsyncSession, person_id: int, name: str) -> ApiToken | None:
    return next((each for each in await tokens_of(session, person_id) if each.name == name), None)


async def token_of(session: AsyncSession, person_id: int, token_id: int) -> ApiToken | None:
    """Only ever one of this person's own."""
    return next((each for each in await tokens_of(session, person_id) if each.id == token_id), None)
