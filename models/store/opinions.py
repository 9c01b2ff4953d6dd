"""Owns the queries about the AI reviewer's opinions, and about who approved what."""

from collections.abc import Sequence

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.domain.review import Channel, ReviewKind, Verdict
from models.store import reviews
from models.tables import Decision, Opinion, Review

_ASKS_FOR_MORE = (Verdict.CHANGE, Verdict.REWRITE, Verdict.REDO)
_PEOPLE = (Channel.TELEGRAM, Channel.CONSOLE)


async def on_review(session: AsyncSession, review_id: int) -> Opinion | None:
    return (await session.exec(select(Opinion).where(Opinion.review_id == review_id))).first()


async def about(session: AsyncSession, review: Review) -> Opinion | None:
    """The newest about exactly what is under review, also from an earlier round of it."""
    query = select(Opinion).where(
        Opinion.article_id == review.article_id,
        Opinion.kind == review.kind,
        Opinion.subject == review.subject,
        Opinion.subject_hash == review.subject_hash,
    )
    return (await session.exec(query.order_by(col(Opinion.id).desc()))).first()


async def of_article(session: AsyncSession, article_id: int) -> Sequence[Opinion]:
    return (await session.exec(select(Opinion).where(Opinion.article_id == article_id).order_by(col(Opinion.id)))).all()


async def rounds_so_far(session: AsyncSession, article_id: int, kind: ReviewKind, subject: str) -> int:
    """How often it asked for changes."""
    query = (
        select(func.count())
        .select_from(Opinion)
        .where(
            Opinion.article_id == article_id,
            Opinion.kind == kind,
            Opinion.subject == subject,
            col(Opinion.verdict).in_(_ASKS_FOR_MORE),
        )
    )
    return (await session.exec(query)).one()


async def is_a_person_s(session: AsyncSession, article_id: int, kind: ReviewKind, subject: str) -> bool:
    """Somebody asked for changes: from then on it is between them and the writer."""
    query = (
        select(Decision.id)
        .join(Review, col(Review.id) == Decision.review_id)
        .where(
            Review.article_id == article_id,
            Review.kind == kind,
            Review.subject == subject,
            col(Decision.verdict).in_(_ASKS_FOR_MORE),
            col(Decision.channel).in_(_PEOPLE),
        )
    )
    return (await session.exec(query)).first() is not None


async def approved_alone(session: AsyncSession, article_id: int) -> tuple[ReviewKind, ...]:
    """What no person approved, but the AI reviewer."""
    alone = []
    for kind in (ReviewKind.DRAFT, ReviewKind.FINAL):
        last = await reviews.last_decision(session, article_id, kind)
        alone += [kind] if last and (last.channel, last.verdict) == (Channel.AI, Verdict.APPROVE) else []
    query = (
        select(Decision.id)
        .join(Review, col(Review.id) == Decision.review_id)
        .where(
            Review.article_id == article_id,
            Review.kind == ReviewKind.IMAGE,
            Decision.verdict == Verdict.APPROVE,
            Decision.channel == Channel.AI,
        )
    )
    alone += [ReviewKind.IMAGE] if (await session.exec(query)).first() is not None else []
    return tuple(kind for kind in ReviewKind if kind in alone)
