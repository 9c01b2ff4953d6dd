"""Owns exclusion by a lock of PostgreSQL's: it goes with the transaction that holds it, however that ends."""

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

_LONGEST_ROUND = "5min"  # this transaction does nothing while the work that it guards is done


async def take(session: AsyncSession, name: str) -> bool:
    """Whether nobody else has it. It is kept until this transaction ends."""
    connection = await session.connection()
    await connection.execute(text(f"set local idle_in_transaction_session_timeout = '{_LONGEST_ROUND}'"))
    taken = text("select pg_try_advisory_xact_lock(hashtext(:name))")
    return bool(await connection.scalar(taken, {"name": name}))
