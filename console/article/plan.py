"""Owns the form of the last look: how it is filled, and what of it is asked for, in the same lines as on Telegram.

What stands in it as it was is not asked for, so a time that has passed, or a setting of the account, is not typed anew.
"""

from collections.abc import Mapping
from functools import partial
from typing import Final

from fastapi import APIRouter, Request, Response

from console.article.access import Seen
from console.article.answers import LONGEST_NOTE, Answer, Answered, conclude
from console.article.asked import local_time
from console.visitors import Desk
from console.words import words
from integrations.answers_in_words import Said
from integrations.answers_in_words import answer as answered
from integrations.options import options_of
from integrations.review_desk import Ruling
from integrations.services import Services
from models.domain.errors import Refused
from models.domain.option_words import OFF
from models.domain.publications import known_publications
from models.domain.review import ReviewKind, Verdict
from models.domain.shortcuts import Shortcut

router = APIRouter()
_TURNED_OFF: Final = ("canonical", "origin")  # an emptied field means it; the other emptied ones stay as they are


@router.post("/articles/{article_id:int}/plan")
async def change_plan(request: Request, desk: Desk, answer: Answered) -> Response:
    form = await request.form()
    typed = {name: " ".join(str(form[name]).split()) for name in (*_filled(answer.seen), "disclosure") if name in form}
    asked = _asked(typed, _filled(answer.seen))
    return await conclude(request, desk, answer, Verdict.CHANGE, partial(_plan, desk, answer, asked), asked)


def _filled(seen: Seen) -> Mapping[str, str]:
    """What the form shows before anybody touches it."""
    article, account = seen.article, seen.account
    options, known = options_of(article, account), known_publications(account.publications)
    return {
        "tags": ", ".join(article.tags),
        "time": local_time(article.publish_at, account.zone),
        "category": article.category,
        "status": options.status,
        "licence": options.licence,
        "notify": "yes" if options.notify_followers else "no",
        "canonical": options.canonical_url or "",
        "publication": next((each.name for each in known if each.medium_id == options.publication_id), OFF),
        "format": options.content_format,
        "images-by": options.images_by,
        "origin": options.origin_line,
    }


def _asked(typed: Mapping[str, str], filled: Mapping[str, str]) -> str:
    changed = {name: value for name, value in typed.items() if value != filled.get(name, "")}
    lines = (_line(name, value) for name, value in changed.items())
    return "\n".join(line for line in lines if line)


def _line(name: str, value: str) -> str:
    if name == "time":
        return f"time: {value.replace('T', ' ')}" if value else ""
    if name in _TURNED_OFF:
        return f"{name}: {value or OFF}"
    return f"{name}: {value}" if value or name == "category" else ""


async def _plan(desk: Services, answer: Answer, asked: str) -> list[Ruling]:
    if answer.answering.review.kind is not ReviewKind.FINAL or len(asked) > LONGEST_NOTE:
        raise Refused(words().article.not_this_way)
    if not asked:
        raise Refused(words().article.nothing_to_change)
    return await answered(desk, answer.answering, Said(Verdict.CHANGE, asked))


@router.post("/articles/{article_id:int}/publish-now")
async def publish_now(request: Request, desk: Desk, answer: Answered) -> Response:
    async def act() -> list[Ruling]:
        return await answered(desk, answer.answering, Said(Verdict.APPROVE, shortcut=Shortcut.NOW))

    return await conclude(request, desk, answer, Verdict.APPROVE, act)


@router.post("/articles/{article_id:int}/next-slot")
async def next_slot(request: Request, desk: Desk, answer: Answered) -> Response:
    async def act() -> list[Ruling]:
        return await answered(desk, answer.answering, Said(Verdict.CHANGE, shortcut=Shortcut.NEXT_SLOT))

    return await conclude(request, desk, answer, Verdict.CHANGE, act)
