"""Owns the decisions that are taken on an article's page, through the same door as those on Telegram."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from console.article.answers import Answer, Answered, Typed, conclude
from console.visitors import Desk
from console.words import words
from integrations.answers_in_words import Said
from integrations.answers_in_words import answer as answered
from integrations.review_desk import Ruling
from integrations.services import Services
from models.domain.errors import Refused
from models.domain.notes import quoting
from models.domain.review import ReviewKind, Verdict
from models.domain.shortcuts import Shortcut
from models.domain.wishes import is_quoted
from models.store import texts

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
    quote: Typed = "",
) -> Response:
    said = note.strip()

    async def act() -> list[Ruling]:
        if verdict in _BY_OTHER_FORMS or (verdict is Verdict.CHANGE and _kind(answer) is ReviewKind.FINAL):
            raise Refused(words().article.not_this_way)
        if verdict in _WITH_WORDS and not said:
            raise Refused(words().article.words_missing)
        is_about = said and verdict is Verdict.CHANGE and _kind(answer) is ReviewKind.DRAFT
        told = await _about(desk, answer, passage, quote.strip(), said) if is_about else said
        return await answered(desk, answer.answering, Said(verdict, told))

    return await conclude(request, desk, answer, verdict, act, quoting(quote.strip(), said))


async def _about(desk: Services, answer: Answer, passage: str, quote: str, said: str) -> str:
    """The words with the place that they are about: a quote is finer than a passage of the list."""
    if not quote:
        return f"{passage}: {said}" if passage else said
    async with desk.database.session() as session:
        text = await texts.require_current(session, answer.seen.article)
    if not is_quoted(quote, text.version):
        raise Refused(words().article.quote_not_there)
    return quoting(quote, said)


@router.post("/articles/{article_id:int}/keep-all")
async def keep_all(request: Request, desk: Desk, answer: Answered) -> Response:
    async def act() -> list[Ruling]:
        return await answered(desk, answer.answering, Said(Verdict.APPROVE, shortcut=Shortcut.KEEP_ALL))

    return await conclude(request, desk, answer, Verdict.APPROVE, act)


@router.post("/articles/{article_id:int}/move")
async def move_image(request: Request, desk: Desk, answer: Answered, place: Typed) -> Response:
    async def act() -> list[Ruling]:
        return await answered(desk, answer.answering, Said(Verdict.MOVE, place))

    return await conclude(request, desk, answer, Verdict.MOVE, act)


def _kind(answer: Answer) -> ReviewKind:
    return answer.answering.review.kind
