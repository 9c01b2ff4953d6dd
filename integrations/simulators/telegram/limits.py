"""Owns Telegram's flood limits, off until a test or a curious newcomer switches them on.

The figures are core.telegram.org/bots/faq#my-bot-is-hitting-limits: one message a second in a chat with short bursts,
twenty a minute in a group, thirty a second in all.
"""

import math
import time

from pydantic import BaseModel, ConfigDict

from integrations.simulators.telegram.refusals import too_many_requests


class Limits(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    on: bool = False
    chat_per_second: float = 1.0
    chat_burst: int = 3
    group_per_minute: int = 20
    all_per_second: int = 30


class _Bucket:
    def __init__(self, rate: float, size: float) -> None:
        self._rate, self._size = rate, size
        self._left, self._at = size, time.monotonic()

    def seconds_until_free(self) -> float:
        now = time.monotonic()
        self._left = min(self._size, self._left + (now - self._at) * self._rate)
        self._at = now
        return max(0.0, (1 - self._left) / self._rate)

    def take(self) -> None:
        self._left -= 1


class FloodGuard:
    def __init__(self) -> None:
        self.set(Limits())

    def set(self, limits: Limits) -> None:
        self._limits = limits
        self._buckets: dict[tuple[int, int], _Bucket] = {}

    def pass_one(self, bot_id: int, chat_id: int) -> None:
        if not self._limits.on:
            return
        buckets = [self._of_chat(bot_id, chat_id), self._of_bot(bot_id)]
        wait = max(bucket.seconds_until_free() for bucket in buckets)
        if wait > 0:
            raise too_many_requests(math.ceil(wait))
        for bucket in buckets:
            bucket.take()

    def _of_chat(self, bot_id: int, chat_id: int) -> _Bucket:
        limits = self._limits
        if chat_id < 0:
            return self._bucket((bot_id, chat_id), limits.group_per_minute / 60, limits.group_per_minute)
        return self._bucket((bot_id, chat_id), limits.chat_per_second, limits.chat_burst)

    def _of_bot(self, bot_id: int) -> _Bucket:
        return self._bucket((bot_id, 0), self._limits.all_per_second, self._limits.all_per_second)

    def _bucket(self, key: tuple[int, int], rate: float, size: float) -> _Bucket:
        return self._buckets.setdefault(key, _Bucket(rate, size))
