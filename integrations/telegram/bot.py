"""Owns where an update goes: to the handler of taps, of commands, or of words. It decides nothing itself.

Whoever is not paired gets one polite line and nothing else.
"""

import telegram
from telegram.constants import ChatType

from integrations.services import Services
from integrations.telegram import commands, loose, new_article
from integrations.telegram.commands import Commands
from integrations.telegram.feedback import Feedback
from integrations.telegram.interviewing import Interviewing
from integrations.telegram.loose import LooseWords
from integrations.telegram.new_article import NewArticles
from integrations.telegram.replies import Replies, Said
from integrations.telegram.taps import Taps
from models.store import accounts

_STRANGER = "Hello! I am a private writing desk and only speak with paired chats."
_SORRY_FOR_A_TAP = "Something went wrong here. Look at the card: while it has buttons, nothing is decided. Tap again."
_SORRY_FOR_WORDS = "Something went wrong here, and I could not take this in. Please send it again."


class Bot:
    def __init__(self, desk: Services) -> None:
        self._desk, self._replies = desk, Replies(desk)
        self._taps, self._feedback = Taps(desk, self._replies), Feedback(desk, self._replies)
        self._loose = LooseWords(desk, self._feedback.take)
        self._interviewing = Interviewing(desk, self._replies)
        self._new_articles = NewArticles(desk, self._replies)
        self._commands = Commands(desk, self._new_articles)

    async def handle(self, update: telegram.Update) -> None:
        if update.callback_query is not None:
            await self._tap(update.callback_query)
        elif update.message is not None:
            await self._message(update.update_id, update.message)
        elif update.edited_message is not None:
            await self._feedback.amend(update.edited_message)

    async def _tap(self, query: telegram.CallbackQuery) -> None:
        if new_article.is_ours(query.data):
            await self._new_articles.tap(query)
        elif loose.is_ours(query.data):
            await self._loose.tap(query)
        else:
            await self._taps.handle(query)

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
            await self._say(update_id, message, await self._commands.answer(message, text))
        elif message.reply_to_message is not None or message.chat.type == ChatType.PRIVATE:
            await self._say(update_id, message, await self._to_words(update_id, message, text))

    async def _say(self, update_id: int, message: telegram.Message, said: Said) -> None:
        if said.html:
            await self._replies.send(update_id, message, said.html, said.rows)

    async def _to_words(self, update_id: int, message: telegram.Message, text: str) -> Said:
        """A reply to what was shown is about that, whatever else was begun; what nobody knows is asked about."""
        is_review = await self._feedback.is_about_a_review(message)
        said = None if is_review else await self._new_articles.answer(update_id, message, text)
        if said is not None:
            return said
        told = await self._interviewing.answer(message, text)
        told = await self._feedback.answer(message, text) if told is None else told
        return await self._loose.ask(update_id, message) if told is None else Said(told)
