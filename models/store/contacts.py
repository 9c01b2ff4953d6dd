"""Owns when each bot last heard from Telegram."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from models.tables import BotContact


async def heard(session: AsyncSession, bot_id: int, now: datetime) -> datetime:
    """Note that Telegram was heard now, and give the time before, or now if this is the first."""
    contact = await session.get(BotContact, bot_id, with_for_update=True)
    before = contact.heard_at if contact else now
    await session.merge(BotContact(bot_id=bot_id, heard_at=now))
    return before
