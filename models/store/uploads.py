"""Owns the queries about what was handed in for an import. It refuses what is another person's, or older than a day."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import col, delete, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.tables import Upload, UploadedFile

KEPT_FOR: Final = timedelta(days=1)


async def upload(
    session: AsyncSession, upload_id: int, person_id: int, now: datetime, *, for_change: bool = False
) -> Upload | None:
    query = select(Upload).where(Upload.id == upload_id, Upload.person_id == person_id, Upload.made_at > now - KEPT_FOR)
    return (await session.exec(query.with_for_update() if for_change else query)).first()


async def open_uploads(session: AsyncSession, person_id: int, now: datetime) -> Sequence[Upload]:
    """Those of a person that are not over, the newest first."""
    query = select(Upload).where(Upload.person_id == person_id, Upload.made_at > now - KEPT_FOR)
    return (await session.exec(query.order_by(col(Upload.id).desc()).limit(10))).all()


async def file_names(session: AsyncSession, upload_ids: Sequence[int]) -> dict[int, list[str]]:
    query = select(UploadedFile.upload_id, UploadedFile.name).where(col(UploadedFile.upload_id).in_(upload_ids))
    names: dict[int, list[str]] = {}
    for upload_id, name in (await session.exec(query.order_by(col(UploadedFile.id)))).all():
        names.setdefault(upload_id, []).append(name)
    return names


async def file_ids(session: AsyncSession, upload_id: int) -> Sequence[int]:
    query = select(UploadedFile.id).where(UploadedFile.upload_id == upload_id)
    return (await session.exec(query.order_by(col(UploadedFile.id)))).all()


async def held_bytes(session: AsyncSession) -> int:
    """Of everybody together."""
    return int((await session.exec(select(func.coalesce(func.sum(func.length(UploadedFile.data)), 0)))).one())


async def forget(session: AsyncSession, upload_id: int, person_id: int) -> None:
    """All of it, where it is this person's."""
    mine = select(Upload.id).where(Upload.id == upload_id, Upload.person_id == person_id)
    await session.exec(delete(UploadedFile).where(col(UploadedFile.upload_id).in_(mine)))
    await session.exec(delete(Upload).where(col(Upload.id) == upload_id, col(Upload.person_id) == person_id))


async def forget_files(session: AsyncSession, upload_id: int) -> None:
    await session.exec(delete(UploadedFile).where(col(UploadedFile.upload_id) == upload_id))


async def forget_old(session: AsyncSession, now: datetime) -> int:
    old = list((await session.exec(select(Upload.id).where(Upload.made_at <= now - KEPT_FOR))).all())
    await session.exec(delete(UploadedFile).where(col(UploadedFile.upload_id).in_(old)))
    await session.exec(delete(Upload).where(col(Upload.id).in_(old)))
    return len(old)
