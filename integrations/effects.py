"""Owns the door through which every effect goes that costs money or that a person sees: claim, act, record.

A key is acted on once. An error that proves that nothing was done gives the claim back; any other end leaves it
claimed, and the next one who comes acts again and is counted: at most one more time for every death in between.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from weakref import WeakValueDictionary

from sqlmodel.ext.asyncio.session import AsyncSession

from integrations.patience import written_down
from integrations.precedence import first_request_goes_out
from models.database import Database
from models.domain.effects import PAID, EffectKind
from models.domain.errors import NeedsPerson, Refused, TryLater
from models.store import effects
from models.store.effects import Hold
from models.tables import Json

_FROZEN = timedelta(seconds=5)  # in so short a time nobody else takes over what a bot does
Clock = Callable[[], datetime]
Act = Callable[[], Awaitable[Json]]
Also = Callable[[AsyncSession, Json], Awaitable[None]]


class Effects:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self._under_way: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def once(
        self, key: str, kind: EffectKind, act: Act, *, hold: Hold | None = None, also: Also | None = None
    ) -> Json:
        """Do it if it was not done, and give the outcome. `also` is stored together with the outcome, or not at all.

        Who comes while this process is at it waits: the claim does not tell the living from the dead. Who holds the
        lease of an article is alone with it anyhow.
        """
        if hold is not None:
            return await self._once(key, kind, act, hold, also)
        under_way = self._under_way.setdefault(key, asyncio.Lock())
        async with under_way:
            return await self._once(key, kind, act, hold, also)

    async def _once(self, key: str, kind: EffectKind, act: Act, hold: Hold | None, also: Also | None) -> Json:
        done = await self._claim(key, kind, hold)
        if done is not None:
            return done
        if hold is not None:
            await self.require_time(hold)
        if kind not in PAID:  # what is paid for is first asked about, and goes out then
            first_request_goes_out()
        try:
            outcome = await act()
        except (TryLater, Refused, NeedsPerson):
            await written_down(partial(self._release, key))
            raise
        return await written_down(partial(self._record, key, outcome, also))

    async def _claim(self, key: str, kind: EffectKind, hold: Hold | None) -> Json | None:
        """Without a lease, whoever was frozen since the claim claims again: another may have done it meanwhile."""
        while True:
            claimed_at = self._clock()
            async with self._database.at_once() as session:
                done = await effects.claim(session, key, kind, claimed_at, hold)
            if done is not None or hold is not None or self._clock() < claimed_at + _FROZEN:
                return done
            await self._release(key)

    async def _record(self, key: str, outcome: Json, also: Also | None) -> Json:
        async with self._database.at_once() if also is None else self._database.session() as session:
            if not await effects.record(session, key, outcome, self._clock()):
                return await effects.outcome_of(session, key)
            if also is not None:
                await also(session, outcome)
        return outcome

    async def _release(self, key: str) -> None:
        async with self._database.at_once() as session:
            await effects.release(session, key)

    async def require_time(self, hold: Hold) -> None:
        """Right before what cannot be taken back: a process that was frozen since its claim may have lost the article.

        What is left is a freeze between this look and the first byte that is sent, which no look can see.
        """
        while (now := self._clock()) >= hold.until:
            async with self._database.at_once() as session:
                if not await effects.renew_lease(session, hold, now):
                    raise effects.lost(hold)
