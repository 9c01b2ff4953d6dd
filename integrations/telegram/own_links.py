"""Owns what a writer says about an article that they publish by hand: its link, or that they give it up.

A link in reply to anything of such an article is about that. One that replies to nothing is about the only one that
waits, or the one whose title it bears; else it is asked for as a reply.
"""

from collections.abc import Sequence
from html import escape

import telegram

from integrations.finishing import finish_by_link, give_up
from integrations.hand_off_pages import pages_of
from integrations.services import Services
from integrations.telegram import hand_off_card
from integrations.telegram.hand_off_card import hand_off_rows, sure_rows
from integrations.telegram.replies import Replies
from integrations.telegram.speakers import MAY_NOT, replied_to, require_decider
from integrations.telegram.tapped import tapped
from models.domain.article import WAITS_FOR_A_LINK, Stage
from models.domain.errors import NeedsPerson, Refused, TryLater
from models.domain.story_links import StoryLink, fits_title, has_address, is_lone_address, story_link_in
from models.store import accounts, articles, handed, texts
from models.tables import Article, Chat

_SEND_IT = "When the story is out, reply here with its address on Medium, and I keep it."


class OwnLinks:
    def __init__(self, desk: Services, replies: Replies) -> None:
        self._desk, self._replies = desk, replies

    async def answer(self, message: telegram.Message, text: str) -> str | None:
        """What to say to a reply about such an article; None where it is about something else."""
        found = await self._replied_to(message, text)
        if found is None:
            return None
        if not has_address(text):
            return _SEND_IT
        return await self._finish(message, found, text)

    async def loose(self, message: telegram.Message, text: str) -> str | None:
        """A story's address, and nothing else, where somebody waits for one; None for all other words."""
        if message.from_user is None or message.reply_to_message is not None or not is_lone_address(text):
            return None
        async with self._desk.database.session() as session:
            mine = await accounts.decided_by(session, message.chat.id, message.from_user.id, self._desk.own_bot)
            waiting = await handed.waiting_for_a_link(session, {each.id for each in mine})
            try:
                link = story_link_in(text)
            except Refused as refusal:
                return escape(str(refusal)) if waiting else None
            known = await handed.article_of_story(session, link.story_id)
            titles = [(each, (await texts.require_current(session, each)).draft.title) for each in waiting]
        if known is not None and known.account_id in {each.id for each in mine}:
            return await self._finish(message, known, text)
        if not waiting:
            return None
        meant = _meant(titles, link)
        return _which(waiting) if meant is None else await self._finish(message, meant, text)

    async def tap(self, query: telegram.CallbackQuery) -> None:
        try:
            said = await self._tapped(query)
        except Refused as refusal:
            await self._desk.sender.answer(query.id, str(refusal), alert=True)
            return
        await self._desk.sender.answer(query.id, said)

    async def _replied_to(self, message: telegram.Message, text: str) -> Article | None:
        """Old messages with buttons of a review are that review's, unless a link is sent that is waited for."""
        about = await replied_to(self._desk, message)
        if about is None:
            return None
        article = about.article
        if article.stage in WAITS_FOR_A_LINK:
            return article if has_address(text) or about.review_id is None else None
        is_out = article.stage is Stage.PUBLISHED and about.review_id is None
        return article if is_out and has_address(text) else None

    async def _finish(self, message: telegram.Message, article: Article, text: str) -> str:
        try:
            person = await require_decider(self._desk, message.from_user, article)
            said = await finish_by_link(self._desk, article.id, story_link_in(text), person.id)
        except Refused as refusal:
            return escape(str(refusal))
        await tell_chats(self._desk, self._replies, article, said, besides=message.chat.id)
        return said

    async def _tapped(self, query: telegram.CallbackQuery) -> str:
        article_id, word = hand_off_card.read(query.data or "")
        if query.message is None:
            raise Refused("I cannot see this message any more.")
        async with self._desk.database.session() as session:
            article = await articles.article(session, article_id)
            chats = await accounts.chats_at(session, query.message.chat.id, self._desk.own_bot)
            chat = next((each for each in chats if each.account_id == article.account_id), None)
            if chat is None or await accounts.decider_on_telegram(session, query.from_user.id, chat.account_id) is None:
                raise Refused(MAY_NOT)
        card = tapped(self._desk, query.id, chat, query.message.message_id)
        is_over = article.stage is not Stage.HANDED_OFF
        if is_over or word == "sure":
            said = await give_up(self._desk, article_id)
            await card.rebutton(())
            return said + (f" /resume {article_id} brings it back." if not is_over else "")
        rows = (
            sure_rows(article_id)
            if word == "drop"
            else hand_off_rows(article_id, pages_of(self._desk.settings, article_id))
        )
        await card.rebutton(rows)
        return ""


async def tell_chats(
    desk: Services, replies: Replies, article: Article, said: str, *, besides: int | None = None
) -> None:
    """Wherever the article is spoken of, but for the chat from which the link came."""
    async with desk.database.session() as session:
        chats = await accounts.chats_of(session, article.account_id)
    for chat in chats:
        if chat.telegram_chat_id != besides:
            await _tell(replies, chat, article, said)


async def _tell(replies: Replies, chat: Chat, article: Article, said: str) -> None:
    try:
        await replies.say_once(f"article:{article.id}:finished:chat:{chat.id}", chat, said)
    except (NeedsPerson, TryLater):  # it stands in the console, and whoever sent the link knows
        return


def _meant(waiting: Sequence[tuple[Article, str]], link: StoryLink) -> Article | None:
    if len(waiting) == 1:
        return waiting[0][0]
    fitting = [article for article, title in waiting if fits_title(link, title)]
    return fitting[0] if len(fitting) == 1 else None


def _which(waiting: Sequence[Article]) -> str:
    names = ", ".join(f"“{escape(each.called)}”" for each in waiting)
    return f"Several articles wait for their link: {names}. Send it as a reply to the card of the one that it is."
