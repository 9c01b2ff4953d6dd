"""Owns decisions through the API: by the same door as on Telegram and in the console, where the first one counts."""

import base64
import binascii

from fastapi import APIRouter

from console.api.callers import Called, Deciding
from console.api.lines import line
from console.api.problems import ACTS, problems
from console.api.sent import Answer
from console.api.shapes import Ruled
from console.api.whole import decision_made
from console.visitors import Desk, NotFound
from integrations.answering import Answering
from integrations.answers_in_words import Said, answer
from integrations.following_up import follow_up
from integrations.review_desk import Ruling
from integrations.services import Services
from models.domain.editing import read_edit
from models.domain.errors import Refused
from models.domain.review import Channel
from models.store import articles, reviews, texts
from models.tables import Person, Review

router = APIRouter()


@router.post("/articles/{article_id:int}/decisions", summary="Decide, or answer a question", responses=problems(*ACTS))
async def decide(desk: Desk, called: Deciding, given: Answer) -> Ruled:
    answering = Answering(await _review(desk, called, given.review_id), called.visitor.person_id, Channel.CONSOLE)
    answering.require_shown(given.hash)
    rulings = await answer(desk, answering, _said(given))
    for each in reversed(rulings):
        await follow_up(desk, each)
    return await _ruled(desk, called, rulings[-1])


def _said(given: Answer) -> Said:
    edit = given.edit
    return Said(
        given.verdict,
        given.note,
        given.shortcut,
        read_edit(edit.title, edit.subtitle, edit.markdown) if edit else None,
        _bytes_of(given.photo) if given.photo else None,
    )


def _bytes_of(photo: str) -> bytes:
    try:
        return base64.b64decode(photo, validate=True)
    except (binascii.Error, ValueError):
        raise Refused("The photo is not written in base64.") from None


async def _review(desk: Services, called: Called, review_id: int) -> Review:
    async with desk.database.session() as session:
        try:
            review = await reviews.review(session, review_id)
        except Refused:
            raise NotFound from None
    if review.article_id != called.article.id:
        raise NotFound
    return review


async def _ruled(desk: Services, called: Called, ruling: Ruling) -> Ruled:
    made = ruling.decision
    async with desk.database.session() as session:
        article = await articles.article(session, called.article.id)
        text = await texts.current(session, article)
        person = await session.get(Person, made.person_id) if made.person_id is not None else None
    return Ruled(
        counts=ruling.counts,
        is_repeated=ruling.is_repeated,
        decision=decision_made(made, person),
        article=line(article, called.account, text.revision.title if text else ""),
    )
