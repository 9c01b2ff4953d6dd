"""Owns when each bot last heard from Telegram."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from models.statements import execute, statement

# What is read in its end is as it was before this statement.
_HEARD = statement(
    """
    insert into botcontact (bot_id, heard_at) values (:bot, :now)
    on conflict (bot_id) do update set heard_at = excluded.heard_at
    returning (select heard_at from botcontact where bot_id = :bot)
    """,
    times=("now",),
)


async def heard(session: AsyncSession, bot_id: int, now: datetime) -> datetime:
    """Note that Telegram was heard now, and give the time before, or now if this is the first."""
    before: datetime | None = (await execute(session, _HEARD, bot=bot_id, now=now)).scalar_one()
    return before or now
