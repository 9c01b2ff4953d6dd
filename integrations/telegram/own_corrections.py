"""Owns corrections on Telegram: a file, or “use this: …”, in reply to anything of a published article; and “done”."""

from html import escape

import telegram

from integrations.correcting import correct, finish
from integrations.services import Services
from integrations.telegram import correction_card
from integrations.telegram.own_texts import fetched
from integrations.telegram.speakers import MAY_NOT, replied_to, require_decider
from integrations.telegram.tapped import tapped
from models.domain.article import Stage
from models.domain.errors import Refused
from models.domain.own_text import asks_to_use, require_whole
from models.store import accounts, articles, corrections
from models.tables import Article


class OwnCorrections:
    def __init__(self, desk: Services) -> None:
        self._desk = desk

    async def answer(self, message: telegram.Message, text: str) -> str | None:
        """None where it is no text for a published article."""
        if message.document is None and not asks_to_use(text):
            return None
        article = await self._published(message)
        if article is None:
            return None
        try:
            person = await require_decider(self._desk, message.from_user, article)
            words = await fetched(self._desk, message.document) if message.document else require_whole(text)
            return escape(await correct(self._desk, article.id, words, person.id))
        except Refused as refusal:
            return escape(str(refusal))

    async def tap(self, query: telegram.CallbackQuery) -> None:
        try:
            said = await self._tapped(query)
        except Refused as refusal:
            await self._desk.sender.answer(query.id, str(refusal), alert=True)
            return
        await self._desk.sender.answer(query.id, said)

    async def _tapped(self, query: telegram.CallbackQuery) -> str:
        correction_id, stamp = correction_card.read(query.data or "")
        if query.message is None:
            raise Refused("I cannot see this message any more.")
        async with self._desk.database.session() as session:
            correction = await corrections.correction(session, correction_id)
            article = await articles.article(session, correction.article_id)
            chats = await accounts.chats_at(session, query.message.chat.id, self._desk.own_bot)
        chat = next((each for each in chats if each.account_id == article.account_id), None)
        if chat is None:
            raise Refused(MAY_NOT)
        person = await require_decider(self._desk, query.from_user, article)
        if stamp != correction_card.stamp_of(correction.asked_at):
            await tapped(self._desk, query.id, chat, query.message.message_id).rebutton(())
            raise Refused("A later correction took the place of this one. Its card counts.")
        return await finish(self._desk, correction_id, person.id)

    async def _published(self, message: telegram.Message) -> Article | None:
        about = await replied_to(self._desk, message)
        return about.article if about is not None and about.article.stage is Stage.PUBLISHED else None
