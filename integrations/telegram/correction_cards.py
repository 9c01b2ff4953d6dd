"""Owns the cards of corrections in the chats: each is shown once, and loses its button when it is over."""

from contextlib import suppress

from sqlmodel.ext.asyncio.session import AsyncSession

from integrations.services import Services
from integrations.telegram import cards
from integrations.telegram.correction_card import correction_card, correction_rows
from models.domain.correction import changes
from models.domain.effects import EffectKind, MessageShows
from models.domain.errors import NeedsPerson, Refused, TryLater, Unknown
from models.store import accounts, articles, corrections, texts
from models.tables import Chat, Correction, Json, Message


async def show_all(desk: Services) -> int:
    """Those that some chat has not got, as after an outage."""
    async with desk.database.session() as session:
        found = [correction for correction, _ in await corrections.open_ones(session)]
    for correction in found:
        await show(desk, correction)
    return len(found)


async def show(desk: Services, correction: Correction) -> None:
    async with desk.database.session() as session:
        article = await articles.article(session, correction.article_id)
        before = await texts.at_revision(session, correction.revision_id)
        chats = await accounts.chats_of(session, article.account_id)
    if before is None:
        return
    found = changes(before.draft, corrections.draft_of(correction))
    html = correction_card(article.called, article.medium_url or "", found)
    for chat in chats:
        with suppress(TryLater, NeedsPerson, Refused, Unknown):  # it is stored, and /status shows it
            await _show_in(desk, correction, html, chat)


async def _show_in(desk: Services, correction: Correction, html: str, chat: Chat) -> None:
    rows = correction_rows(correction.id, correction.asked_at)

    async def act() -> Json:
        return {"telegram_message_id": await desk.sender.text(chat, html, rows)}

    async def remember(session: AsyncSession, outcome: Json) -> None:
        session.add(
            Message(
                chat_id=chat.id,
                telegram_message_id=outcome["telegram_message_id"],
                article_id=correction.article_id,
                shows=MessageShows.CORRECTION,
                html=html,
                sent_at=desk.clock(),
            )
        )

    key = f"article:{correction.article_id}:correction:{correction.id}:{correction.asked_at.timestamp()}"
    await desk.effects.once(cards.in_chat(key, chat.id), EffectKind.MESSAGE, act, also=remember)


async def settle(desk: Services, article_id: int, why: str) -> None:
    """In every chat. One that cannot be changed now keeps its button, and is answered truly when it is tapped."""
    async with desk.database.session() as session:
        shown = await corrections.cards_of(session, article_id)
    for message, chat in shown:
        with suppress(TryLater, NeedsPerson, Refused, Unknown):
            await _settle(desk, message, chat, why)


async def _settle(desk: Services, message: Message, chat: Chat, why: str) -> None:
    async def act() -> Json:
        await desk.sender.edit(chat, message.telegram_message_id, cards.closed(message.html, why))
        return {"telegram_message_id": message.telegram_message_id}

    async def mark(session: AsyncSession, _: Json) -> None:
        (await session.get_one(Message, message.id)).settled_at = desk.clock()

    await desk.effects.once(f"message:{message.id}:settled", EffectKind.EDIT, act, also=mark)
