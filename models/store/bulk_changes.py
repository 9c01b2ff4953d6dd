"""Owns the queries about what was done with several articles at once, and about the articles that are to be changed."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.domain.bulk import BulkAct, Result
from models.store.listing import Listed, lines, listed
from models.tables import Article, BulkChange


async def chosen(session: AsyncSession, article_ids: Collection[int]) -> list[Listed]:
    return await lines(session, listed().where(col(Article.id).in_(article_ids)).order_by(col(Article.publish_at)))


async def keep(
    session: AsyncSession, person_id: int, act: BulkAct, results: Sequence[Result], now: datetime
) -> BulkChange:
    kept = BulkChange(
        person_id=person_id, act=act, results=[each.model_dump(mode="json") for each in results], made_at=now
    )
    session.add(kept)
    await session.flush()
    return kept


async def change_by(session: AsyncSession, change_id: int, person_id: int) -> BulkChange | None:
    """Each is only for whoever made it."""
    query = select(BulkChange).where(BulkChange.id == change_id, BulkChange.person_id == person_id)
    return (await session.exec(query.with_for_update())).first()
