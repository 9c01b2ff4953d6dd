"""Owns the channels on which workers hear that an article goes on or Prefect's schedule changed, and who listens."""

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

CHANNEL = "copydesk_wake"
SCHEDULE = "copydesk_schedule"
LISTENER = "copydesk worker"  # the name of the connection on which a worker listens, as PostgreSQL shows it


# A dead worker's connection is gone with it, so PostgreSQL itself knows.
_IS_HEARD = "exists(select from pg_stat_activity where application_name = :name and datname = current_database())"
_WAKE = text(f"select {_IS_HEARD}, pg_notify(:channel, :article)")
_LISTENS = text(f"select {_IS_HEARD}")


async def wake(session: AsyncSession, article_id: int) -> bool:
    """Heard by every listening worker when this transaction is through, and not if it fails. False: none listens."""
    told = {"channel": CHANNEL, "article": str(article_id), "name": LISTENER}
    return bool(await (await session.connection()).scalar(_WAKE, told))


async def tell_of_schedule(session: AsyncSession) -> None:
    """Something was put on Prefect's schedule: workers that listen look at it at once, and others soon."""
    await (await session.connection()).execute(text("select pg_notify(:channel, '')"), {"channel": SCHEDULE})


async def anybody_listens(session: AsyncSession) -> bool:
    return bool(await (await session.connection()).scalar(_LISTENS, {"name": LISTENER}))
