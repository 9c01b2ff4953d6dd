"""Owns who goes first while many come at once: first answers to taps, then runs on their way to their first request,
then everything else. It refuses to keep anybody back for long: what is less urgent is late, and never left out.

All of it shares one event loop, so that in a burst each tap's answer would else wait for what follows from all others.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from contextvars import ContextVar

_URGENT_AT_MOST_SECONDS = 6.0
_KEPT_BACK_AT_MOST_SECONDS = 5.0
_ANSWERED_AT_ONCE, _BEGIN_AT_ONCE = 16, 8  # an answer waits for Telegram too


class Urgent:
    """One who goes first, until it says that it is through or was so for long enough."""

    def __init__(self, line: "_Line", then: Callable[[], None] = lambda: None) -> None:
        self._line, self._then, self._through = line, then, asyncio.Event()
        self._fades = asyncio.get_running_loop().call_later(_URGENT_AT_MOST_SECONDS, self.end)
        line.join(self)

    @property
    def is_over(self) -> bool:
        return self not in self._line

    def end(self) -> None:
        if self.is_over:
            return
        self._fades.cancel()
        self._line.leave(self)
        self._through.set()
        self._then()

    async def wait_for_all(self) -> None:
        """Until it is through itself, and then until the others are."""
        await self._through.wait()
        with suppress(TimeoutError):
            async with asyncio.timeout(_KEPT_BACK_AT_MOST_SECONDS):
                await self._line.wait()


class _Line:
    """Those of one urgency. Whoever is less urgent waits until no more than so many are left."""

    def __init__(self, lets_pass: int, at_once: int) -> None:
        self._lets_pass, self._turns = lets_pass, asyncio.Semaphore(at_once)
        self._here: set[Urgent] = set()
        self._is_short = asyncio.Event()
        self._is_short.set()

    def __contains__(self, one: Urgent) -> bool:
        return one in self._here

    @property
    def is_crowded(self) -> bool:
        return len(self._here) > 1

    def join(self, one: Urgent) -> None:
        self._here.add(one)
        self._look()

    def leave(self, one: Urgent) -> None:
        self._here.discard(one)
        self._look()

    async def wait(self) -> None:
        await self._is_short.wait()

    @asynccontextmanager
    async def turn(self, waiting: Urgent) -> AsyncIterator[Urgent]:
        """Some at once, and then the next: all at once, they would all be through as late as the last."""
        try:
            await self._turns.acquire()
            urgent = Urgent(self, then=self._turns.release)
        finally:
            waiting.end()
        try:
            yield urgent
        finally:
            urgent.end()

    def _look(self) -> None:
        if len(self._here) <= self._lets_pass:
            self._is_short.set()
        else:
            self._is_short.clear()


_beginning: ContextVar[Urgent] = ContextVar("beginning")


class Precedence:
    def __init__(self) -> None:
        # One tap alone keeps nobody back: its run begins while its answer is still on the wire.
        self._answers = _Line(lets_pass=1, at_once=_ANSWERED_AT_ONCE)
        self._beginnings = _Line(lets_pass=0, at_once=_BEGIN_AT_ONCE)

    @property
    def is_crowded(self) -> bool:
        """Whoever gave way now would wait for several, and keep whatever comes after it waiting as well."""
        return self._answers.is_crowded or self._beginnings.is_crowded

    def waits_for_an_answer(self) -> Urgent:
        return Urgent(self._answers)

    def answering(self, waiting: Urgent) -> AbstractAsyncContextManager[Urgent]:
        return self._answers.turn(waiting)

    @asynccontextmanager
    async def beginning(self) -> AsyncIterator[None]:
        """What happens inside is urgent until its first request goes out."""
        async with self._beginnings.turn(Urgent(self._beginnings)) as begun:
            token = _beginning.set(begun)
            try:
                yield
            finally:
                _beginning.reset(token)

    async def give_way(self, at_most_seconds: float | None = None) -> bool:
        """Before a step that can wait: those who are more urgent go first. False where they were not yet through."""
        begun = _beginning.get(None)
        try:
            async with asyncio.timeout(_KEPT_BACK_AT_MOST_SECONDS if at_most_seconds is None else at_most_seconds):
                await self._answers.wait()
                if begun is None or begun.is_over:
                    await self._beginnings.wait()
        except TimeoutError:
            return False
        return True


def first_request_goes_out() -> None:
    """From here on what this run does is as urgent as anything."""
    if (begun := _beginning.get(None)) is not None:
        begun.end()


async def first_requests_are_out() -> None:
    """For what a run says about itself: nobody waits for that before it, and all who begin now, did something."""
    if (begun := _beginning.get(None)) is not None:
        await begun.wait_for_all()
