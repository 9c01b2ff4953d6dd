"""Owns what follows when nobody answered in time: the account's rule, once, as a decision that any answer forestalls.

After an outage it waits until what people answered meanwhile has had time to arrive. Nothing goes out in a burst.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from html import escape

from sqlmodel.ext.asyncio.session import AsyncSession

from integrations.services import Services
from integrations.telegram.noticing import Notice, say, unsaid
from models.domain.article import Stage
from models.domain.deadline import NOBODY_ANSWERED, NOBODY_EVER_ANSWERS, TIMES_MOVED, DeadlineRule, rule_that_applies
from models.domain.errors import Refused, TryLater
from models.domain.final_request import FinalRequest
from models.domain.punctuality import APART
from models.domain.quota import room_from
from models.domain.review import Channel, ReviewKind, Verdict, require_possible
from models.domain.schedule import in_zone
from models.store import accounts, articles, calendar, reviews, waiting
from models.store.waiting import Awaited
from models.tables import Account, Article

_AT_ONCE = 50
_MISSED_IN_QUEUE = "its time passed before its writing began"


@dataclass(frozen=True)
class _Moved:
    """To which slot, or why to none."""

    to: datetime | None
    reason: str = ""


async def follow_the_rules(desk: Services) -> int:
    """How many articles the rule of their account was applied to."""
    async with desk.database.session() as session:
        late = [each for each in await waiting.awaited(session, desk.clock()) if each.until <= desk.clock()]
        queued = await waiting.overdue_in_queue(session, desk.clock(), _AT_ONCE)
    return await _follow_some(desk, late) + sum([await _follow_in_queue(desk, each.id) for each in queued])


async def _follow_some(desk: Services, late: Sequence[Awaited]) -> int:
    """What cannot follow its rule yet, as a draft for which its profile has no room today, keeps no other waiting."""
    followed, full = 0, set[int]()
    for each in late:
        if followed == _AT_ONCE:
            break
        if each.account.id in full and each.rule is DeadlineRule.LEAVE_AS_DRAFT:
            continue
        if await _follow(desk, each.article.id):
            followed += 1
        elif each.rule is DeadlineRule.LEAVE_AS_DRAFT:
            full.add(each.account.id)
    return followed


async def _follow(desk: Services, article_id: int) -> bool:
    """Everything is looked at again under the article's lock: an answer that came meanwhile counts."""
    async with desk.database.session() as session:
        article = await articles.article(session, article_id, for_change=True)
        found = await waiting.awaited(session, desk.clock(), article_id)
        if not found or found[0].until > desk.clock():
            return False
        is_done = await _apply(desk, session, found[0])
    if is_done:
        with suppress(TryLater):  # it is stored: upkeep finds a run that sleeps on
            await desk.desk.wake(article)
    return is_done


async def _apply(desk: Services, session: AsyncSession, late: Awaited) -> bool:
    article, account, now = late.article, late.account, desk.clock()
    match late.rule:
        case DeadlineRule.HOLD:
            is_hopeless = account.deadline_rule is DeadlineRule.NEXT_SLOT
            reason = NOBODY_EVER_ANSWERS if is_hopeless else NOBODY_ANSWERED
            await _decide(session, late, Verdict.HOLD, now, reason)
        case DeadlineRule.NEXT_SLOT:
            moved = await _move_to_next_slot(session, article, now)
            if moved.to is None:
                await _decide(session, late, Verdict.HOLD, now, moved.reason)
            elif late.kind is ReviewKind.FINAL:  # its card names the time, so that a new one has to be approved
                note = FinalRequest(publish_at=moved.to).model_dump_json()
                await _decide(session, late, Verdict.CHANGE, now, note)
        case DeadlineRule.LEAVE_AS_DRAFT:
            if not await _may_leave_now(session, account, now):
                return False
            await _decide(session, late, Verdict.LEAVE, now, NOBODY_ANSWERED)
    return True


async def _decide(session: AsyncSession, late: Awaited, verdict: Verdict, now: datetime, note: str) -> None:
    review = await reviews.review(session, late.review_ids[0])
    require_possible(review.kind, verdict)
    await reviews.decide(session, review, verdict, Channel.RULE, now, note=note)


async def _move_to_next_slot(session: AsyncSession, article: Article, now: datetime) -> _Moved:
    try:
        slot = await calendar.take_next_slot(session, article, now)
    except Refused as refusal:
        return _Moved(None, f"{NOBODY_ANSWERED}, and there is no slot: {str(refusal).rstrip('.')}")
    article.times_moved += 1
    zone = (await accounts.account(session, article.account_id)).zone
    articles.tell(session, article.id, f"was moved to {in_zone(slot, zone)}: {NOBODY_ANSWERED}", now)
    return _Moved(slot)


async def _may_leave_now(session: AsyncSession, account: Account, now: datetime) -> bool:
    """One after the other, and only while the profile has room for another post that day."""
    posts = await calendar.out_or_about_to(session, account, now)
    is_first = await calendar.being_left(session, account.id) == 0
    return is_first and room_from(now, posts) <= now and (not posts or posts[-1] <= now - APART)


async def _follow_in_queue(desk: Services, article_id: int) -> bool:
    """A topic whose time passed before anybody wrote: there is no text to leave, so it moves or it is held."""
    async with desk.database.session() as session:
        article = await articles.article(session, article_id, for_change=True)
        if article.stage is not Stage.QUEUED or article.flow_run_id is not None or article.publish_at > desk.clock():
            return False
        account = await accounts.account(session, article.account_id)
        reason = _MISSED_IN_QUEUE
        rule = rule_that_applies(account.deadline_rule, can_be_left=False, times_moved=article.times_moved)
        if rule is DeadlineRule.NEXT_SLOT:
            moved = await _move_to_next_slot(session, article, desk.clock())
            if moved.to is not None:
                return True
            reason = moved.reason
        articles.move(session, article, Stage.ON_HOLD, desk.clock(), reason)
    return True


async def tell_of_moves(desk: Services) -> int:
    """Found by where the articles stand, so that a word is not lost with the process that moved one."""
    async with desk.database.session() as session:
        moved = await waiting.moved_by_rule(session)
        known = {each.id: each for each in await accounts.accounts(session)}
    notices = await unsaid(desk, [_word_of(each, known[each.account_id]) for each in moved])
    for notice in notices[:_AT_ONCE]:
        await say(desk, notice)
    return len(notices)


def _word_of(article: Article, account: Account) -> Notice:
    left = TIMES_MOVED - article.times_moved
    after = f"It is moved {left} more time{'' if left == 1 else 's'}" if left else "It is not moved again"
    return Notice(
        key=f"article:{article.id}:moved:{int(article.publish_at.timestamp())}",
        account_id=account.id,
        article_id=article.id,
        html=f"⏭ Nobody answered about “{escape(article.called)}” in time. It moved to the next free slot, "
        f"{escape(in_zone(article.publish_at, account.zone))}, and still waits for your word. {after}.",
    )
