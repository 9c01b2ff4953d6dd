"""Owns the look at stories on Medium after they went out: each is compared with what was approved, patiently.

Their writer hears once in what one differs. That a story is not in the feed proves nothing, and is told to nobody.
"""

import asyncio
from collections import defaultdict
from html import escape

from prefect import task

from integrations.medium.feed import FeedItem, read_feed_once
from integrations.medium.refusals import Rejected
from integrations.sealing import Going, going
from integrations.services import Services, services
from integrations.telegram.noticing import Notice, say
from models.domain.errors import NeedsPerson, Refused, TryLater
from models.domain.live_look import LiveState, next_look
from models.domain.live_text import live_differences
from models.domain.outgoing import outgoing
from models.domain.publication import ContentFormat, PublishStatus
from models.store import live_looks
from models.tables import LiveLook
from tasks.policies import OWN_STEP

_AT_ONCE, _FEEDS_AT_ONCE = 50, 4
Pair = tuple[LiveLook, Going]


@task(name="compare live stories", task_run_name="Compare stories on Medium with what was approved", **OWN_STEP)
async def compare_live_stories() -> int:
    """How many were compared."""
    desk = await services()
    async with desk.database.session() as session:
        await live_looks.take_up(session, desk.clock())
        await session.flush()
        found = await live_looks.due(session, desk.clock(), _AT_ONCE)
        pairs = [(look, await going(session, article)) for look, article in found if article.revision_id is not None]
    by_feed = defaultdict[str, list[Pair]](list)
    for look, each in pairs:
        by_feed[each.account.medium_username or ""].append((look, each))
    turns = asyncio.Semaphore(_FEEDS_AT_ONCE)

    async def in_turn(username: str, of_feed: list[Pair]) -> int:
        async with turns:
            return await _of_feed(desk, username, of_feed)

    return sum(await asyncio.gather(*(in_turn(*each) for each in by_feed.items())))


async def _of_feed(desk: Services, username: str, pairs: list[Pair]) -> int:
    items = await _items(desk, username)
    return sum([await _look(desk, look, each, items) for look, each in pairs])


async def _items(desk: Services, username: str) -> list[FeedItem]:
    """None where there is no feed, or none that can be read now: it is looked at again."""
    if not username:
        return []
    try:
        return await read_feed_once(desk.http, desk.address.medium_feed_url, username)
    except (Rejected, TryLater, NeedsPerson):
        return []


async def _look(desk: Services, look: LiveLook, found: Going, items: list[FeedItem]) -> bool:
    item = next((item for item in items if _is_it(item, found)), None)
    following = next_look(look.since, look.looks + 1, is_corrected=look.is_corrected)
    differing = await asyncio.to_thread(_compared, found, item) if item is not None else ()
    state = _state(item is not None, differing, look, is_last=following is None)
    if found.options.status is not PublishStatus.PUBLIC and item is None:
        state = LiveState.NOT_SEEN  # no feed shows it
    async with desk.database.session() as session:
        kept = await session.get_one(LiveLook, look.article_id, with_for_update=True)
        if kept.since != look.since:  # it was corrected meanwhile
            return False
        kept.state, kept.differences, kept.looked_at = state, list(differing), desk.clock()
        kept.looks, kept.next_at = look.looks + 1, following or kept.next_at
        session.add(kept)
    if state is LiveState.DIFFERS:
        await say(desk, _word(look, found, differing))
    return item is not None


def _state(is_there: bool, differing: tuple[str, ...], look: LiveLook, *, is_last: bool) -> LiveState:
    """After a correction a feed shows the old text for a while."""
    if not is_there:
        return LiveState.NOT_SEEN if is_last else LiveState.AWAITED
    if not differing:
        return LiveState.SAME
    return LiveState.AWAITED if look.is_corrected and not is_last else LiveState.DIFFERS


def _is_it(item: FeedItem, found: Going) -> bool:
    return item.id == found.article.medium_post_id or item.url == found.article.medium_url


def _compared(found: Going, item: FeedItem) -> tuple[str, ...]:
    """With the text as HTML, whichever form was sent: the feed is that."""
    options, draft = found.options, found.draft
    if options.content_format is ContentFormat.MARKDOWN:
        options = options.model_copy(update={"content_format": ContentFormat.HTML})
    try:
        approved = outgoing(draft, options, {name: image.sha256 for name, image in found.images.items()})
    except Refused:  # what it was published with is not here any more, as images of an import
        return ()
    return live_differences(approved, item.html, (draft.title, item.title), draft.subtitle)


def _word(look: LiveLook, found: Going, differing: tuple[str, ...]) -> Notice:
    lines = "".join(f"\n• {escape(line)}" for line in differing)
    html = (
        f"👀 “{escape(found.article.called)}” on Medium is not what you approved:{lines}\n"
        f"{escape(found.article.medium_url or '')}\nWhere that was you, nothing has to be done."
    )
    key = f"article:{look.article_id}:live:{int(look.since.timestamp())}"
    return Notice(key, found.account.id, html, look.article_id)
