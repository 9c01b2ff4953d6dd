"""Owns the channel on which workers hear that a run has something to do."""

from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

CHANNEL = "copydesk_wake"


async def wake(session: AsyncSession, flow_run_id: UUID) -> None:
    """Heard by every listening worker when this transaction is through, and not if it fails."""
    await (await session.connection()).execute(
        text("select pg_notify(:channel, :run)"), {"channel": CHANNEL, "run": str(flow_run_id)}
    )
