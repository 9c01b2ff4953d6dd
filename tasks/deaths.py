"""Owns the counting of deaths: an article whose workers die three times, without getting on between, is set aside.

It counts only what can be the article's doing: a lease that nobody gave back and whose holder does not live, and a run
that crashed. After a restart of PostgreSQL, as with the whole machine, a lease that ran out tells nothing.
"""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from integrations.services import Services
from models.domain.article import ENDED, Stage
from models.store import articles, effects, reviews
from models.tables import Article
from tasks.holders import is_certainly_alive

SUSPECT, TOLERATED = 2, 3
_SET_ASIDE = "its work brought the worker down {deaths} times; the worker's log says more"
_CRASHED = "its run crashed {deaths} times without getting on; Prefect's log says why"


async def count(desk: Services, session: AsyncSession, article_id: int, holder: str, last_seen_at: datetime) -> int:
    """How many there were since the article last got on."""
    article = await articles.article(session, article_id, for_change=True)
    if not is_certainly_alive(holder) and await effects.database_started_at(session) <= last_seen_at:
        await _count_one(desk, session, article, _SET_ASIDE)
    return article.deaths


async def count_crash(desk: Services, article_id: int, crashed_at: datetime) -> None:
    """A run that came to an end of its own before it took a lease, or after it gave it back."""
    async with desk.database.session() as session:
        article = await articles.article(session, article_id, for_change=True)
        if article.died_at is None or article.died_at < crashed_at:
            await _count_one(desk, session, article, _CRASHED)


async def _count_one(desk: Services, session: AsyncSession, article: Article, reason: str) -> None:
    got_on_at = await effects.last_recorded_at(session, article.id) or article.stage_since
    is_first = article.died_at is None or article.died_at < max(got_on_at, article.stage_since)
    article.deaths, article.died_at = 1 if is_first else article.deaths + 1, desk.clock()
    if article.deaths >= TOLERATED and article.stage not in ENDED:
        await reviews.close_open(session, article.id, desk.clock())
        articles.move(session, article, Stage.FAILED, desk.clock(), reason.format(deaths=article.deaths))
