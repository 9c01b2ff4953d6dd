"""Owns who goes first while many come at once: first answers to taps, then runs on their way to their first request,
then everything else. It refuses to keep anybody back for long: what is less urgent is late, and never left out.

All of it shares one event loop, so that in a burst each tap's answer would else wait for what follows from all others.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_URGENT_AT_MOST_SECONDS = 6.0
_KEPT_BACK_AT_MOST_SECONDS = 5.0


class Urgent:
    """One who goes first, until it says that it is through or was so for long enough."""

    def __init__(self, line: "_Line") -> None:
        self._line, self._through = line, asyncio.Event()
        self._fades = asyncio.get_running_loop().call_later(_URGENT_AT_MOST_SECONDS, self.end)
        line.join(self)

    @property
    def is_over(self) -> bool:
        return self not in self._line

    def end(self) -> None:
        self._fades.cancel()
        self._line.leave(self)
        self._through.set()

    async def wait_for_end(self) -> None:
        await self._through.wait()


class _Line:
    """Those of one urgency. Whoever is less urgent waits until no more than so many are left."""

    def __init__(self, lets_pass: int) -> None:
        self._lets_pass = lets_pass
        self._here: set[Urgent] = set()
        self._is_short = asyncio.Event()
        self._is_short.set()

    def __contains__(self, one: Urgent) -> bool:
        return one in self._here

    @property
    def is_long(self) -> bool:
        return not self._is_short.is_set()

    def join(self, one: Urgent) -> None:
        self._here.add(one)
        self._look()

    def leave(self, one: Urgent) -> None:
        self._here.discard(one)
        self._look()

    async def wait(self) -> None:
        await self._is_short.wait()

    def _look(self) -> None:
        if len(self._here) <= self._lets_pass:
            self._is_short.set()
        else:
            self._is_short.clear()


_beginning: ContextVar[Urgent] = ContextVar("beginning")


class Precedence:
    def __init__(self) -> None:
        # One tap alone keeps nobody back: its run begins while its answer is still on the wire.
        self._answers, self._beginnings = _Line(lets_pass=1), _Line(lets_pass=0)

    @property
    def others_wait_for_answers(self) -> bool:
        return self._answers.is_long

    def waits_for_an_answer(self) -> Urgent:
        return Urgent(self._answers)

    @contextmanager
    def beginning(self) -> Iterator[None]:
        """What happens inside is urgent until its first request goes out."""
        begun = Urgent(self._beginnings)
        token = _beginning.set(begun)
        try:
            yield
        finally:
            begun.end()
            _beginning.reset(token)

    async def give_way(self) -> None:
        """Before a step that can wait: those who are more urgent go first."""
        begun = _beginning.get(None)
        try:
            async with asyncio.timeout(_KEPT_BACK_AT_MOST_SECONDS):
                await self._answers.wait()
                if begun is None or begun.is_over:
                    await self._beginnings.wait()
        except TimeoutError:
            return


def first_request_goes_out() -> None:
    """From here on what this run does is as urgent as anything."""
    if (begun := _beginning.get(None)) is not None:
        begun.end()


async def first_request_is_out() -> None:
    """For what a run says about itself: nobody waits for that before it did something."""
    if (begun := _beginning.get(None)) is not None:
        await begun.wait_for_end()
