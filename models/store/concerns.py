"""Owns the queries about concerns: raised once, shown until they end."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select, text, update
from sqlmodel.ext.asyncio.session import AsyncSession

from models.tables import Account, Concern


async def nobody_to_ask(session: AsyncSession, account: Account, now: datetime) -> None:
    """The bot was shut out wherever the account is spoken of."""
    row = {
        "key": _unreachable(account.id),
        "account_id": account.id,
        "what": f"the bot was blocked or removed in every chat of {account.label}, so nobody can be asked",
        "next_step": f"let it in again there, or pair another chat: copydesk pair {account.label}",
        "since": now,
    }
    kept = insert(Concern).values(row)
    await session.exec(kept.on_conflict_do_nothing(index_elements=["key"], index_where=text("ended_at is null")))


async def somebody_to_ask(session: AsyncSession, account_id: int, now: datetime) -> None:
    await session.exec(
        update(Concern)
        .where(col(Concern.key) == _unreachable(account_id), col(Concern.ended_at).is_(None))
        .values(ended_at=now)
    )


async def open_ones(session: AsyncSession) -> Sequence[Concern]:
    query = select(Concern).where(col(Concern.ended_at).is_(None)).order_by(col(Concern.since), col(Concern.id))
    return (await session.exec(query)).all()


def _unreachable(account_id: int) -> str:
    return f"account:{account_id}:nobody-to-ask"
