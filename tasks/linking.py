"""Owns the look at the links of a draft that nobody named: those at which something is may stay."""

import asyncio

from integrations.services import Services
from models.domain.checks.links import foreign_links
from models.domain.draft import Draft

_MOST = 20  # a text with more has another fault


async def reached(desk: Services, draft: Draft, known: frozenset[str]) -> frozenset[str]:
    unknown = foreign_links("\n\n".join([draft.title, draft.subtitle, draft.body]), known)[:_MOST]
    answers = await asyncio.gather(*(desk.reader.answers(link) for link in unknown))
    return frozenset(link for link, is_there in zip(unknown, answers, strict=True) if is_there)
