"""Owns how a read is repeated: exponentially later, three times. It refuses to repeat anything that creates."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import TypeVar

from models.domain.errors import TryLater

Value = TypeVar("Value")
Sleep = Callable[[float], Awaitable[None]]

_REPEATS = 3
_FIRST_WAIT_SECONDS = 1.0
_LONGEST_WAIT_SECONDS = 30.0  # whoever asks for more is left to the caller, who can wait without holding anything


async def patiently(read: Callable[[], Awaitable[Value]], sleep: Sleep = asyncio.sleep) -> Value:
    for repeat in range(_REPEATS):
        try:
            return await read()
        except TryLater as refusal:
            asked = refusal.retry_after_seconds or 0.0
            if asked > _LONGEST_WAIT_SECONDS:
                raise
        await sleep(max(asked, _FIRST_WAIT_SECONDS * 2**repeat * random.uniform(0.75, 1.25)))
    return await read()
