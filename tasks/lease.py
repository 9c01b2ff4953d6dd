"""Owns the right to work on an article: taken before the first step, renewed while steps run, given back at the end.

Every effect is claimed under the fence of the lease. Who lost it cannot claim, whatever it still believes.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from contextvars import ContextVar
from datetime import timedelta

from integrations.services import Services, services
from models.domain.errors import HeldElsewhere, TryLater
from models.store import effects
from models.store.effects import Hold
from tasks import deaths
from tasks.holders import this_process

LENGTH = timedelta(seconds=12)
_RENEWED_EVERY_SECONDS = 3.0

_hold: ContextVar[Hold] = ContextVar("hold")
# Of the articles whose workers died this process has one in hand, so that the next death is not blamed on the others.
_suspects: set[int] = set()
_log = logging.getLogger("copydesk.lease")


def held() -> Hold:
    return _hold.get()


@asynccontextmanager
async def working_on(article_id: int) -> AsyncIterator[Hold]:
    """Inside a work on the same article it is that one's hold: the desk's worker takes it before the run begins."""
    around = _hold.get(None)
    if around is not None and around.article_id == article_id:
        yield around
        return
    desk = await services()
    hold = await _take(desk, article_id)
    before = _hold.set(hold)
    renewing = asyncio.create_task(_renew(desk, hold))
    try:
        yield hold
    finally:
        renewing.cancel()
        try:
            await asyncio.wait({renewing})  # to await the task itself would take an end of ours for its end
        finally:
            _hold.reset(before)
            _suspects.discard(article_id)
            with suppress(TryLater):  # a lease that cannot be given back runs out
                async with desk.database.at_once() as session:
                    await effects.give_lease_back(session, hold)


async def _take(desk: Services, article_id: int) -> Hold:
    holder = f"{this_process()}:{id(asyncio.current_task())}"
    async with desk.database.session() as session:
        hold = await effects.take_lease(session, article_id, holder, desk.clock(), LENGTH)
        if hold is None:
            raise HeldElsewhere(f"Article {article_id} is being worked on elsewhere.")
        if hold.left is not None:
            last_seen_at = hold.left.expires_at - LENGTH
            hold.deaths = await deaths.count(desk, session, article_id, hold.left.holder, last_seen_at)
        if hold.deaths >= deaths.SUSPECT and _suspects:  # by which its taking is undone
            raise HeldElsewhere(f"Article {article_id} waits: another one whose workers died is worked on first.")
    if hold.deaths >= deaths.SUSPECT:
        _suspects.add(article_id)
    return hold


async def _renew(desk: Services, hold: Hold) -> None:
    """Until the lease is given back, or somebody else has it; a failure is no reason to stop trying."""
    while True:
        await asyncio.sleep(_RENEWED_EVERY_SECONDS)
        try:
            async with desk.database.at_once() as session:
                if not await effects.renew_lease(session, hold, desk.clock()):
                    return
        except Exception as failure:  # noqa: BLE001 - a top loop: whatever it was, the next try may go well
            _log.warning("The lease of article %s was not renewed: %s", hold.article_id, type(failure).__name__)
