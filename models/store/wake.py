"""Owns the channel on which the desk's workers hear that an article goes on, and the knowledge whether any listens."""

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

CHANNEL = "copydesk_wake"
LISTENER = "copydesk worker"  # the name of the connection on which a worker listens, as PostgreSQL shows it


async def wake(session: AsyncSession, article_id: int) -> None:
    """Heard by every listening worker when this transaction is through, and not if it fails."""
    await (await session.connection()).execute(
        text("select pg_notify(:channel, :article)"), {"channel": CHANNEL, "article": str(article_id)}
    )


async def anybody_listens(session: AsyncSession) -> bool:
    """A dead worker's connection is gone with it, so PostgreSQL itself knows."""
    listening = text(
        "select exists(select from pg_stat_activity where application_name = :name and datname = current_database())"
    )
    return bool(await (await session.connection()).scalar(listening, {"name": LISTENER}))
