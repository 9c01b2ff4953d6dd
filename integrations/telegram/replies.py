"""Owns the bot's own words back: each once for the update that it answers."""

from dataclasses import dataclass

import telegram

from integrations.services import Services
from integrations.telegram.buttons import Rows
from integrations.telegram.tapped import tapped
from models.domain.effects import EffectKind
from models.tables import Chat, Json


@dataclass(frozen=True)
class Said:
    """What the bot answers: Telegram's HTML, and buttons under it."""

    html: str
    rows: Rows = ()
    reply_to: int | None = None  # another message than the one that is answered


class Replies:
    def __init__(self, desk: Services) -> None:
        self._desk = desk

    async def send(self, update_id: int, message: telegram.Message, html: str) -> None:
        await self.answer(update_id, message, Said(html))

    async def answer(self, update_id: int, message: telegram.Message, said: Said) -> None:
        await self._once(f"reply:{message.chat.id}:{update_id}", message, said)

    async def send_ever_once(self, key: str, message: telegram.Message, html: str, rows: Rows = ()) -> None:
        await self._once(key, message, Said(html, rows))

    async def _once(self, key: str, message: telegram.Message, said: Said) -> None:
        chat, to = self._place(message), said.reply_to or message.message_id

        async def act() -> Json:
            sent = await self._desk.sender.text(chat, said.html, said.rows, reply_to=to)
            return {"telegram_message_id": sent}

        await self._desk.effects.once(self._desk.of_bot(key), EffectKind.MESSAGE, act)

    async def settle(self, query_id: str, message: telegram.Message, asked: str) -> None:
        """What was tapped is answered: nothing under it looks alive any more, and it does not end in what it asked."""
        change = tapped(self._desk, query_id, self._place(message), message.message_id)
        shown = message.text_html
        if shown.endswith(asked):
            await change.edit(shown.removesuffix(asked).rstrip())
        else:
            await change.rebutton(())

    def _place(self, message: telegram.Message) -> Chat:
        return Chat(
            account_id=0,
            telegram_chat_id=message.chat.id,
            bot_id=self._desk.own_bot,
            thread_id=message.message_thread_id,
            paired_at=self._desk.clock(),
        )

    async def say_once(self, key: str, chat: Chat, html: str, reply_to: int | None = None) -> None:
        """A word to something in the chat, not to an update."""

        async def act() -> Json:
            return {"telegram_message_id": await self._desk.sender.text(chat, html, reply_to=reply_to)}

        await self._desk.effects.once(key, EffectKind.MESSAGE, act)
