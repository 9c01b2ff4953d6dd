"""Owns the giving of another publishing time to an article, from any channel and at any stage that has one ahead.

At the last review the time is part of what is asked, so there it is a decision like any other and is asked anew.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from integrations.following_up import follow_up
from integrations.runs import AWAITING_PUBLISH
from integrations.services import Services
from models.domain.article import Stage
from models.domain.errors import Refused
from models.domain.final_request import FinalRequest
from models.domain.quota import POSTS, has_room
from models.domain.rescheduling import require_movable
from models.domain.review import Channel, ReviewKind, Verdict
from models.domain.schedule import in_zone
from models.store import articles, calendar, effects, reviews
from models.store.wake import tell_of_schedule
from models.tables import Account, Article, Review

_A_SECOND: Final = timedelta(seconds=1)  # pages show no less


@dataclass(frozen=True)
class Mover:
    """Who moves it, and through which channel; `saw` is the time that they looked at, if they looked at one."""

    person_id: int | None
    channel: Channel
    saw: datetime | None = None


async def reschedule(desk: Services, article_id: int, to: datetime, mover: Mover) -> str:
    """What came of it, in a sentence."""
    async with desk.database.session() as session:
        article = await articles.article(session, article_id, for_change=True)
        _, account = await articles.article_and_account(session, article_id)
        if mover.saw is not None and _differ(article.publish_at, mover.saw) and not _is_to_be_told(article, to):
            raise Refused(f"Somebody moved it meanwhile, to {in_zone(article.publish_at, account.zone)}.")
        require_movable(article.stage, article.publish_at, to, account.zone, desk.clock())
        asked = await _last_question(session, article)
        if asked is None:
            await _put(desk, session, article, account, to, mover)
        warned = await _warning(session, article, account, to)
    if asked is not None:
        await _decide(desk, asked, to, mover)
    elif article.stage is Stage.SCHEDULED:
        await _park_anew(desk, article)
    again = " Its tags and time are asked about once more." if asked is not None else ""
    return f"Goes out {in_zone(to, account.zone)}.{again}{warned}"


def _differ(one: datetime, other: datetime) -> bool:
    return abs(one - other) >= _A_SECOND


def _is_to_be_told(article: Article, to: datetime) -> bool:
    """It goes by this time already, and its run may not have heard of it, as when Prefect was away."""
    return article.stage is Stage.SCHEDULED and not _differ(article.publish_at, to)


async def _last_question(session: AsyncSession, article: Article) -> Review | None:
    open_now = await reviews.open_reviews(session, article.id) if article.stage is Stage.FINAL_REVIEW else []
    return next((review for review in open_now if review.kind is ReviewKind.FINAL), None)


async def _put(
    desk: Services, session: AsyncSession, article: Article, account: Account, to: datetime, mover: Mover
) -> None:
    article.publish_at, article.times_moved = to, 0
    articles.tell(session, article.id, f"was moved to {in_zone(to, account.zone)}", desk.clock(), mover.person_id)
    await session.flush()


async def _decide(desk: Services, asked: Review, to: datetime, mover: Mover) -> None:
    note = FinalRequest(publish_at=to).model_dump_json()
    ruling = await desk.desk.decide(
        asked.id, Verdict.CHANGE, mover.channel, desk.clock(), note=note, person_id=mover.person_id
    )
    await follow_up(desk, ruling)
    if not ruling.counts:
        raise Refused("Somebody has just decided about its tags and time. Look at it once more.")


async def _park_anew(desk: Services, article: Article) -> None:
    """Its run stands on Prefect's schedule at the old time. One that is being executed looks at the clock by itself."""
    async with desk.database.session() as session:
        is_executed = await effects.lease_of(session, article.id, desk.clock()) is not None
    if article.flow_run_id is None or is_executed:
        return
    await desk.runs.reschedule(article.flow_run_id, article.publish_at, AWAITING_PUBLISH)
    async with desk.database.session() as session:
        await tell_of_schedule(session)


async def _warning(session: AsyncSession, article: Article, account: Account, to: datetime) -> str:
    """It is moved all the same: whoever moves several makes room with the next one."""
    if has_room(to, await calendar.posts_near(session, account, to, but=article.id)):
        return ""
    return f" Medium takes {POSTS} stories in 24 hours of one profile, and there are more around that time."
