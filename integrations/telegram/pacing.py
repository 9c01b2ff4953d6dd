"""Owns how fast the bot writes: its turn in a chat, in order, within Telegram's rates, and the pauses it asks for.

The figures are core.telegram.org/bots/faq#my-bot-is-hitting-limits: about one message a second in a chat with short
bursts, twenty a minute in a group, thirty a second in all. Who would wait long is sent away, to hold nothing meanwhile.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from models.domain.errors import TryLater

_BURST, _BURST_OF_ALL = 8.0, 25.0
_GROUP_PER_SECOND, _ALL_PER_SECOND = 1 / 3, 25.0
_WAITED_AT_MOST_SECONDS = 30.0
_TOO_SHORT_TO_WAIT = 0.001

Now = Callable[[], float]
Sleep = Callable[[float], Awaitable[None]]


@dataclass
class _Bucket:
    """Fills at a rate up to a burst; may be in debt, which the next ones wait for."""

    rate: float
    burst: float
    left: float
    at: float
    shut_until: float = 0.0

    def seconds_until_free(self, now: float) -> float:
        self.left = min(self.burst, self.left + (now - self.at) * self.rate)
        self.at = now
        seconds = max((1 - self.left) / self.rate, self.shut_until - now)
        return seconds if seconds > _TOO_SHORT_TO_WAIT else 0.0


@dataclass
class _Line:
    """Those who want to write to one chat: one after the other, as they came."""

    bucket: _Bucket
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0


class Pace:
    def __init__(self, per_second: float, now: Now = time.monotonic, sleep: Sleep = asyncio.sleep) -> None:
        self._per_second, self._now, self._sleep = per_second, now, sleep
        self._lines: dict[int, _Line] = {}
        self._all = _Bucket(_ALL_PER_SECOND, _BURST_OF_ALL, _BURST_OF_ALL, now())

    @asynccontextmanager
    async def turn(self, chat_id: int, *, first: bool = False) -> AsyncIterator[None]:
        """Until it is this one's turn; it is over when the message is out. `first`: an answer waits for nobody."""
        if not self._per_second:
            yield
            return
        line = self._line(chat_id)
        if first:
            self._take(line)
            yield
            return
        self._refuse_a_long_wait(line)
        line.waiting += 1
        try:
            async with line.lock:
                await self._wait(line)
                self._take(line)
                yield
        finally:
            line.waiting -= 1

    def pause(self, chat_id: int, seconds: float) -> None:
        """Telegram asked for it: nobody writes to this chat until then."""
        if self._per_second:
            self._line(chat_id).bucket.shut_until = self._now() + seconds

    async def _wait(self, line: _Line) -> None:
        while (seconds := max(each.seconds_until_free(self._now()) for each in (line.bucket, self._all))) > 0:
            if seconds > _WAITED_AT_MOST_SECONDS:
                raise _busy(seconds)
            await self._sleep(seconds)

    def _refuse_a_long_wait(self, line: _Line) -> None:
        seconds = line.bucket.seconds_until_free(self._now()) + line.waiting / line.bucket.rate
        if seconds > _WAITED_AT_MOST_SECONDS:
            raise _busy(seconds)

    def _take(self, line: _Line) -> None:
        line.bucket.seconds_until_free(self._now())
        line.bucket.left -= 1
        self._all.left -= 1

    def _line(self, chat_id: int) -> _Line:
        if chat_id not in self._lines:
            rate = min(_GROUP_PER_SECOND, self._per_second) if chat_id < 0 else self._per_second
            self._lines[chat_id] = _Line(_Bucket(rate, _BURST, _BURST, self._now()))
        return self._lines[chat_id]


def _busy(seconds: float) -> TryLater:
    return TryLater("So much goes to this chat now that Telegram would refuse more.", seconds)
