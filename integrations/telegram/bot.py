"""Owns where an update goes: to the handler of taps, of commands, or of words. It decides nothing itself.

Whoever is not paired gets one polite line and nothing else.
"""

import telegram
from telegram.constants import ChatType

from integrations.services import Services
from integrations.telegram import commands
from integrations.telegram.feedback import Feedback
from integrations.telegram.interviewing import Interviewing
from integrations.telegram.replies import Replies
from integrations.telegram.taps import Taps
from models.store import accounts

_STRANGER = "Hello! I am a private writing desk and only speak with paired chats."
_SORRY_FOR_A_TAP = "Something went wrong here. Look at the card: while it has buttons, nothing is decided. Tap again."
_SORRY_FOR_WORDS = "Something went wrong here, and I could not take this in. Please send it again."


class Bot:
    def __init__(self, desk: Services) -> None:
        self._desk, self._replies = desk, Replies(desk)
        self._taps, self._feedback = Taps(desk, self._replies), Feedback(desk, self._replies)
        self._interviewing = Interviewing(desk, self._replies)

    async def handle(self, update: telegram.Update) -> None:
        if update.callback_query is not None:
            await self._taps.handle(update.callback_query)
        elif update.message is not None:
            await self._message(update.update_id, update.message)

    async def say_sorry(self, update: telegram.Update) -> None:
        """What this update asked for could not be done: whoever sent it hears that, and what counts."""
        if update.callback_query is not None:
            await self._desk.sender.answer(update.callback_query.id, _SORRY_FOR_A_TAP, alert=True)
        elif update.message is not None:
            await self._replies.send(update.update_id, update.message, _SORRY_FOR_WORDS)

    async def _message(self, update_id: int, message: telegram.Message) -> None:
        text = (message.text or message.caption or "").strip()
        if text.startswith("/start") and " " in text:
            await self._replies.send(
                update_id, message, await commands.pair(self._desk, message, text.split(None, 1)[1])
            )
            return
        async with self._desk.database.session() as session:
            known = await accounts.chats_at(session, message.chat.id)
        if not known:
            await self._replies.send_ever_once(f"stranger:{message.chat.id}", message, _STRANGER)
        elif text.startswith("/"):
            await self._replies.send(update_id, message, await commands.answer(self._desk, message, text))
        elif message.reply_to_message is not None or message.chat.type == ChatType.PRIVATE:
            said = await self._interviewing.answer(message, text) or await self._feedback.answer(message, text)
            await self._replies.send(update_id, message, said)
