"""Owns the queries by which a program is shown everything of one article: each gives a whole list in one look."""

from collections.abc import Sequence

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.tables import Event, Image, Person, PublishAttempt


async def story(session: AsyncSession, article_id: int) -> Sequence[tuple[Event, Person | None]]:
    query = select(Event, Person).join(Person, col(Person.id) == Event.person_id, isouter=True)
    return (await session.exec(query.where(Event.article_id == article_id).order_by(col(Event.id)))).all()


async def images(session: AsyncSession, article_id: int) -> Sequence[Image]:
    """Every try that still has its bytes, slot by slot."""
    query = select(Image).where(Image.article_id == article_id, col(Image.gone_at).is_(None))
    return (await session.exec(query.order_by(col(Image.slot), col(Image.number)))).all()


async def attempts(session: AsyncSession, article_id: int) -> Sequence[PublishAttempt]:
    query = select(PublishAttempt).where(PublishAttempt.article_id == article_id)
    return (await session.exec(query.order_by(col(PublishAttempt.number)))).all()
