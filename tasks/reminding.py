"""Owns reminders: each once before a deadline, in no quiet hours, and none for what was just shown or answered."""

from datetime import datetime, timedelta
from html import escape

from integrations.services import Services
from integrations.telegram.noticing import Notice, say, unsaid
from models.domain.deadline import due_reminder
from models.domain.durations import in_words
from models.domain.quiet_hours import read_quiet_hours
from models.domain.review import ReviewKind
from models.domain.schedule import in_zone
from models.store import accounts, waiting
from models.store.waiting import Awaited

_AT_ONCE = 50
_LONGEST = timedelta(days=7)
_ABOUT = {
    ReviewKind.INTERVIEW: "my question",
    ReviewKind.DRAFT: "its text",
    ReviewKind.IMAGE: "its images",
    ReviewKind.FINAL: "its tags and time",
}


async def remind(desk: Services) -> int:
    now = desk.clock()
    async with desk.database.session() as session:
        most = max((max(each.reminders, default=0) for each in await accounts.accounts(session)), default=0)
        found = await waiting.awaited(session, now + min(timedelta(minutes=most), _LONGEST)) if most else []
    notices = await unsaid(desk, [notice for each in found if (notice := reminder(each, now)) is not None])
    for notice in notices[:_AT_ONCE]:
        await say(desk, notice)
    return len(notices[:_AT_ONCE])


def reminder(each: Awaited, now: datetime) -> Notice | None:
    """The word that is due now, if one is."""
    quiet = read_quiet_hours(each.account.quiet_hours, each.account.zone)
    planned = due_reminder(each.until, each.shown_at, each.account.reminders, quiet, now)
    if planned is None:
        return None
    return Notice(
        key=f"article:{each.article.id}:remind:{int(each.until.timestamp())}:{int(planned.timestamp())}",
        account_id=each.account.id,
        article_id=each.article.id,
        review_id=each.review_ids[0] if len(each.review_ids) == 1 else None,
        html=_words(each, now),
    )


def _words(each: Awaited, now: datetime) -> str:
    article, account = each.article, each.account
    left = in_words((each.until - now) / timedelta(minutes=1))
    return (
        f"⏰ “{escape(article.called)}” waits for your word on {_ABOUT[each.kind]}. "
        f"There is time until {escape(in_zone(each.until, account.zone))}, {left} from now. "
        f"If nobody answers, {each.rule.sentence}."
    )
