"""Owns the queries about articles that their writer publishes by hand, and about whose a story on Medium is."""

from collections.abc import Collection, Sequence

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.domain.article import WAITS_FOR_A_LINK
from models.tables import Account, Article


async def waiting_for_a_link(session: AsyncSession, account_ids: Collection[int]) -> Sequence[Article]:
    """The oldest first."""
    query = select(Article).where(col(Article.account_id).in_(account_ids), col(Article.stage).in_(WAITS_FOR_A_LINK))
    return (await session.exec(query.order_by(col(Article.stage_since), col(Article.id)))).all()


async def article_of_story(session: AsyncSession, story_id: str) -> Article | None:
    return (await session.exec(select(Article).where(Article.medium_post_id == story_id))).first()


async def accounts_of_writer(session: AsyncSession, username: str) -> Sequence[Account]:
    """Several may post as one person."""
    named = func.lower(Account.medium_username) == username.lower()
    return (await session.exec(select(Account).where(named))).all()
