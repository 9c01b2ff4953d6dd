"""Owns where an update goes: to the handler of taps, of commands, or of words. It decides nothing itself.

Whoever is not paired gets one polite line and nothing else.
"""

import telegram
from telegram.constants import ChatType

from integrations.services import Services
from integrations.telegram import (
    commands,
    correction_card,
    hand_off_card,
    loose,
    new_article,
    reopening_button,
    spoken,
    voicing,
)
from integrations.telegram.commands import Commands
from integrations.telegram.feedback import Feedback
from integrations.telegram.interviewing import Interviewing
from integrations.telegram.loose import LooseWords
from integrations.telegram.members import Members
from integrations.telegram.new_article import NewArticles
from integrations.telegram.own_corrections import OwnCorrections
from integrations.telegram.own_links import OwnLinks
from integrations.telegram.reopening import Reopening
from integrations.telegram.replies import Replies, Said
from integrations.telegram.spoken import Spoken
from integrations.telegram.taps import Taps
from integrations.telegram.voicing import Voicing
from models.store import accounts

_STRANGER = "Hello! I am a private writing desk and only speak with paired chats."
_TOLD_EVERY_SECONDS = 600
_SORRY_FOR_A_TAP = "Something went wrong here. Look at the card: while it has buttons, nothing is decided. Tap again."
_SORRY_FOR_WORDS = "Something went wrong here, and I could not take this in. Please send it again."


class Bot:
    def __init__(self, desk: Services) -> None:
        self._desk, self._replies = desk, Replies(desk)
        self._taps, self._feedback = Taps(desk, self._replies), Feedback(desk, self._replies)
        self._members = Members(desk, self._replies)
        self._spoken = Spoken(desk, self._to_words)
        self._loose = LooseWords(desk, self._feedback.take)
        self._interviewing, self._voicing = Interviewing(desk, self._replies), Voicing(desk)
        self._new_articles = NewArticles(desk, self._replies)
        self._own_links = OwnLinks(desk, self._replies)
        self._own_corrections, self._reopening = OwnCorrections(desk), Reopening(desk)
        self._commands = Commands(desk, self._new_articles)

    async def handle(self, update: telegram.Update) -> None:
        if update.callback_query is not None:
            await self._tap(update.update_id, update.callback_query)
        elif update.message is not None:
            await self._message(update.update_id, update.message)
        elif update.my_chat_member is not None:
            await self._members.change(update.update_id, update.my_chat_member)
        elif update.edited_message is not None:
            await self._feedback.amend(update.edited_message)

    async def _tap(self, update_id: int, query: telegram.CallbackQuery) -> None:
        if new_article.is_ours(query.data):
            await self._new_articles.tap(query)
        elif voicing.is_ours(query.data):
            await self._voicing.tap(query)
        elif spoken.is_ours(query.data):
            await self._spoken.tap(update_id, query)
        elif loose.is_ours(query.data):
            await self._loose.tap(query)
        elif hand_off_card.is_ours(query.data):
            await self._own_links.tap(query)
        elif correction_card.is_ours(query.data):
            await self._own_corrections.tap(query)
        elif reopening_button.is_ours(query.data):
            await self._reopening.tap(query)
        else:
            await self._taps.handle(query)

    async def say_sorry(self, update: telegram.Update) -> None:
        """What this update asked for could not be done: whoever sent it hears that, and what counts."""
        if update.callback_query is not None:
            await self._desk.sender.answer(update.callback_query.id, _SORRY_FOR_A_TAP, alert=True)
        elif update.message is not None:
            await self._replies.send(update.update_id, update.message, _SORRY_FOR_WORDS)

    async def _message(self, update_id: int, message: telegram.Message) -> None:
        if message.migrate_to_chat_id or message.migrate_from_chat_id:
            old, new = message.migrate_from_chat_id or message.chat.id, message.migrate_to_chat_id or message.chat.id
            await self._members.move(old, new)
            return
        text = (message.text or message.caption or "").strip()
        async with self._desk.database.session() as session:
            is_known = bool(await accounts.chats_at(session, message.chat.id, self._desk.own_bot))
        if text.startswith("/start") and " " in text:
            await self._pair(update_id, message, text.split(None, 1)[1], is_known=is_known)
        elif not is_known:
            await self._replies.send_ever_once(f"stranger:{message.chat.id}", message, _STRANGER)
        elif text.startswith("/"):
            await self._say(update_id, message, await self._commands.answer(message, text))
        elif message.reply_to_message is not None or message.chat.type == ChatType.PRIVATE:
            if message.voice is not None:
                await self._say(update_id, message, await self._spoken.hear(update_id, message, message.voice))
            else:
                await self._say(update_id, message, await self._to_words(update_id, message, text))

    async def _pair(self, update_id: int, message: telegram.Message, code: str, *, is_known: bool) -> None:
        """Whoever tries codes in a chat that is not paired is told at most once in ten minutes that one is not good."""
        said = await commands.pair(self._desk, message, code)
        if said is not None:
            await self._replies.send(update_id, message, said)
        elif is_known:
            await self._replies.send(update_id, message, commands.NOT_VALID)
        else:
            moment = int(self._desk.clock().timestamp()) // _TOLD_EVERY_SECONDS
            await self._replies.send_ever_once(f"code:{message.chat.id}:{moment}", message, commands.NOT_VALID)

    async def _say(self, update_id: int, message: telegram.Message, said: Said) -> None:
        if said.html:
            await self._replies.answer(update_id, message, said)

    async def _to_words(self, update_id: int, message: telegram.Message, text: str) -> Said:
        """A reply to what was shown is about that, whatever else was begun; what nobody knows is asked about."""
        linked = await self._own_corrections.answer(message, text)
        linked = await self._own_links.answer(message, text) if linked is None else linked
        if linked is not None:
            return Said(linked)
        is_review = await self._feedback.is_about_a_review(message)
        said = None if is_review else await self._new_articles.answer(update_id, message, text)
        if said is not None:
            return said
        told = await self._own_links.loose(message, text)
        told = await self._interviewing.answer(message, text) if told is None else told
        said = await self._feedback.answer(update_id, message, text) if told is None else Said(told)
        if said is None and message.voice is not None:
            return Said("Which article is that about? Say it as a reply to one of its messages.")
        return said or await self._loose.ask(update_id, message)
