"""Owns exclusion by a lock of PostgreSQL's: it goes with the transaction that holds it, however that ends."""

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession


async def take(session: AsyncSession, name: str) -> bool:
    """Whether nobody else has it. It is kept until this transaction ends."""
    taken = text("select pg_try_advisory_xact_lock(hashtext(:name))")
    return bool(await (await session.connection()).scalar(taken, {"name": name}))
