"""Owns the channels on which workers hear that an article goes on or Prefect's schedule changed, and who listens."""

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

CHANNEL = "copydesk_wake"
SCHEDULE = "copydesk_schedule"
LISTENER = "copydesk worker"  # the name of the connection on which a worker listens, as PostgreSQL shows it


async def wake(session: AsyncSession, article_id: int) -> None:
    """Heard by every listening worker when this transaction is through, and not if it fails."""
    await (await session.connection()).execute(
        text("select pg_notify(:channel, :article)"), {"channel": CHANNEL, "article": str(article_id)}
    )


async def tell_of_schedule(session: AsyncSession) -> None:
    """Something was put on Prefect's schedule: workers that listen look at it at once, and others soon."""
    await (await session.connection()).execute(text("select pg_notify(:channel, '')"), {"channel": SCHEDULE})


async def anybody_listens(session: AsyncSession) -> bool:
    """A dead worker's connection is gone with it, so PostgreSQL itself knows."""
    listening = text(
        "select exists(select from pg_stat_activity where application_name = :name and datname = current_database())"
    )
    return bool(await (await session.connection()).scalar(listening, {"name": LISTENER}))
