"""Owns the daily word of what waits: one for each chat and hour, nothing when nothing waits."""

from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from html import escape

from integrations.services import Services
from models.domain.article import Stage
from models.domain.daily_digest import NEWS, DigestTime
from models.domain.effects import EffectKind
from models.domain.errors import TryLater
from models.domain.quiet_hours import read_quiet_hours
from models.domain.schedule import in_zone
from models.store import accounts, effects, waiting
from models.tables import Account, Article, Chat, Json

_LINES = 15
_TOPIC_SHOWN = 90


@dataclass(frozen=True)
class _Digest:
    """One chat with the accounts whose day begins now."""

    key: str
    chat: Chat
    accounts: tuple[Account, ...]


async def send_digests(desk: Services) -> int:
    """How many had something to say."""
    sent = [await _send(desk, each) for each in await _due(desk)]
    return sum(sent)


async def _due(desk: Services) -> list[_Digest]:
    async with desk.database.session() as session:
        due = [(each, day) for each in await accounts.accounts(session) if (day := _day(each, desk.clock()))]
        chats = [(chat, each, day) for each, day in due for chat in await accounts.chats_of(session, each.id)]
        grouped: dict[str, list[tuple[Chat, Account]]] = defaultdict(list)
        for chat, account, day in chats:
            grouped[_key(chat, account, day)].append((chat, account))
        done = await effects.recorded(session, grouped)
    return [
        _Digest(key, found[0][0], tuple(account for _, account in found))
        for key, found in grouped.items()
        if key not in done
    ]


def _day(account: Account, now: datetime) -> date | None:
    if account.digest_hour is None or account.is_paused:
        return None
    quiet = read_quiet_hours(account.quiet_hours, account.zone)
    return DigestTime(account.digest_hour, account.zone, quiet).due_on(now)


def _key(chat: Chat, account: Account, day: date) -> str:
    bot = "" if chat.bot_id is None else f"bot:{chat.bot_id}:"
    return f"{bot}digest:{chat.telegram_chat_id}:{chat.thread_id or 0}:{account.zone}:{account.digest_hour}:{day}"


async def _send(desk: Services, digest: _Digest) -> bool:
    async with desk.database.session() as session:
        ids = [each.id for each in digest.accounts]
        found = await waiting.to_digest(session, ids, desk.clock() - NEWS)

    async def act() -> Json:
        if not found:
            return {"nothing": True}
        return {"telegram_message_id": await desk.sender.text(digest.chat, digest_words(found, digest.accounts))}

    with suppress(TryLater):
        await desk.effects.once(digest.key, EffectKind.MESSAGE, act)
        return bool(found)
    return False


def digest_words(found: Sequence[Article], of: tuple[Account, ...]) -> str:
    known = {account.id: account for account in of}
    lines = [_line(each, known[each.account_id], name_it=len(of) > 1) for each in found[:_LINES]]
    more = [f"…and {len(found) - _LINES} more, see /queue"] if len(found) > _LINES else []
    head = "☀️ One article waits for you:" if len(found) == 1 else f"☀️ {len(found)} articles wait for you:"
    return "\n".join([head, *lines, *more])


def _line(article: Article, account: Account, *, name_it: bool) -> str:
    whose = f" ({escape(account.label)})" if name_it else ""
    when = (
        "" if article.stage is Stage.HANDED_OFF else f", to go out {escape(in_zone(article.publish_at, account.zone))}"
    )
    return f"• <b>{escape(article.called[:_TOPIC_SHOWN])}</b>{whose}: {article.stage.to_its_writer}{when}"
