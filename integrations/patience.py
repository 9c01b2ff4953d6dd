"""Owns the patience with which what was done is written down: PostgreSQL may be away for a moment, as at its restart.

It refuses patience where nothing was done yet: there the whole step is taken again later.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from models.domain.errors import TryLater

PAUSES_SECONDS = (0.1, 0.2, 0.4, 0.8, 1.6, *[2.0] * 8)  # together 19

Written = TypeVar("Written")


async def written_down(write: Callable[[], Awaitable[Written]]) -> Written:
    """What `write` gives. It has to bear being called again after it went through: only its end may have been lost."""
    for pause in PAUSES_SECONDS:
        try:
            return await write()
        except TryLater:
            await asyncio.sleep(pause)
    return await write()
