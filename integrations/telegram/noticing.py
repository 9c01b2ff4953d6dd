"""Owns words to the chats of an account that no run sends: each once for each chat, and never repeated in doubt.

A reminder that may have arrived is worth less than one too many is annoying, so a lost answer counts as said.
"""

from contextlib import suppress
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from integrations.services import Services
from integrations.telegram.cards import in_chat
from models.domain.effects import EffectKind, MessageShows
from models.domain.errors import NeedsPerson, Refused, TryLater, Unknown
from models.store import accounts, cards, effects
from models.tables import Chat, Json, Message


@dataclass(frozen=True)
class Notice:
    """A word about an article, or the account; a reply to it is a reply to the review that it names."""

    key: str
    account_id: int
    html: str
    article_id: int | None = None
    review_id: int | None = None


async def unsaid(desk: Services, notices: list[Notice]) -> list[Notice]:
    """Those that some chat has not got."""
    async with desk.database.session() as session:
        keys = {
            notice: [in_chat(notice.key, chat.id) for chat in await accounts.chats_of(session, notice.account_id)]
            for notice in notices
        }
        said = await effects.recorded(session, {key for each in keys.values() for key in each})
    return [notice for notice in notices if not said.issuperset(keys[notice])]


async def say(desk: Services, notice: Notice) -> None:
    async with desk.database.session() as session:
        chats = await accounts.chats_of(session, notice.account_id)
        places = [(chat, await _card_in(session, notice, chat)) for chat in chats]
    for chat, card in places:
        await _say_in(desk, notice, chat, card)


async def _card_in(session: AsyncSession, notice: Notice, chat: Chat) -> int | None:
    if notice.review_id is None:
        return None
    card = await cards.live_card(session, notice.review_id, chat.telegram_chat_id, chat.bot_id)
    return card.telegram_message_id if card else None


async def _say_in(desk: Services, notice: Notice, chat: Chat, card: int | None) -> None:
    async def remember(session: AsyncSession, outcome: Json) -> None:
        if message_id := outcome.get("telegram_message_id"):
            session.add(
                Message(
                    chat_id=chat.id,
                    telegram_message_id=message_id,
                    article_id=notice.article_id,
                    review_id=notice.review_id,
                    shows=MessageShows.NOTICE,
                    html=notice.html,
                    sent_at=desk.clock(),
                )
            )

    async def act() -> Json:
        return await attempted(desk, chat, notice.html, reply_to=card)

    with suppress(TryLater):  # nothing was sent; the next look tries again
        await desk.effects.once(in_chat(notice.key, chat.id), EffectKind.MESSAGE, act, also=remember)


async def attempted(desk: Services, chat: Chat, html: str, reply_to: int | None = None) -> Json:
    """Sent, or refused for good, or lost: each is an outcome, and none is tried again."""
    try:
        return {"telegram_message_id": await desk.sender.text(chat, html, reply_to=reply_to)}
    except (NeedsPerson, Refused, Unknown) as failure:
        return {"failed": str(failure)}
