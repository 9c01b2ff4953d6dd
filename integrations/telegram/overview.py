"""Owns what the bot tells of a chat's accounts as a whole: what is coming and how things stand, a message each."""

from collections import Counter
from html import escape

from integrations.services import Services
from integrations.telegram.graphemes import utf16_length
from integrations.telegram.packing import MESSAGE_LIMIT
from models.domain.article import ENDED, IN_WORK, STOPPED, WAITS_FOR_ITS_WRITER, Stage
from models.domain.money import month_of, usd
from models.domain.schedule import in_zone
from models.store import accounts, articles, corrections, money
from models.tables import Account, Article

_TOPIC_SHOWN = 200
_ROOM_FOR_THE_REST = 24
_COMING = frozenset(Stage) - (ENDED - {Stage.ON_HOLD, Stage.FAILED, Stage.HANDED_OFF})


async def queue(desk: Services, telegram_chat_id: int) -> str:
    lines = [
        _line(article, account)
        for account, found in await _of_chat(desk, telegram_chat_id)
        for article in found
        if article.stage in _COMING
    ]
    return fitting(lines) or "The queue is empty. /new begins an article."


async def status(desk: Services, telegram_chat_id: int) -> str:
    of_chat = await _of_chat(desk, telegram_chat_id)
    return fitting([await _standing(desk, account, found) for account, found in of_chat])


async def _of_chat(desk: Services, telegram_chat_id: int) -> list[tuple[Account, list[Article]]]:
    async with desk.database.session() as session:
        chats = await accounts.chats_at(session, telegram_chat_id, desk.own_bot)
        mine = [await accounts.account(session, chat.account_id) for chat in chats]
        return [(account, list(await articles.articles(session, account.id))) for account in mine]


def _line(article: Article, account: Account) -> str:
    when = escape(in_zone(article.publish_at, account.zone))
    return f"{article.id}. <b>{escape(article.called[:_TOPIC_SHOWN])}</b>: {article.stage.to_its_writer}, {when}"


async def _standing(desk: Services, account: Account, found: list[Article]) -> str:
    """An account in a few lines: how many, what comes next, what went out last, and this month's money."""
    in_stage = Counter(article.stage for article in found)

    def count(stages: frozenset[Stage]) -> int:
        return sum(in_stage[stage] for stage in stages)

    waiting = count(WAITS_FOR_ITS_WRITER)
    said = [
        f"<b>{escape(account.label)}</b>{' (paused)' if account.is_paused else ''}",
        _counted(
            (waiting, "waits for you" if waiting == 1 else "wait for you"),
            (count(IN_WORK), "in work"),
            (in_stage[Stage.QUEUED], "queued"),
            (in_stage[Stage.SCHEDULED], "scheduled"),
            (count(STOPPED - {Stage.DROPPED}), "stopped"),
            (in_stage[Stage.PUBLISHED], "out"),
        ),
    ]
    if coming := [article for article in found if article.stage in _COMING and article.publish_at > desk.clock()]:
        said.append(f"Next: {_named(coming[0])}, {escape(in_zone(coming[0].publish_at, account.zone))}")
    if out := [article for article in found if article.published_at is not None]:
        last = max(out, key=lambda article: article.published_at or article.publish_at)
        when = in_zone(last.published_at or last.publish_at, account.zone)
        said.append(f"Last out: {_named(last)}, {escape(when)}")
    async with desk.database.session() as session:
        to_correct = await corrections.open_ones(session, {account.id})
        spent = await money.spent_between(session, account.id, *month_of(desk.clock(), account.zone))
    said += [f"To correct on Medium: {_named(each)} {escape(each.medium_url or '')}" for _, each in to_correct]
    return "\n".join([*said, f"Spent this month: {usd(spent)}", ""])


def _counted(*found: tuple[int, str]) -> str:
    """What there is, and nothing of what there is not."""
    return ", ".join(f"{number} {words}" for number, words in found if number) or "nothing on its way"


def _named(article: Article) -> str:
    return f"“{escape(article.called[:_TOPIC_SHOWN])}”"


def fitting(lines: list[str]) -> str:
    """As many as one message holds, and how many are left."""
    shown = lines[:]
    while sum(utf16_length(line) + 1 for line in shown) > MESSAGE_LIMIT - _ROOM_FOR_THE_REST:
        shown.pop()
    left = len(lines) - len(shown)
    return "\n".join([*shown, f"…and {left} more."] if left else shown)
