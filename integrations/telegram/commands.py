"""Owns the bot's commands: which there are, and that each refusal is told in plain words."""

from html import escape

import telegram

from integrations.article_options import article_options
from integrations.resuming import hold_article, resume_article
from integrations.services import Services
from integrations.sourcing import keep, told_of
from integrations.telegram.account_page import settings
from integrations.telegram.menu import MENU
from integrations.telegram.new_article import NewArticles
from integrations.telegram.overview import queue, status
from integrations.telegram.pairing import redeem
from integrations.telegram.replies import Said
from integrations.telegram.voicing import shown_voice
from models.domain.errors import Refused
from models.domain.option_words import OPTIONS
from models.domain.review import Channel
from models.domain.sources import read_given
from models.store import accounts, articles

_HELP = (
    "I bring you drafts, images, tags and times to decide on. Tap a button, or reply with what should change.\n\n"
    + "\n".join(f"/{name} {says}" for name, says in MENU.items())
)

_OPTIONS = ", ".join((*OPTIONS, "category"))

NOT_VALID = "This code is not valid any more. Make a new one with <code>copydesk pair</code> or in the console."


async def pair(desk: Services, message: telegram.Message, code: str) -> str | None:
    """The welcome; None when the code is not a good one."""
    async with desk.database.session() as session:
        account = await redeem(session, code, message, desk.clock(), desk.own_bot)
    if account is None:
        return None
    return f"Paired with <b>{escape(account.label)}</b>. Its articles come to this chat.\n\n{_HELP}"


class Commands:
    def __init__(self, desk: Services, new_articles: NewArticles) -> None:
        self._desk, self._new_articles = desk, new_articles

    async def answer(self, message: telegram.Message, text: str) -> Said:
        name, _, rest = text.partition(" ")
        try:
            return await self._answer(message, name.partition("@")[0], rest.strip())
        except Refused as refusal:
            return Said(escape(str(refusal)))

    async def _answer(self, message: telegram.Message, name: str, rest: str) -> Said:
        if name == "/new":
            return await self._new_articles.start(message, rest)
        if name == "/cancel":
            return await self._new_articles.cancel(message)
        return Said(await self._told(message, name, rest))

    async def _told(self, message: telegram.Message, name: str, rest: str) -> str:
        desk = self._desk
        match name:
            case "/queue":
                told = await queue(desk, message.chat.id)
            case "/status":
                told = await status(desk, message.chat.id)
            case "/hold":
                told = await hold_article(desk, await _mine(desk, message, rest))
            case "/resume":
                told = await resume_article(desk, await _mine(desk, message, rest))
            case "/source":
                told = await _source(desk, message, rest)
            case "/options":
                told = await _options(desk, message, rest)
            case "/voice":
                told = await shown_voice(desk, message.chat.id)
            case "/settings":
                told = await settings(desk, message, rest)
            case "/help" | "/start":
                told = _HELP
            case _:
                told = f"I do not know {escape(name)}.\n\n{_HELP}"
        return told


async def _source(desk: Services, message: telegram.Message, rest: str) -> str:
    """Only kept here: a page that is slow must not let the chats wait."""
    number, *words = rest.split(None, 1) or [""]
    article_id = await _mine(desk, message, number)
    kept = await keep(desk, article_id, read_given("".join(words)))
    return escape("\n".join(told_of(source) for source in kept))


async def _options(desk: Services, message: telegram.Message, rest: str) -> str:
    number, *words = rest.split(None, 1) or [""]
    article_id = await _mine(desk, message, number)
    async with desk.database.session() as session:
        person = await accounts.person_on_telegram(session, message.from_user.id) if message.from_user else None
    person_id = person.id if person is not None else None
    said = await article_options(desk, article_id, "".join(words), Channel.TELEGRAM, person_id)
    more = "" if words else f"\n\nTo change it: /options {article_id} licence cc-by. There is: {_OPTIONS}."
    return escape(f"{said}{more}")


async def _mine(desk: Services, message: telegram.Message, number: str) -> int:
    """The article of that number, if this chat and this person may decide about it."""
    if not number.strip().isdecimal() or message.from_user is None:
        raise Refused("Which one? Write its number, as /queue shows it.")
    async with desk.database.session() as session:
        article = await articles.article(session, int(number))
        person = await accounts.person_on_telegram(session, message.from_user.id)
        chats = await accounts.chats_at(session, message.chat.id, desk.own_bot)
        if article.account_id not in {chat.account_id for chat in chats} or person is None:
            raise Refused(f"There is no article {int(number)} here.")
        if not await accounts.may_decide(session, person.id, article.account_id):
            raise Refused("You may look at this account, but not decide.")
    return article.id
