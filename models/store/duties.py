"""Owns the queries about duties: taken, kept and given back by whoever has a role of which there may be one."""

from datetime import datetime, timedelta

from sqlmodel import col, delete
from sqlmodel.ext.asyncio.session import AsyncSession

from models.statements import execute, statement
from models.tables import Duty

_KEEP = statement(
    """
    insert into duty (name, holder, expires_at) values (:name, :holder, :until)
    on conflict (name) do update set holder = excluded.holder, expires_at = excluded.expires_at
    where duty.expires_at <= :now or duty.holder = :holder
    returning name
    """,
    times=("now", "until"),
)


async def keep(session: AsyncSession, name: str, holder: str, now: datetime, length: timedelta) -> bool:
    """True when it is ours: it was, or it was free, or it had run out."""
    return (await execute(session, _KEEP, name=name, holder=holder, now=now, until=now + length)).first() is not None


async def holder_of(session: AsyncSession, name: str) -> str | None:
    found = await session.get(Duty, name)
    return None if found is None else found.holder


async def give_back(session: AsyncSession, name: str, holder: str) -> None:
    await session.exec(delete(Duty).where(col(Duty.name) == name, col(Duty.holder) == holder))
