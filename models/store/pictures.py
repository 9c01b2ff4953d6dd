"""Owns the images that were paid for, from the model's answer until the object store has them."""

from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, delete
from sqlmodel.ext.asyncio.session import AsyncSession

from models.domain.picture import Picture
from models.statements import execute, statement
from models.tables import PaidPicture

_KEPT = statement("select data, content_type, width, height from paid_picture where effect_key = :key")


async def keep(session: AsyncSession, effect_key: str, picture: Picture, now: datetime) -> None:
    """The first one stays: it may already be on its way to its place."""
    row = {"effect_key": effect_key, "paid_at": now, **picture.model_dump()}
    await session.exec(insert(PaidPicture).values(**row).on_conflict_do_nothing())


async def kept(session: AsyncSession, effect_key: str) -> Picture | None:
    found = (await execute(session, _KEPT, key=effect_key)).first()
    return None if found is None else Picture.model_validate(found, from_attributes=True)


async def let_go(session: AsyncSession, effect_key: str) -> None:
    await session.exec(delete(PaidPicture).where(col(PaidPicture.effect_key) == effect_key))


async def forget(session: AsyncSession, paid_before: datetime) -> None:
    """Of articles that nobody went on with."""
    await session.exec(delete(PaidPicture).where(col(PaidPicture.paid_at) < paid_before))
