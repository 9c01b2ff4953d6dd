"""Owns the query for images that nobody will look at again: those of articles that were dropped long ago."""

from datetime import datetime

from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.domain.article import Stage
from models.tables import Article, Image


async def forgotten_image(session: AsyncSession, dropped_before: datetime) -> Image | None:
    """One whose bytes no living article shows: a picture may hang in several."""
    other, living = aliased(Image), aliased(Article)
    is_shown = (
        select(other.id)
        .join(living, col(living.id) == other.article_id)
        .where(other.object_key == Image.object_key, col(other.gone_at).is_(None))
        .where((col(living.stage) != Stage.DROPPED) | (col(living.stage_since) >= dropped_before))
        .exists()
    )
    query = (
        select(Image)
        .join(Article, col(Article.id) == Image.article_id)
        .where(Article.stage == Stage.DROPPED, Article.stage_since < dropped_before)
        .where(col(Image.gone_at).is_(None), ~is_shown)
        .order_by(col(Image.id))
        .limit(1)
        .with_for_update(of=Image, skip_locked=True)
    )
    return (await session.exec(query)).first()
