"""Owns the inbox of Telegram's updates: stored first, handled after, each once, in the order of its chat."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import ARRAY, BigInteger, all_, bindparam
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from models.columns import UtcTime
from models.statements import execute, statement
from models.tables import InboxUpdate, Json

_MARK_HANDLED = statement(
    "update inbox set handled_at = :now, retry_at = null, fault = :fault where bot_id = :bot and update_id = :update",
    times=("now",),
)
_STORE = statement(
    """
    insert into inbox (bot_id, update_id, chat_id, body, received_at, tries, fault)
    select :bot, (body->>'update_id')::bigint, chat, body, :now, 0, ''
    from jsonb_to_recordset(:updates) as arrived (chat bigint, body jsonb)
    on conflict do nothing
    """,
    times=("now",),
    json=("updates",),
)
_LAST = statement("select update_id from inbox where bot_id = :bot order by received_at desc, update_id desc limit 1")


@dataclass(frozen=True)
class Arrived:
    """An update as it came, and the chat that it belongs to."""

    chat_id: int
    body: Json


async def store(session: AsyncSession, bot_id: int, updates: Sequence[Arrived], now: datetime) -> None:
    """An update that is already here is not stored twice."""
    if not updates:
        return
    arrived = [{"chat": each.chat_id, "body": each.body} for each in updates]
    await execute(session, _STORE, bot=bot_id, updates=arrived, now=now)


async def last_update_id(session: AsyncSession, bot_id: int) -> int:
    """Of those that came last: after a week without any, Telegram goes on at a random number (core.telegram.org)."""
    return (await execute(session, _LAST, bot=bot_id)).scalar() or 0


async def unhandled(
    session: AsyncSession,
    bot_id: int,
    now: datetime,
    *,
    of_a_chat: int,
    but_of: Collection[int] = (),
    limit: int = 500,
) -> Sequence[InboxUpdate]:
    """The first ones of every chat, in its order; a chat that many updates wait for leaves room for the others.

    A chat whose first one is to be tried later is not among them.
    """
    asked = {"bot": bot_id, "now": now, "but_of": list(but_of)}
    return (await session.exec(_unhandled(of_a_chat, limit), params=asked)).all()


@cache  # every tap asks it, and to build it takes longer than to ask it
def _unhandled(of_a_chat: int, limit: int) -> SelectOfScalar[InboxUpdate]:
    bot, now = bindparam("bot", type_=BigInteger), bindparam("now", type_=UtcTime)
    order = (col(InboxUpdate.received_at), col(InboxUpdate.update_id))
    waiting = (
        select(
            col(InboxUpdate.update_id).label("number"),
            func.row_number().over(partition_by=col(InboxUpdate.chat_id), order_by=order).label("place"),
            func.max(col(InboxUpdate.retry_at)).over(partition_by=col(InboxUpdate.chat_id)).label("retry_at"),
        )
        .where(
            InboxUpdate.bot_id == bot,
            col(InboxUpdate.handled_at).is_(None),
            col(InboxUpdate.chat_id) != all_(bindparam("but_of", type_=ARRAY(BigInteger))),
        )
        .subquery()
    )
    return (
        select(InboxUpdate)
        .join(waiting, waiting.c.number == InboxUpdate.update_id)
        .where(
            InboxUpdate.bot_id == bot,
            waiting.c.place <= of_a_chat,
            waiting.c.retry_at.is_(None) | (waiting.c.retry_at <= now),
        )
        .order_by(waiting.c.place, *order)
        .limit(limit)
    )


async def find(session: AsyncSession, bot_id: int, update_id: int) -> InboxUpdate | None:
    return await session.get(InboxUpdate, (bot_id, update_id))


async def try_later(session: AsyncSession, bot_id: int, update_id: int, at: datetime, fault: str) -> None:
    found = await session.get_one(InboxUpdate, (bot_id, update_id))
    found.tries, found.retry_at, found.fault = found.tries + 1, at, fault
    session.add(found)


async def mark_handled(session: AsyncSession, bot_id: int, update_id: int, now: datetime, fault: str = "") -> None:
    await execute(session, _MARK_HANDLED, bot=bot_id, update=update_id, now=now, fault=fault)
