"""Owns the queries about conversations: what a person began in a chat and has not ended; one at a time."""

from datetime import datetime, timedelta

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.tables import Conversation, Json

_FORGOTTEN_AFTER = timedelta(days=1)


async def current(
    session: AsyncSession, chat_id: int, user_id: int, bot_id: int | None, now: datetime
) -> Conversation | None:
    query = select(Conversation).where(
        Conversation.telegram_chat_id == chat_id,
        Conversation.telegram_user_id == user_id,
        col(Conversation.bot_id).is_not_distinct_from(bot_id),
        Conversation.changed_at > now - _FORGOTTEN_AFTER,
    )
    return (await session.exec(query.with_for_update())).first()


async def start(
    session: AsyncSession, chat_id: int, user_id: int, bot_id: int | None, state: Json, now: datetime
) -> Conversation:
    """In the place of an earlier one, whose buttons are void from now on."""
    await end(session, chat_id, user_id, bot_id)
    fresh = Conversation(telegram_chat_id=chat_id, telegram_user_id=user_id, bot_id=bot_id, state=state, changed_at=now)
    session.add(fresh)
    await session.flush()
    return fresh


async def end(session: AsyncSession, chat_id: int, user_id: int, bot_id: int | None) -> bool:
    ended = await session.exec(
        delete(Conversation).where(
            Conversation.telegram_chat_id == chat_id,  # type: ignore[arg-type]
            Conversation.telegram_user_id == user_id,  # type: ignore[arg-type]
            col(Conversation.bot_id).is_not_distinct_from(bot_id),
        )
    )
    return bool(ended.rowcount)
