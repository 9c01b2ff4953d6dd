"""Owns what a page's forms have in common: which question they answer, that the first answer wins, and what is said.

It refuses to lose a word: what was typed for a question that somebody else answered meanwhile is shown once more.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Form, Request, Response

from console.article.access import Deciding, Seen, seen_article
from console.article.now import show_now
from console.frame import go
from console.visitors import Desk, NotFound
from console.words import words
from integrations.answering import Answering
from integrations.following_up import follow_up
from integrations.review_desk import Ruling
from integrations.services import Services
from integrations.telegram.cards import outcome_word
from integrations.telegram.replies import Replies
from integrations.telegram.speakers import who_decided
from models.domain.errors import Refused
from models.domain.review import Channel, Verdict
from models.store import reviews

LONGEST_NOTE = 20_000
Typed = Annotated[str, Form(max_length=LONGEST_NOTE)]


@dataclass(frozen=True)
class Answer:
    """Somebody who may decide, and the question that their form is about."""

    seen: Seen
    answering: Answering
    subject_hash: str
    replies: Replies


async def answer_to(
    desk: Desk, seen: Deciding, review_id: Annotated[int, Form()], subject_hash: Annotated[str, Form(max_length=64)]
) -> Answer:
    async with desk.database.session() as session:
        try:
            review = await reviews.review(session, review_id)
        except Refused:
            raise NotFound from None
    if review.article_id != seen.article.id:
        raise NotFound
    return Answer(seen, Answering(review, seen.visitor.person_id, Channel.CONSOLE), subject_hash, Replies(desk))


Answered = Annotated[Answer, Depends(answer_to)]
Act = Callable[[], Awaitable[Sequence[Ruling]]]


async def conclude(
    request: Request, desk: Services, answer: Answer, verdict: Verdict, act: Act, typed: str = ""
) -> Response:
    """`act` gives the rulings, that on the question itself last."""
    try:
        answer.answering.require_shown(answer.subject_hash)
        rulings = await act()
    except Refused as refusal:
        return await not_taken(request, desk, answer.seen, str(refusal), typed)
    for each in reversed(rulings):
        await follow_up(desk, each)
    ruling = rulings[-1]
    word = outcome_word(ruling.decision.verdict, await who_decided(desk, ruling.decision))
    if ruling.counts or ruling.is_repeated or (not typed and _is_the_same_again(ruling, answer, verdict)):
        return go(request, answer.seen.path, f"{word}.")
    return await not_taken(request, desk, answer.seen, words().article.already.format(word=word), typed)


def _is_the_same_again(ruling: Ruling, answer: Answer, verdict: Verdict) -> bool:
    """A button was pressed twice: what the clock wrote into its answer makes no other one of it."""
    made = ruling.decision
    return (made.person_id, made.channel, made.verdict) == (answer.answering.person_id, Channel.CONSOLE, verdict)


async def not_taken(request: Request, desk: Services, seen: Seen, why: str, typed: str = "") -> Response:
    fresh = await seen_article(desk, seen.visitor, seen.article.id)
    return await show_now(request, desk, fresh, trouble=why, unused=typed.strip(), status=409)
