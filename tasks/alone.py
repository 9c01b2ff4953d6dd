"""Owns that a housekeeping run works alone. It refuses to wait: what the other one does need not be done twice.

Not by a concurrency limit of Prefect's: a server or a worker that dies at the wrong moment leaves its one slot taken
for ever, and nothing is dispatched any more.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from integrations.services import services
from models.store import alone as locks


@asynccontextmanager
async def alone(name: str) -> AsyncIterator[bool]:
    """Whether nobody else is at it. That is only good manners: all that is done there may be done twice."""
    desk = await services()
    async with desk.database.session() as session:
        yield await locks.take(session, name)
