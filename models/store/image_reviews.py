"""Owns the queries about the reviews of images: what waits for an answer, and what was asked of further tries."""

from collections.abc import Sequence
from functools import cache

from sqlalchemy import bindparam
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from models.domain.review import ReviewKind, Verdict
from models.tables import Decision, Review


async def images_to_keep(session: AsyncSession, article_id: int) -> Sequence[Review]:
    """Those that were shown and that nobody decided about."""
    query = (
        select(Review)
        .join(Decision, col(Decision.review_id) == Review.id, isouter=True)
        .where(Review.article_id == article_id, Review.kind == ReviewKind.IMAGE, col(Review.closed_at).is_(None))
        .where(col(Review.shown_at).is_not(None), col(Decision.id).is_(None), col(Review.image_id).is_not(None))
        .order_by(col(Review.id))
    )
    return (await session.exec(query)).all()


async def images_undecided(session: AsyncSession, article_id: int) -> int:
    """How many wait for an answer, shown or not."""
    query = (
        select(func.count())
        .select_from(Review)
        .join(Decision, col(Decision.review_id) == Review.id, isouter=True)
        .where(Review.article_id == article_id, Review.kind == ReviewKind.IMAGE, col(Review.closed_at).is_(None))
        .where(col(Decision.id).is_(None))
    )
    return (await session.exec(query)).one()


async def refused_images(session: AsyncSession, article_id: int) -> frozenset[str]:
    """Slots for which a person is asked for another prompt."""
    return frozenset((await session.exec(_refused(), params={"article": article_id})).all())


@cache
def _refused() -> SelectOfScalar[str]:
    return select(Review.subject).where(
        Review.article_id == bindparam("article"),
        Review.kind == ReviewKind.IMAGE,
        col(Review.closed_at).is_(None),
        col(Review.image_id).is_(None),
    )


async def notes_on_image(session: AsyncSession, article_id: int, slot: str) -> list[str]:
    """What was asked of each further try at a slot, the oldest first; empty where it was just to be tried again.

    Words in the place of a refused prompt stand in the slot itself, and nothing that was asked before them counts.
    """
    query = (
        select(Decision.note, Review.image_id)
        .join(Review, col(Review.id) == Decision.review_id)
        .where(Review.article_id == article_id, Review.kind == ReviewKind.IMAGE, Review.subject == slot)
        .where(Decision.verdict == Verdict.REDO)
        .order_by(col(Decision.id))
    )
    notes: list[str] = []
    for note, image_id in await session.exec(query):
        notes = [] if image_id is None else [*notes, note]
    return notes
