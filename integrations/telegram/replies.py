"""Owns the bot's own words back: each once for the update that it answers, and cards that show their outcome."""

from contextlib import suppress
from functools import partial

import telegram

from integrations.review_desk import Ruling
from integrations.services import Services
from integrations.telegram import cards
from models.domain.effects import EffectKind
from models.domain.errors import NeedsPerson, Refused, Unknown
from models.domain.review import ReviewKind, Verdict
from models.store import reviews
from models.tables import Chat, Json, Message, Review


class Replies:
    def __init__(self, desk: Services) -> None:
        self._desk = desk

    async def send(self, update_id: int, message: telegram.Message, html: str) -> None:
        await self.send_ever_once(f"reply:{message.chat.id}:{update_id}", message, html)

    async def send_ever_once(self, key: str, message: telegram.Message, html: str) -> None:
        chat = Chat(
            account_id=0,
            telegram_chat_id=message.chat.id,
            thread_id=message.message_thread_id,
            paired_at=self._desk.clock(),
        )

        async def act() -> Json:
            return {"telegram_message_id": await self._desk.sender.text(chat, html, reply_to=message.message_id)}

        await self._desk.effects.once(key, EffectKind.MESSAGE, act)

    async def follow_up(self, ruling: Ruling, who: str) -> None:
        """Wake the run, and let every card of this review show what was decided and by whom."""
        await self._desk.desk.wake(ruling.article)
        note = "" if ruling.review.kind is ReviewKind.FINAL else ruling.decision.note
        await self.settle_cards(ruling.review, ruling.decision.verdict, who, note)

    async def settle_cards(self, review: Review, verdict: Verdict, who: str, note: str) -> None:
        """A card that cannot be changed, as in a chat that shut the bot out, does not keep the others as they were."""
        async with self._desk.database.session() as session:
            shown = await reviews.cards_of(session, review.id)
        for message, chat in shown:
            html = cards.outcome(message.html, verdict, who, note)
            edit = partial(self._edit, chat, message, html, is_photo=review.kind is ReviewKind.IMAGE)
            with suppress(NeedsPerson, Refused, Unknown):
                await self._desk.effects.once(f"review:{review.id}:settled:{message.id}", EffectKind.EDIT, edit)

    async def _edit(self, chat: Chat, message: Message, html: str, *, is_photo: bool) -> Json:
        await self._desk.sender.edit(chat, message.telegram_message_id, html, is_photo=is_photo)
        return {"telegram_message_id": message.telegram_message_id}
