"""Owns voice messages: transcribed once, shown, and taken as words only when whoever spoke says that they are right."""

from collections.abc import Awaitable, Callable
from html import escape

import telegram

from integrations.affording import Payer
from integrations.bookkeeping import booked
from integrations.services import Services
from integrations.telegram.buttons import Button
from integrations.telegram.cards import in_html
from integrations.telegram.marks import Mark
from integrations.telegram.replies import Said
from integrations.telegram.sender import told_apart
from integrations.telegram.tapped import tapped
from models.domain.effects import EffectKind
from models.domain.errors import NeedsPerson, Refused
from models.store import accounts, articles, inbox, reviews
from models.tables import Json

Take = Callable[[int, telegram.Message, str], Awaitable[Said]]
_MARK = Mark.SPOKEN
_LONGEST_SECONDS, _LARGEST_BYTES = 600, 20_000_000  # core.telegram.org/bots/api#getfile: 20 MB at most
_SHOWN = 3000


class Spoken:
    def __init__(self, desk: Services, take: Take) -> None:
        self._desk, self._take = desk, take

    async def hear(self, update_id: int, message: telegram.Message, voice: telegram.Voice) -> Said:
        if seconds_of(voice) > _LONGEST_SECONDS or (voice.file_size or 0) > _LARGEST_BYTES:
            return Said("That is too long for me: ten minutes at most. Say it in parts, or write it.")
        try:
            text = await self._transcribed(message, voice)
        except NeedsPerson as trouble:
            return Said(f"I cannot listen to that: {in_html(str(trouble))}. You can write it instead.")
        if not text:
            return Said("I heard no words in that. Say it again, or write it.")
        yes = Button("✅ That is right", f"{_MARK}:{update_id}:yes")
        no = Button("🗑 Forget it", f"{_MARK}:{update_id}:no")
        return Said(f"🎙 I heard:\n“{escape(text[:_SHOWN])}”", ((yes, no),))

    async def tap(self, update_id: int, query: telegram.CallbackQuery) -> None:
        try:
            heard, said = await self._tapped(update_id, query)
        except Refused as refusal:
            await self._desk.sender.answer(query.id, str(refusal), alert=True)
            return
        await self._desk.sender.answer(query.id, "")
        if query.message is not None:
            async with self._desk.database.session() as session:
                chats = await accounts.chats_at(session, query.message.chat.id, self._desk.own_bot)
            html = f"🎙 “{escape(heard[:_SHOWN])}”\n\n{said.html or 'Got it.'}"
            if chats:
                await tapped(self._desk, query.id, chats[0], query.message.message_id).edit(html, said.rows)

    async def _tapped(self, update_id: int, query: telegram.CallbackQuery) -> tuple[str, Said]:
        voice_update, word = read(query.data or "")
        async with self._desk.database.session() as session:
            stored = await inbox.find(session, self._desk.bot_id, voice_update)
        update = stored and telegram.Update.de_json(stored.body, self._desk.bot)
        message = update.message if update else None
        if message is None or message.voice is None or message.from_user is None:
            raise Refused("I do not have this message any more. Please say it again.")
        if message.from_user.id != query.from_user.id:
            raise Refused("Whoever said this says whether it is right.")
        text = await self._transcribed(message, message.voice)
        return text, await self._taken(update_id, message, text if word == "yes" else "")

    async def _taken(self, update_id: int, message: telegram.Message, text: str) -> Said:
        """The first tap says what becomes of the words; every later one hears the same."""

        async def act() -> Json:
            said = await self._take(update_id, message, text) if text else Said("Forgotten.")
            return {"html": said.html, "rows": [[[each.text, each.data] for each in row] for row in said.rows]}

        key = f"voice:{message.chat.id}:{message.message_id}:taken"
        outcome = await self._desk.effects.once(key, EffectKind.EDIT, act)
        rows = tuple(tuple(Button(*each) for each in row) for row in outcome["rows"])
        return Said(str(outcome["html"]), rows)

    async def _transcribed(self, message: telegram.Message, voice: telegram.Voice) -> str:
        """Paid once, however often it is asked for."""
        key = self._desk.of_bot(f"voice:{message.chat.id}:{message.message_id}")

        async def act() -> Json:
            file = await told_apart(lambda: self._desk.bot.get_file(voice.file_id))
            data = bytes(await told_apart(file.download_as_bytearray))
            heard = await booked(
                self._desk,
                key,
                await self._payer(message),
                "transcription",
                lambda: self._desk.transcriber.hear(data, seconds_of(voice)),
            )
            return heard.model_dump(mode="json")

        outcome = await self._desk.effects.once(key, EffectKind.MODEL_CALL, act)
        return str(outcome["value"]["text"])

    async def _payer(self, message: telegram.Message) -> Payer:
        """The article that it is said about, where it answers one of its messages; else the chat's first account."""
        to = message.reply_to_message
        async with self._desk.database.session() as session:
            shown = to and await reviews.message_at(session, message.chat.id, to.message_id, self._desk.own_bot)
            if shown and shown.article_id is not None:
                article = await articles.article(session, shown.article_id)
                return Payer(article.account_id, article.id)
            [chat, *_] = await accounts.chats_at(session, message.chat.id, self._desk.own_bot)
            return Payer(chat.account_id)


def seconds_of(voice: telegram.Voice) -> float:
    return float(voice.duration) if isinstance(voice.duration, int) else voice.duration.total_seconds()


def is_ours(data: str | None) -> bool:
    return _MARK.begins(data)


def read(data: str) -> tuple[int, str]:
    _, number, word = [*data.split(":"), "", ""][:3]
    if not number.isdecimal() or word not in ("yes", "no"):
        raise Refused("This button is not one of mine.")
    return int(number), word
