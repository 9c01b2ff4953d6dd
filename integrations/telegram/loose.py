"""Owns words that reply to nothing: what they are about is asked with buttons, and the tap gives them their place.

Where nothing but tags and time wait, words that are tags or a time are taken as that: they are shown again anyway.
"""

from collections.abc import Awaitable, Callable
from html import escape

import telegram

from integrations.services import Services
from integrations.telegram.buttons import Button
from integrations.telegram.marks import Mark
from integrations.telegram.replies import Said
from integrations.telegram.tapped import tapped
from models.domain.effects import EffectKind
from models.domain.errors import Refused
from models.domain.final_request import read_final_request
from models.domain.review import ReviewKind
from models.store import accounts, articles, inbox, interviews
from models.tables import Json, Review

Take = Callable[[telegram.Message, str, int], Awaitable[str]]
_MARK = Mark.LOOSE_WORDS
_MOST = 8
_LABEL_SHOWN = 40
_ABOUT = {ReviewKind.DRAFT: "the text", ReviewKind.IMAGE: "image", ReviewKind.FINAL: "tags and time"}
_REPLY = "Which article is this about? Please reply to one of its messages."
_NOTHING_WAITS = "Nothing waits for your word right now. /new begins an article, /help says what I can do."


class LooseWords:
    def __init__(self, desk: Services, take: Take) -> None:
        self._desk, self._take = desk, take

    async def ask(self, update_id: int, message: telegram.Message) -> Said:
        async with self._desk.database.session() as session:
            opened = await interviews.open_questions(session, message.chat.id, self._desk.own_bot)
        waiting = await self._waiting(message)
        if not waiting:
            return Said(_REPLY if opened else _NOTHING_WAITS)
        if len(opened) == 1 and await self._is_a_plan(message, opened[0]):
            return Said(await self._take(message, message.text or "", opened[0].id))
        rows = [(Button(label, f"{_MARK}:{update_id}:{review.id}"),) for review, label in waiting[:_MOST]]
        more = " There are more: reply to its message." if len(waiting) > _MOST else ""
        rows.append((Button("Nothing, forget it", f"{_MARK}:{update_id}:0"),))
        return Said(f"Which article is this about?{more}", tuple(rows))

    async def tap(self, query: telegram.CallbackQuery) -> None:
        try:
            said = await self._tapped(query)
        except Refused as refusal:
            await self._desk.sender.answer(query.id, str(refusal), alert=True)
            return
        await self._desk.sender.answer(query.id, said)
        asked = query.message
        if asked is not None:
            async with self._desk.database.session() as session:
                chats = await accounts.chats_at(session, asked.chat.id, self._desk.own_bot)
            if chats:
                await tapped(self._desk, query.id, chats[0], asked.message_id).edit(escape(said))

    async def _is_a_plan(self, message: telegram.Message, review: Review) -> bool:
        """Whether these words can be nothing but tags and a time for the one article that waits for them."""
        if review.kind is not ReviewKind.FINAL:
            return False
        async with self._desk.database.session() as session:
            article = await articles.article(session, review.article_id)
            zone = (await accounts.account(session, article.account_id)).zone
        try:
            read_final_request(message.text or "", zone, self._desk.clock())
        except Refused:
            return False
        return True

    async def _tapped(self, query: telegram.CallbackQuery) -> str:
        """The first tap gives the words their place; every later one hears the same."""
        update_id, review_id = read(query.data or "")

        async def act() -> Json:
            return {"said": await self._placed(query, update_id, review_id)}

        outcome = await self._desk.effects.once(f"loose:{update_id}", EffectKind.EDIT, act)
        return str(outcome["said"])

    async def _placed(self, query: telegram.CallbackQuery, update_id: int, review_id: int) -> str:
        async with self._desk.database.session() as session:
            stored = await inbox.find(session, self._desk.bot_id, update_id)
        update = stored and telegram.Update.de_json(stored.body, self._desk.bot)
        message = update.message if update else None
        if message is None or message.from_user is None or query.message is None:
            raise Refused("I do not have these words any more. Please write them again.")
        if message.from_user.id != query.from_user.id or message.chat.id != query.message.chat.id:
            raise Refused("Whoever wrote this says what it is about.")
        if review_id == 0:
            return "Forgotten."
        return await self._take(message, message.text or message.caption or "", review_id) or "Got it."

    async def _waiting(self, message: telegram.Message) -> list[tuple[Review, str]]:
        """What this person may decide here and was shown, with what it is called on a button."""
        if message.from_user is None:
            return []
        async with self._desk.database.session() as session:
            mine = {
                each.id
                for each in await accounts.decided_by(
                    session, message.chat.id, message.from_user.id, self._desk.own_bot
                )
            }
            found = []
            for review in await interviews.open_questions(session, message.chat.id, self._desk.own_bot):
                article = await articles.article(session, review.article_id)
                if review.kind in _ABOUT and article.account_id in mine:
                    about = f"{_ABOUT[review.kind]} {review.subject}".strip()
                    found.append((review, f"{article.called[:_LABEL_SHOWN]}: {about}"))
        return found


def is_ours(data: str | None) -> bool:
    return _MARK.begins(data)


def read(data: str) -> tuple[int, int]:
    parts = data.split(":")
    if len(parts) != 3 or not (parts[1].isdecimal() and parts[2].isdecimal()):  # noqa: PLR2004 - mark, update, review
        raise Refused("This button is not one of mine.")
    return int(parts[1]), int(parts[2])
