"""Owns the queries about articles on which nobody works: which of them may have been left behind.

Those that rest, for a person or for their time, may be thousands. They are not read all at once: whose run has ended or
runs, some of them in turn, and those whose time is near.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.domain.article import ENDED, IN_PROGRESS, RESTING, Stage
from models.tables import Article, Lease

IN_TURN = 200
_BEFORE_ITS_TIME = timedelta(minutes=10)


async def of_the_busy(session: AsyncSession, now: datetime, since: datetime) -> Sequence[Article]:
    """Those that should be in hand, or about to be, or whose end nobody was told, for longer than since."""
    return await _without_lease(
        session,
        now,
        since,
        col(Article.stage).in_(IN_PROGRESS - RESTING)
        | ((col(Article.stage) == Stage.QUEUED) & col(Article.flow_run_id).is_not(None))
        | (col(Article.stage).in_(ENDED) & col(Article.told_at).is_(None))
        | ((col(Article.stage) == Stage.SCHEDULED) & (col(Article.publish_at) < now + _BEFORE_ITS_TIME)),
    )


async def of_runs(session: AsyncSession, now: datetime, since: datetime, runs: Iterable[UUID]) -> Sequence[Article]:
    """Those that rest, and whose run is one of these."""
    return await _without_lease(
        session, now, since, col(Article.stage).in_(RESTING), col(Article.flow_run_id).in_(list(runs))
    )


async def in_turn(session: AsyncSession, now: datetime, since: datetime, turn: int) -> Sequence[Article]:
    """Some of those that rest: after as many turns as it takes, each had its own."""
    resting = col(Article.stage).in_(RESTING)
    number = (await session.exec(select(func.count()).where(resting))).one()
    place = turn % max(1, -(-number // IN_TURN))
    some = select(Article.id).where(resting).order_by(col(Article.id)).offset(place * IN_TURN).limit(IN_TURN)
    return await _without_lease(session, now, since, resting, col(Article.id).in_(some))


async def _without_lease(
    session: AsyncSession, now: datetime, since: datetime, *which: ColumnElement[bool]
) -> Sequence[Article]:
    query = (
        select(Article)
        .join(Lease, col(Lease.article_id) == Article.id, isouter=True)
        .where(*which, Article.stage_since < since, col(Lease.expires_at).is_(None) | (col(Lease.expires_at) < now))
    )
    return (await session.exec(query)).all()
