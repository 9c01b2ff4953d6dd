"""Owns the look at the links of an answer that nobody named: those at which something is may stay."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from integrations.services import Services
from models.domain.checks.finding import Manuscript
from models.domain.checks.links import foreign_links
from models.domain.draft import Draft, Passages
from models.domain.settling import Settled

_MOST = 20  # a text with more has another fault

Answer = TypeVar("Answer", Draft, Passages)


async def judged(
    desk: Services, demands: Manuscript, settle: Callable[[Manuscript, Answer], Settled], answer: Answer
) -> Settled:
    """What the answer comes to, once it is known which of its links answer."""
    known = demands.links or frozenset[str]()
    allowed = replace(demands, links=known | await reached(desk, answer, known))
    return await asyncio.to_thread(settle, allowed, answer)


async def reached(desk: Services, answer: Draft | Passages, known: frozenset[str]) -> frozenset[str]:
    texts = (answer.body,) if isinstance(answer, Draft) else answer.passages
    unknown = foreign_links("\n\n".join([answer.title, answer.subtitle, *texts]), known)[:_MOST]
    answers = await asyncio.gather(*(desk.reader.answers(link) for link in unknown))
    return frozenset(link for link, is_there in zip(unknown, answers, strict=True) if is_there)
