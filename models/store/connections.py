"""Owns the queries about how accounts are connected with Medium."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.domain.connection import Connection, is_to_be_looked_at
from models.tables import Account, AccountConnection


async def connection_of(session: AsyncSession, account_id: int) -> AccountConnection | None:
    return await session.get(AccountConnection, account_id)


async def connections(session: AsyncSession) -> dict[int, AccountConnection]:
    return {each.account_id: each for each in (await session.exec(select(AccountConnection))).all()}


async def troubled(session: AsyncSession) -> list[tuple[Account, Connection]]:
    """Accounts whose token fares badly."""
    query = (
        select(Account, AccountConnection)
        .join(AccountConnection, col(AccountConnection.account_id) == Account.id)
        .where(col(Account.medium_token).is_not(None), AccountConnection.state != Connection.WELL)
        .order_by(Account.label)
    )
    return [(account, kept.state) for account, kept in (await session.exec(query)).all()]


async def to_look_at(session: AsyncSession, now: datetime) -> Sequence[int]:
    """Accounts with a token of which Medium was not asked lately."""
    known = await connections(session)
    with_token = select(Account.id).where(col(Account.medium_token).is_not(None)).order_by(col(Account.id))
    return [each for each in (await session.exec(with_token)).all() if _is_due(known.get(each), now)]


def _is_due(known: AccountConnection | None, now: datetime) -> bool:
    return known is None or is_to_be_looked_at(known.state, known.checked_at, now)


async def note(
    session: AsyncSession, account_id: int, state: Connection, detail: str, now: datetime
) -> AccountConnection:
    """How it is now; since when counts from the change."""
    known = await session.get(AccountConnection, account_id, with_for_update=True)
    kept = known or AccountConnection(account_id=account_id, state=state, since=now, checked_at=now)
    if kept.state is not state:
        kept.state, kept.since = state, now
    kept.checked_at, kept.detail = now, detail
    if state is Connection.WELL:
        kept.well_at = now
    session.add(kept)
    return kept
