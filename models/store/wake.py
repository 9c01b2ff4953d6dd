"""Owns the channel on which the desk's workers hear that an article goes on, and the knowledge whether any listens."""

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

CHANNEL = "copydesk_wake"
LISTENER = "copydesk worker"  # the name of the connection on which a worker listens, as PostgreSQL shows it


# A dead worker's connection is gone with it, so PostgreSQL itself knows.
_IS_HEARD = "exists(select from pg_stat_activity where application_name = :name and datname = current_database())"
_WAKE = text(f"select {_IS_HEARD}, pg_notify(:channel, :article)")
_LISTENS = text(f"select {_IS_HEARD}")


async def wake(session: AsyncSession, article_id: int) -> bool:
    """Heard by every listening worker when this transaction is through, and not if it fails. False: none listens."""
    told = {"channel": CHANNEL, "article": str(article_id), "name": LISTENER}
    return bool(await (await session.connection()).scalar(_WAKE, told))


async def anybody_listens(session: AsyncSession) -> bool:
    return bool(await (await session.connection()).scalar(_LISTENS, {"name": LISTENER}))
