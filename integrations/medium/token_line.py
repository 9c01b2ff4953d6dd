"""Owns the line before Medium: requests with one token go one at a time and apart, whichever process makes them.

Where Medium asked for a pause, nobody with this token makes a request until it is over. Who would wait long is sent
away with the time that is left, to hold nothing meanwhile.
"""

import asyncio
import hashlib
import logging
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4
from weakref import WeakValueDictionary

from pydantic import SecretStr

from integrations.medium.refusals import RateLimited
from models.database import Database
from models.domain.errors import TryLater
from models.domain.token_pace import pause_after
from models.store import token_lines
from models.tables import TokenLine as LineOfToken

LENGTH = timedelta(seconds=15)  # after so long a dead holder keeps nobody waiting
_RENEWED_EVERY_SECONDS = 4.0
_LOOKED_AT_EVERY_SECONDS = 0.25
_WAITED_AT_MOST_SECONDS = 30.0
_log = logging.getLogger("copydesk.medium")

Sleep = Callable[[float], Awaitable[None]]


@dataclass
class Turn:
    """One request's right to be made; what Medium said of the pace is noted here."""

    was_refused: bool = False
    asked_seconds: float | None = None


class TokenLine:
    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        apart_seconds: float,
        sleep: Sleep = asyncio.sleep,
        luck: Callable[[], float] = random.random,
    ) -> None:
        self._database, self._clock, self._sleep, self._luck = database, clock, sleep, luck
        self._apart = timedelta(seconds=apart_seconds)
        self._here: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()  # in the order in which they came

    @asynccontextmanager
    async def turn(self, token: SecretStr) -> AsyncIterator[Turn]:
        digest, holder = digest_of(token), uuid4().hex
        here = self._here.setdefault(digest, asyncio.Lock())
        async with here:
            await self._wait(digest, holder)
            renewing = asyncio.create_task(self._renew(digest, holder))
            turn = Turn()
            try:
                yield turn
            finally:
                renewing.cancel()
                await asyncio.wait({renewing})
                with suppress(TryLater):  # what cannot be given back runs out
                    await self._give_back(digest, holder, turn)

    async def pause_left(self, token: SecretStr) -> timedelta:
        """For how long no request with this token may be made."""
        line = await self._line(digest_of(token))
        return max(line.free_at - self._clock(), timedelta()) if line else timedelta()

    async def _wait(self, digest: str, holder: str) -> None:
        waited = 0.0
        while not await self._take(digest, holder):
            line = await self._line(digest)
            left = max((line.free_at - self._clock()).total_seconds() if line else 0.0, _LOOKED_AT_EVERY_SECONDS)
            if waited + left > _WAITED_AT_MOST_SECONDS:
                if line is not None and line.refusals:
                    raise RateLimited("Medium asked us to slow down, and the pause is not over.", left)
                raise TryLater("Other requests with this Medium token go first.", left)
            await self._sleep(left)
            waited += left

    async def _line(self, digest: str) -> LineOfToken | None:
        async with self._database.session() as session:
            return await token_lines.line_of(session, digest)

    async def _take(self, digest: str, holder: str) -> bool:
        async with self._database.session() as session:
            return await token_lines.take(session, digest, holder, self._clock(), LENGTH)

    async def _renew(self, digest: str, holder: str) -> None:
        while True:
            await asyncio.sleep(_RENEWED_EVERY_SECONDS)
            try:
                async with self._database.session() as session:
                    await token_lines.renew(session, digest, holder, self._clock() + LENGTH)
            except TryLater as failure:
                _log.warning("The line of a token was not renewed: %s", failure)

    async def _give_back(self, digest: str, holder: str, turn: Turn) -> None:
        async with self._database.session() as session:
            line = await token_lines.line_of(session, digest)
            refusals = (line.refusals if line else 0) + 1 if turn.was_refused else 0
            pause = pause_after(refusals, turn.asked_seconds, self._luck()) if turn.was_refused else self._apart
            await token_lines.give_back(session, digest, holder, self._clock() + max(pause, self._apart), refusals)


def digest_of(token: SecretStr) -> str:
    """Tokens stand nowhere unencrypted; as it is sent, without the spaces that came with pasting."""
    return hashlib.sha256("".join(token.get_secret_value().split()).encode()).hexdigest()[:32]
