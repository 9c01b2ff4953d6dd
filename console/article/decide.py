"""Owns the decisions that are taken on an article's page, through the same door as those on Telegram."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from console.article.answers import Answer, Answered, Typed, conclude
from console.visitors import Desk
from console.words import words
from integrations.answering import at_once, at_the_next_slot, decide, keep_others, place_named
from integrations.review_desk import Ruling
from integrations.services import Services
from models.domain.errors import Refused
from models.domain.final_request import FinalRequest, read_final_request
from models.domain.moving import asks_to_move
from models.domain.publications import known_publications
from models.domain.review import ReviewKind, Verdict

router = APIRouter()
_WITH_WORDS = frozenset({Verdict.CHANGE, Verdict.ANSWER})
_BY_OTHER_FORMS = frozenset({Verdict.REPLACE, Verdict.SUPPLY, Verdict.MOVE, Verdict.LEAVE, Verdict.EDIT})


@router.post("/articles/{article_id:int}/decide")
async def decide_on_it(
    request: Request,
    desk: Desk,
    answer: Answered,
    verdict: Annotated[Verdict, Form()],
    note: Typed = "",
    passage: Typed = "",
) -> Response:
    said = note.strip()

    async def act() -> list[Ruling]:
        if verdict in _BY_OTHER_FORMS or (verdict is Verdict.CHANGE and _kind(answer) is ReviewKind.FINAL):
            raise Refused(words().article.not_this_way)
        is_undrawable = verdict is Verdict.REDO and answer.answering.review.image_id is None
        if (verdict in _WITH_WORDS or is_undrawable) and not said:
            raise Refused(words().article.words_missing)
        told = said if verdict in _WITH_WORDS | {Verdict.REDO} else ""
        told = f"{passage}: {told}" if passage and told and _kind(answer) is ReviewKind.DRAFT else told
        return [await decide(desk, answer.replies, answer.answering, verdict, told)]

    return await conclude(request, desk, answer, verdict, act, said)


@router.post("/articles/{article_id:int}/keep-all")
async def keep_all(request: Request, desk: Desk, answer: Answered) -> Response:
    async def act() -> list[Ruling]:
        others = await keep_others(desk, answer.replies, answer.answering)
        return [*others, await decide(desk, answer.replies, answer.answering, Verdict.APPROVE)]

    return await conclude(request, desk, answer, Verdict.APPROVE, act)


@router.post("/articles/{article_id:int}/move")
async def move_image(request: Request, desk: Desk, answer: Answered, place: Typed) -> Response:
    async def act() -> list[Ruling]:
        if _kind(answer) is not ReviewKind.IMAGE or not asks_to_move(place):
            raise Refused(words().article.not_this_way)
        await place_named(desk, answer.answering.review, place)
        return [await decide(desk, answer.replies, answer.answering, Verdict.MOVE, place)]

    return await conclude(request, desk, answer, Verdict.MOVE, act)


@router.post("/articles/{article_id:int}/plan")
async def change_plan(
    request: Request,
    desk: Desk,
    answer: Answered,
    tags: Typed = "",
    time: Typed = "",
    category: Typed = "",
    status: Typed = "",
    licence: Typed = "",
    notify: Typed = "",
    canonical: Typed = "",
    publication: Typed = "",
    format: Typed = "",
    origin: Typed = "",
) -> Response:
    """The same lines as on Telegram; what stands in the form as it was is not asked for."""
    fields = {
        "tags": tags,
        "time": time.replace("T", " "),
        "category": category,
        "status": status,
        "licence": licence,
        "notify": notify,
        "canonical": canonical,
        "publication": publication,
        "format": format,
        "origin": origin,
    }
    asked = "\n".join(f"{name}: {' '.join(value.split())}" for name, value in fields.items() if value.strip())
    return await conclude(request, desk, answer, Verdict.CHANGE, partial(_plan, desk, answer, asked), asked)


async def _plan(desk: Services, answer: Answer, asked: str) -> list[Ruling]:
    if _kind(answer) is not ReviewKind.FINAL:
        raise Refused(words().article.not_this_way)
    if not asked:
        raise Refused(words().article.nothing_to_change)
    account = answer.seen.account
    known = known_publications(account.publications)
    request = read_final_request(asked, account.zone, desk.clock(), known)
    return [await _replan(desk, answer, Verdict.CHANGE, request)]


@router.post("/articles/{article_id:int}/publish-now")
async def publish_now(request: Request, desk: Desk, answer: Answered) -> Response:
    async def act() -> list[Ruling]:
        return [await _replan(desk, answer, Verdict.APPROVE, at_once(desk, answer.answering.review))]

    return await conclude(request, desk, answer, Verdict.APPROVE, act)


@router.post("/articles/{article_id:int}/next-slot")
async def next_slot(request: Request, desk: Desk, answer: Answered) -> Response:
    async def act() -> list[Ruling]:
        plan = await at_the_next_slot(desk, answer.answering.review)
        return [await _replan(desk, answer, Verdict.CHANGE, plan)]

    return await conclude(request, desk, answer, Verdict.CHANGE, act)


async def _replan(desk: Services, answer: Answer, verdict: Verdict, plan: FinalRequest) -> Ruling:
    return await decide(desk, answer.replies, answer.answering, verdict, plan.model_dump_json())


def _kind(answer: Answer) -> ReviewKind:
    return answer.answering.review.kind
