"""Owns a role of which there may be one: whoever has it works, and all others stand by until it is free.

It is kept as a lease on an article is: renewed while its holder lives, and free when that one dies.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from integrations.health import beat
from integrations.services import Services
from models.domain.errors import TryLater
from models.store import duties
from tasks.holders import is_certainly_dead, this_process

LENGTH = timedelta(seconds=12)
_LOOKED_AT_EVERY_SECONDS = 4.0
_log = logging.getLogger("copydesk.duty")

Work = Callable[[], Coroutine[Any, Any, None]]


@dataclass(frozen=True)
class OnDuty:
    """One process that would have this role."""

    desk: Services
    name: str
    holder: str = field(default_factory=this_process)
    looks_every_seconds: float = _LOOKED_AT_EVERY_SECONDS

    async def work(self, work: Work) -> None:
        """Until cancelled: work while the duty is ours, stand by while it is another's."""
        try:
            while True:
                if await self._is_ours(while_nobody_knows=False):
                    await self._work_while_ours(work)
                beat(self.desk.settings.copydesk_home, "bot", self.desk.clock())  # who stands by is well, too
                await asyncio.sleep(self.looks_every_seconds)
        finally:
            with suppress(TryLater):  # what cannot be given back runs out
                async with self.desk.database.session() as session:
                    await duties.give_back(session, self.name, self.holder)

    async def _work_while_ours(self, work: Work) -> None:
        working = asyncio.create_task(work())
        try:
            while not working.done() and await self._is_ours(while_nobody_knows=True):
                await asyncio.wait({working}, timeout=self.looks_every_seconds)
        finally:
            working.cancel()
            await asyncio.wait({working})
        if not working.cancelled():
            working.result()
        _log.warning("Another process is %s now; this one stands by.", self.name)

    async def _is_ours(self, *, while_nobody_knows: bool) -> bool:
        """While PostgreSQL is away nobody can take it, and whoever had it has it."""
        try:
            async with self.desk.database.session() as session:
                if await self._keeps(session):
                    return True
                holder = await duties.holder_of(session, self.name)
                if holder is None or not is_certainly_dead(holder):
                    return False
                await duties.give_back(session, self.name, holder)
                return await self._keeps(session)
        except TryLater:
            return while_nobody_knows

    async def _keeps(self, session: AsyncSession) -> bool:
        return await duties.keep(session, self.name, self.holder, self.desk.clock(), LENGTH)
