"""Owns the inbox of Telegram's updates: stored first, handled after, each once."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.tables import InboxUpdate, Json


async def store(session: AsyncSession, bot_id: int, updates: Sequence[Json], now: datetime) -> None:
    """An update that is already here is not stored twice."""
    if not updates:
        return
    rows = [
        {"bot_id": bot_id, "update_id": u["update_id"], "body": u, "received_at": now, "fault": ""} for u in updates
    ]
    await session.exec(insert(InboxUpdate).values(rows).on_conflict_do_nothing())


async def last_update_id(session: AsyncSession, bot_id: int) -> int:
    """Of those that came last: after a week without any, Telegram goes on at a random number (core.telegram.org)."""
    query = (
        select(InboxUpdate.update_id)
        .where(InboxUpdate.bot_id == bot_id)
        .order_by(col(InboxUpdate.received_at).desc(), col(InboxUpdate.update_id).desc())
    )
    return (await session.exec(query)).first() or 0


async def unhandled(session: AsyncSession, bot_id: int) -> Sequence[InboxUpdate]:
    query = (
        select(InboxUpdate)
        .where(InboxUpdate.bot_id == bot_id, col(InboxUpdate.handled_at).is_(None))
        .order_by(col(InboxUpdate.received_at), col(InboxUpdate.update_id))
    )
    return (await session.exec(query)).all()


async def mark_handled(session: AsyncSession, bot_id: int, update_id: int, now: datetime, fault: str = "") -> None:
    found = await session.get(InboxUpdate, (bot_id, update_id))
    if found is not None:
        found.handled_at, found.fault = now, fault
        session.add(found)
