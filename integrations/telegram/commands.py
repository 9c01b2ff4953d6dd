"""Owns the bot's commands: each gives the answer as Telegram's HTML."""

from html import escape

import telegram

from integrations.resuming import hold_article, resume_article
from integrations.services import Services
from integrations.sourcing import keep, told_of
from integrations.telegram.graphemes import utf16_length
from integrations.telegram.packing import MESSAGE_LIMIT
from integrations.telegram.pairing import redeem
from models.domain.article import ENDED, Stage
from models.domain.errors import Refused
from models.domain.schedule import in_zone
from models.domain.sources import read_given
from models.store import accounts, articles
from models.tables import Account, Article

_TOPIC_SHOWN = 200
_ROOM_FOR_THE_REST = 24

_HELP = (
    "I bring you drafts, images, tags and times to decide on. Tap a button, or reply with what should change.\n\n"
    "/queue what is coming\n/hold 12 stop article 12\n/resume 12 let it go on\n"
    "/source 12 and a link or a note: what article 12 rests on\n/help this"
)


async def pair(desk: Services, message: telegram.Message, code: str) -> str:
    async with desk.database.session() as session:
        account = await redeem(session, code, message, desk.clock())
    if account is None:
        return "This code is not valid any more. Make a new one with <code>copydesk pair</code> or in the console."
    return f"Paired with <b>{escape(account.label)}</b>. Its articles come to this chat.\n\n{_HELP}"


async def answer(desk: Services, message: telegram.Message, text: str) -> str:
    name, _, rest = text.partition(" ")
    try:
        match name.partition("@")[0]:
            case "/queue" | "/status":
                return await _queue(desk, message)
            case "/hold":
                return await hold_article(desk, await _mine(desk, message, rest))
            case "/resume":
                return await resume_article(desk, await _mine(desk, message, rest))
            case "/source":
                return await _source(desk, message, rest)
            case _:
                return _HELP
    except Refused as refusal:
        return escape(str(refusal))


async def _source(desk: Services, message: telegram.Message, rest: str) -> str:
    """Only kept here: a page that is slow must not let the chats wait."""
    number, *words = rest.split(None, 1) or [""]
    article_id = await _mine(desk, message, number)
    kept = await keep(desk, article_id, read_given("".join(words)))
    return escape("\n".join(told_of(source) for source in kept))


async def _queue(desk: Services, message: telegram.Message) -> str:
    async with desk.database.session() as session:
        mine = [
            await accounts.account(session, chat.account_id)
            for chat in await accounts.chats_at(session, message.chat.id)
        ]
        lines = [line for account in mine for line in await _lines(desk, account)]
    return _fitting(lines) or "The queue is empty."


def _fitting(lines: list[str]) -> str:
    """As many as one message holds, and how many are left."""
    shown = lines[:]
    while sum(utf16_length(line) + 1 for line in shown) > MESSAGE_LIMIT - _ROOM_FOR_THE_REST:
        shown.pop()
    left = len(lines) - len(shown)
    return "\n".join([*shown, f"…and {left} more."] if left else shown)


async def _lines(desk: Services, account: Account) -> list[str]:
    async with desk.database.session() as session:
        waiting = [
            each
            for each in await articles.articles(session, account.id)
            if each.stage not in ENDED - {Stage.ON_HOLD, Stage.FAILED}
        ]
    return [_line(each, account.zone) for each in waiting]


def _line(article: Article, zone: str) -> str:
    when = in_zone(article.publish_at, zone)
    return f"{article.id}. <b>{escape(article.topic[:_TOPIC_SHOWN])}</b>: {article.stage.sentence}, {escape(when)}"


async def _mine(desk: Services, message: telegram.Message, number: str) -> int:
    """The article of that number, if this chat and this person may decide about it."""
    if not number.strip().isdecimal() or message.from_user is None:
        raise Refused("Which one? Write its number, as /queue shows it.")
    async with desk.database.session() as session:
        article = await articles.article(session, int(number))
        person = await accounts.person_on_telegram(session, message.from_user.id)
        chats = await accounts.chats_at(session, message.chat.id)
        if article.account_id not in {chat.account_id for chat in chats} or person is None:
            raise Refused(f"There is no article {int(number)} here.")
        if not await accounts.may_decide(session, person.id, article.account_id):
            raise Refused("You may look at this account, but not decide.")
    return article.id
