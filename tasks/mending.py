"""Owns the look at what a model wrote, before a person sees it, and at most two requests to mend what was found.

It refuses a third request: what is still wrong then goes to the writer as a warning.
"""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TypeVar

from pydantic import BaseModel

from integrations.writing.errors import UnusableAnswer
from models.domain.draft import Answered
from models.domain.settling import Settled
from models.tables import Article
from tasks.paying import paid

MOST_REPAIRS = 2

Answer = TypeVar("Answer", bound=BaseModel)


async def mended(
    key: str,
    article: Article,
    answer: Answer,
    settle: Callable[[Answer], Awaitable[Settled]],
    again: Callable[[Answer, Sequence[str]], Awaitable[Answered[Answer]]],
) -> Settled:
    """The answer, or the best of what came back when the model was asked to mend it."""
    settled = await settle(answer)
    for attempt in range(1, MOST_REPAIRS + 1):
        if not settled.faults:
            break
        ask = partial(again, answer, settled.faults)
        try:
            other = await paid(f"{key}:repair:{attempt}", article, "repair", type(answer), ask)
        except UnusableAnswer:  # it is paid and booked; the text that there is goes to the writer with its warnings
            break
        tried = await settle(other)
        if (tried.is_spoilt, len(tried.faults)) <= (settled.is_spoilt, len(settled.faults)):
            answer, settled = other, tried
    return settled
