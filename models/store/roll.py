"""Owns the queries of the list of accounts, page by page."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.tables import Account, AccountConnection


async def number(session: AsyncSession, seen: Collection[int] | None, wanted: str) -> int:
    query = select(func.count()).select_from(Account).where(*_those(seen, wanted))
    return (await session.exec(query)).one()


async def listed(
    session: AsyncSession, seen: Collection[int] | None, wanted: str, limit: int, offset: int
) -> Sequence[tuple[Account, AccountConnection | None]]:
    """By their label, with how Medium took their token when it was last asked."""
    query = (
        select(Account, AccountConnection)
        .join(AccountConnection, col(AccountConnection.account_id) == Account.id, isouter=True)
        .where(*_those(seen, wanted))
        .order_by(func.lower(Account.label), col(Account.id))
    )
    found: Sequence[Any] = (await session.exec(query.limit(limit).offset(offset))).all()
    return [(account, kept) for account, kept in found]


def _those(seen: Collection[int] | None, wanted: str) -> list[Any]:
    """Whose label or name on Medium has these letters."""
    is_seen = [] if seen is None else [col(Account.id).in_(seen)]
    letters = func.lower(wanted)
    is_wanted = (func.strpos(func.lower(Account.label), letters) > 0) | (
        func.strpos(func.lower(func.coalesce(Account.medium_username, "")), letters) > 0
    )
    return [*is_seen, is_wanted] if wanted else is_seen
