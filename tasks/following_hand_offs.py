"""Owns the look at what writers publish by hand: is it in Medium's feed by now, and do they have to be reminded?

The feed is asked once for all articles of a profile, in pauses that grow. It refuses to take an old story for the new.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from prefect import task

from integrations.finishing import finish_by_feed
from integrations.hand_off_pages import pages_of
from integrations.medium.feed import FeedItem, read_feed_once
from integrations.medium.refusals import Rejected
from integrations.sealing import going
from integrations.services import Services, services
from integrations.telegram.noticing import Notice, say, unsaid
from models.domain.article import Stage
from models.domain.errors import TryLater
from models.domain.hand_off import due_reminder, is_to_be_looked_for
from models.domain.publication import fingerprint, is_same_story
from models.domain.quiet_hours import read_quiet_hours
from models.domain.schedule import in_zone
from models.store import articles, handed
from models.store.handed import Waiting
from tasks.policies import OWN_STEP
from tasks.public_pages import keep_pages

_FEEDS_IN_A_ROUND: Final = 8
_REMINDERS_IN_A_ROUND: Final = 50


@task(name="follow hand-offs", task_run_name="Look for what writers publish by hand", **OWN_STEP)
async def follow_hand_offs() -> str:
    desk = await services()
    found = await look_in_feeds(desk)
    reminded = await remind_of_hand_offs(desk)
    pages = await keep_pages(desk)
    return f"{found} found in the feed, {reminded} reminded of, {pages} public pages changed"


async def look_in_feeds(desk: Services) -> int:
    async with desk.database.session() as session:
        due = [each for each in await handed.waiting(session) if _is_due(desk, each)]
    by_writer: dict[str, list[Waiting]] = defaultdict(list)
    for each in due:
        by_writer[each.account.medium_username or ""].append(each)
    counts = [await _look(desk, name, by_writer[name]) for name in list(by_writer)[:_FEEDS_IN_A_ROUND]]
    return sum(counts)


def _is_due(desk: Services, each: Waiting) -> bool:
    looked_at = each.kept.looked_at if each.kept else None
    return each.account.medium_username is not None and is_to_be_looked_for(
        each.article.stage_since, looked_at, desk.clock()
    )


async def _look(desk: Services, username: str, waiting: Sequence[Waiting]) -> int:
    """Noted first: a feed that is away, or of nobody, is not asked sooner again."""
    async with desk.database.session() as session:
        for each in waiting:
            (await handed.kept(session, each.article.id)).looked_at = desk.clock()
    try:
        items = await read_feed_once(desk.http, desk.address.medium_feed_url, username)
    except (TryLater, Rejected):
        return 0
    return sum([await _finish(desk, each, items) for each in waiting])


async def _finish(desk: Services, each: Waiting, items: Iterable[FeedItem]) -> bool:
    async with desk.database.session() as session:
        taken = await articles.post_ids(session) - {each.article.medium_post_id}
        sent = await going(session, await articles.article(session, each.article.id))
    sketch = await asyncio.to_thread(fingerprint, sent.content)
    free = [item for item in items if item.id not in taken]
    ours = next((item for item in free if _is_story_of(each, item, sketch)), None)
    return ours is not None and await finish_by_feed(desk, each.article.id, ours)


def _is_story_of(each: Waiting, item: FeedItem, sketch: str) -> bool:
    """A draft that we made is known by its number; what a writer pasted by its text, if it came after the hand-off."""
    if each.article.stage is Stage.LEFT_AS_DRAFT:
        return item.id == each.article.medium_post_id
    return item.is_since(each.article.stage_since) and is_same_story(item.fingerprint, sketch)


async def remind_of_hand_offs(desk: Services) -> int:
    async with desk.database.session() as session:
        waiting = await handed.handed_off(session)
    notices = await unsaid(desk, [notice for each in waiting if (notice := _reminder(desk, each)) is not None])
    for notice in notices[:_REMINDERS_IN_A_ROUND]:
        await say(desk, notice)
    return len(notices[:_REMINDERS_IN_A_ROUND])


def _reminder(desk: Services, each: Waiting) -> Notice | None:
    """None for those who want no reminders."""
    article, account = each.article, each.account
    quiet = read_quiet_hours(account.quiet_hours, account.zone)
    planned = due_reminder(article.stage_since, quiet, desk.clock()) if account.reminders else None
    if planned is None:
        return None
    page = pages_of(desk.settings, article.id).copied
    where = f' Here is <a href="{escape(page)}">the page to copy it from</a>.' if page else " All of it is above."
    words = (
        f"⏰ “{escape(article.called)}” waits since {escape(in_zone(article.stage_since, account.zone))} for you to "
        f"publish it on Medium.{where} When it is out, reply to this with its address."
    )
    return Notice(f"article:{article.id}:handed:{int(planned.timestamp())}:remind", account.id, words, article.id)
