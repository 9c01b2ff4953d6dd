"""Owns the queries of one article's pages: each gives a whole list in one look, however long the story was."""

from collections.abc import Collection, Sequence

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.tables import Article, CostEntry, Decision, Event, Image, Opinion, Person, PublishAttempt, Review, Revision

Asked = tuple[Review, Decision | None, Person | None]
Decided = tuple[Review, Decision, Person | None]


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


async def versions(session: AsyncSession, article_ids: Collection[int]) -> dict[int, str]:
    """In short, what a page of each is made from: it changes when there is something new to see."""
    query = (
        select(
            Article,
            func.count(col(Review.id)).filter(col(Review.closed_at).is_(None)),
            func.count(col(Decision.id)),
            func.max(Review.id),
        )
        .join(Review, col(Review.article_id) == Article.id, isouter=True)
        .join(Decision, col(Decision.review_id) == Review.id, isouter=True)
        .where(col(Article.id).in_(article_ids))
        .group_by(col(Article.id))
    )
    return {each.id: _version(each, *counts) for each, *counts in (await session.exec(query)).all()}


def _version(article: Article, *counts: int | None) -> str:
    parts = (article.stage, article.stage_since.timestamp(), article.revision_id, *counts)
    return "-".join(str(part or 0) for part in parts)


async def opinions_about(session: AsyncSession, article_id: int, hashes: Collection[str]) -> dict[str, Opinion]:
    """The newest about each of what is under review, by its hash."""
    query = select(Opinion).where(Opinion.article_id == article_id, col(Opinion.subject_hash).in_(hashes))
    return {each.subject_hash: each for each in (await session.exec(query.order_by(col(Opinion.id)))).all()}


async def revisions(session: AsyncSession, article_id: int) -> Sequence[Revision]:
    """Without their passages."""
    query = select(Revision).where(Revision.article_id == article_id).order_by(col(Revision.number))
    return (await session.exec(query)).all()


async def images(session: AsyncSession, article_id: int) -> Sequence[Image]:
    """Every try at every slot, the newest of each first."""
    query = select(Image).where(Image.article_id == article_id)
    return (await session.exec(query.order_by(Image.slot, col(Image.number).desc()))).all()


async def decisions(session: AsyncSession, article_id: int, limit: int) -> Sequence[Decided]:
    """What was decided and by whom, the newest first."""
    query = (
        select(Review, Decision, Person)
        .join(Decision, col(Decision.review_id) == Review.id)
        .join(Person, col(Person.id) == Decision.person_id, isouter=True)
        .where(Review.article_id == article_id)
        .order_by(col(Decision.decided_at).desc(), col(Decision.id).desc())
        .limit(limit)
    )
    return (await session.exec(query)).all()


async def events(session: AsyncSession, article_id: int, limit: int) -> Sequence[Event]:
    """The newest lines of its story."""
    query = select(Event).where(Event.article_id == article_id).order_by(col(Event.id).desc()).limit(limit)
    return (await session.exec(query)).all()


async def costs(session: AsyncSession, article_id: int, limit: int) -> Sequence[CostEntry]:
    """What was paid, the newest first."""
    query = select(CostEntry).where(CostEntry.article_id == article_id).order_by(col(CostEntry.id).desc()).limit(limit)
    return (await session.exec(query)).all()


async def attempts(session: AsyncSession, article_id: int) -> Sequence[PublishAttempt]:
    """At publishing, the newest first."""
    query = select(PublishAttempt).where(PublishAttempt.article_id == article_id)
    return (await session.exec(query.order_by(col(PublishAttempt.number).desc()))).all()


async def image(session: AsyncSession, article_id: int, image_id: int) -> Image | None:
    return (await session.exec(select(Image).where(Image.id == image_id, Image.article_id == article_id))).first()
