"""Owns the queries about looks at live stories: which are due, and how each ended."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.domain.article import Stage
from models.domain.live_look import LiveState, next_look
from models.tables import Article, LiveLook

_LOOKED_BACK = timedelta(days=2)


async def take_up(session: AsyncSession, now: datetime) -> None:
    """What went out of late and has no look yet gets one."""
    known = select(LiveLook.article_id)
    query = select(Article).where(
        Article.stage == Stage.PUBLISHED, Article.stage_since > now - _LOOKED_BACK, col(Article.id).not_in(known)
    )
    for article in (await session.exec(query)).all():
        first = next_look(article.stage_since, 0) or now
        session.add(LiveLook(article_id=article.id, since=article.stage_since, next_at=first))


async def due(session: AsyncSession, now: datetime, limit: int) -> Sequence[tuple[LiveLook, Article]]:
    query = (
        select(LiveLook, Article)
        .join(Article, col(Article.id) == LiveLook.article_id)
        .where(LiveLook.state == LiveState.AWAITED, LiveLook.next_at <= now)
        .order_by(col(LiveLook.next_at))
        .limit(limit)
    )
    return (await session.exec(query)).all()


async def look_of(session: AsyncSession, article_id: int) -> LiveLook | None:
    return await session.get(LiveLook, article_id)


async def begin_anew(session: AsyncSession, article_id: int, now: datetime) -> None:
    """After a correction."""
    first = next_look(now, 0, is_corrected=True) or now
    await session.merge(LiveLook(article_id=article_id, since=now, next_at=first, is_corrected=True))
