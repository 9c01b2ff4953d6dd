"""Owns the queries about duties: taken, kept and given back by whoever has a role of which there may be one."""

from datetime import datetime, timedelta

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, delete
from sqlmodel.ext.asyncio.session import AsyncSession

from models.tables import Duty


async def keep(session: AsyncSession, name: str, holder: str, now: datetime, length: timedelta) -> bool:
    """True when it is ours: it was, or it was free, or it had run out."""
    kept = await session.exec(
        insert(Duty)
        .values(name=name, holder=holder, expires_at=now + length)
        .on_conflict_do_update(
            index_elements=["name"],
            set_={"holder": holder, "expires_at": now + length},
            where=(col(Duty.expires_at) <= now) | (col(Duty.holder) == holder),
        )
        .returning(col(Duty.name))
    )
    return kept.first() is not None


async def holder_of(session: AsyncSession, name: str) -> str | None:
    found = await session.get(Duty, name)
    return None if found is None else found.holder


async def give_back(session: AsyncSession, name: str, holder: str) -> None:
    await session.exec(delete(Duty).where(col(Duty.name) == name, col(Duty.holder) == holder))
