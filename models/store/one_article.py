"""Owns the queries of one article's pages: each gives a whole list in one look, however long the story was."""

from collections.abc import Collection, Sequence

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.tables import Decision, Image, Opinion, Person, Review, Revision

Asked = tuple[Review, Decision | None, Person | None]


async def at_the_gate(session: AsyncSession, article_id: int) -> Sequence[Asked]:
    """What is open, and what was decided by whom and has not changed the article yet."""
    query = (
        select(Review, Decision, Person)
        .join(Decision, col(Decision.review_id) == Review.id, isouter=True)
        .join(Person, col(Person.id) == Decision.person_id, isouter=True)
        .where(
            Review.article_id == article_id,
            col(Review.closed_at).is_(None) | (col(Decision.id).is_not(None) & col(Decision.applied_at).is_(None)),
        )
        .order_by(col(Review.id))
    )
    return (await session.exec(query)).all()


async def opinions_about(session: AsyncSession, article_id: int, hashes: Collection[str]) -> dict[str, Opinion]:
    """The newest about each of what is under review, by its hash."""
    query = select(Opinion).where(Opinion.article_id == article_id, col(Opinion.subject_hash).in_(hashes))
    return {each.subject_hash: each for each in (await session.exec(query.order_by(col(Opinion.id)))).all()}


async def revisions(session: AsyncSession, article_id: int) -> Sequence[Revision]:
    """Without their passages."""
    query = select(Revision).where(Revision.article_id == article_id).order_by(col(Revision.number))
    return (await session.exec(query)).all()


async def image(session: AsyncSession, article_id: int, image_id: int) -> Image | None:
    return (await session.exec(select(Image).where(Image.id == image_id, Image.article_id == article_id))).first()
