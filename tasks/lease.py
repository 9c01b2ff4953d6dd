"""Owns the right to work on an article: taken before the first step, renewed while steps run, given back at the end.

Every effect is claimed under the fence of the lease. Who lost it cannot claim, whatever it still believes.
"""

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from contextvars import ContextVar
from datetime import timedelta

from integrations.services import Services, services
from models.domain.errors import HeldElsewhere, TryLater
from models.store import effects
from models.store.effects import Hold

LENGTH = timedelta(seconds=20)
_RENEWED_EVERY_SECONDS = 5.0

_hold: ContextVar[Hold] = ContextVar("hold")


def held() -> Hold:
    return _hold.get()


@asynccontextmanager
async def working_on(article_id: int) -> AsyncIterator[Hold]:
    desk = await services()
    hold = await _take(desk, article_id)
    before = _hold.set(hold)
    renewing = asyncio.create_task(_renew(desk, hold))
    try:
        yield hold
    finally:
        renewing.cancel()
        with suppress(asyncio.CancelledError):
            await renewing
        _hold.reset(before)
        with suppress(TryLater):  # a lease that cannot be given back runs out
            async with desk.database.session() as session:
                await effects.give_lease_back(session, hold)


async def _take(desk: Services, article_id: int) -> Hold:
    holder = f"{socket.gethostname()}:{os.getpid()}:{id(asyncio.current_task())}"
    async with desk.database.session() as session:
        hold = await effects.take_lease(session, article_id, holder, desk.clock(), LENGTH)
    if hold is None:
        raise HeldElsewhere(f"Article {article_id} is being worked on elsewhere.")
    return hold


async def _renew(desk: Services, hold: Hold) -> None:
    while True:
        await asyncio.sleep(_RENEWED_EVERY_SECONDS)
        with suppress(TryLater):
            async with desk.database.session() as session:
                if not await effects.renew_lease(session, hold, desk.clock(), LENGTH):
                    return
