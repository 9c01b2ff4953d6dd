"""Owns the look at what a model wrote, before a person sees it, and at most two requests to mend what was found.

It refuses a third request: what is still wrong then goes to the writer as a warning.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from pydantic import BaseModel

from integrations.writing.errors import UnusableAnswer
from models.domain.checks.every import to_mend
from models.domain.checks.finding import Finding
from models.domain.draft import Answered, Draft
from models.tables import Article
from tasks.paying import paid

MOST_REPAIRS = 2

Answer = TypeVar("Answer", bound=BaseModel)
Faults = tuple[str, ...]


@dataclass(frozen=True)
class Settled:
    """What an answer comes to: the text, what the checks found in it, and what else the writer has to know."""

    draft: Draft
    found: tuple[Finding, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def faults(self) -> Faults:
        return tuple(finding.message for finding in to_mend(self.found))

    @property
    def warnings(self) -> tuple[str, ...]:
        return (*self.words, *(finding.message for finding in self.found))


async def mended(
    key: str,
    article: Article,
    answer: Answer,
    settle: Callable[[Answer], Awaitable[Settled]],
    again: Callable[[Answer, Faults], Awaitable[Answered[Answer]]],
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
        if len(tried.faults) <= len(settled.faults):
            answer, settled = other, tried
    return settled
