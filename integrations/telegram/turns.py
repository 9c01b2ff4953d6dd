"""Owns doing something in many chats in one go: one in which Telegram wants a pause keeps none of the others waiting.

It refuses to go on where Telegram or the database itself is away.
"""

from collections.abc import Awaitable, Callable, Sequence

from models.domain.errors import TryLater

Step = Callable[[], Awaitable[bool]]


async def in_each_chat(steps: Sequence[tuple[int, Step]]) -> int:
    """How many were done. A chat that has to wait is left to the next look, after all the others."""
    done, pauses = 0, dict[int, TryLater]()
    for chat_id, step in steps:
        if chat_id in pauses:
            continue
        try:
            done += await step()
        except TryLater as later:
            if later.retry_after_seconds is None:
                raise
            pauses[chat_id] = later
    for pause in pauses.values():
        raise pause
    return done
