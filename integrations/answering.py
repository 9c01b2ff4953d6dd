"""Owns the answering of what a person is asked, wherever they answer: on Telegram and in the console alike.

It refuses an answer to what is not shown any more, and one that cannot be given here. What somebody wrote before counts
before any approval.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from integrations.review_desk import Ruling
from integrations.services import Services
from integrations.telegram.collecting import take_in
from integrations.telegram.replies import Replies
from models.domain.errors import Refused
from models.domain.final_request import FinalRequest
from models.domain.moving import moved, place_of
from models.domain.review import Channel, ReviewKind, Verdict
from models.store import articles, calendar, image_reviews, texts
from models.tables import Review

NOT_HERE = "That is no answer to what is asked here."
_OUT_OF_DATE = "This card is out of date. The newest one counts."


@dataclass(frozen=True)
class Answering:
    """Who answers which review, and through which channel."""

    review: Review
    person_id: int
    channel: Channel

    def require_shown(self, hash_start: str) -> None:
        """What they looked at, by the beginning of its hash or all of it."""
        if not hash_start or not self.review.subject_hash.startswith(hash_start):
            raise Refused(_OUT_OF_DATE)


async def decide(desk: Services, replies: Replies, answering: Answering, verdict: Verdict, note: str = "") -> Ruling:
    if verdict is Verdict.APPROVE:
        await take_in(desk, replies, answering.review.id)
    return await desk.desk.decide(
        answering.review.id, verdict, answering.channel, desk.clock(), note=note, person_id=answering.person_id
    )


async def keep_others(desk: Services, replies: Replies, answering: Answering) -> list[Ruling]:
    """Every other image that was shown. Before the one that was answered: who comes back after a crash finds that one
    open, and goes on.
    """
    if answering.review.kind is not ReviewKind.IMAGE:
        raise Refused(NOT_HERE)
    async with desk.database.session() as session:
        shown = await image_reviews.images_to_keep(session, answering.review.article_id)
    others = [review for review in shown if review.id != answering.review.id]
    if len(others) == len(shown):  # somebody decided about this one, maybe otherwise
        return []
    return await _keep(desk, replies, answering, others)


async def _keep(desk: Services, replies: Replies, answering: Answering, images: Sequence[Review]) -> list[Ruling]:
    for each in images:
        await take_in(desk, replies, each.id)
    return [await decide(desk, replies, replace(answering, review=each), Verdict.APPROVE) for each in images]


def at_once(desk: Services, review: Review) -> FinalRequest:
    _require_final(review)
    return FinalRequest(publish_at=desk.clock())


async def at_the_next_slot(desk: Services, review: Review) -> FinalRequest:
    _require_final(review)
    async with desk.database.session() as session:
        account_id = (await articles.article(session, review.article_id)).account_id
        return FinalRequest(publish_at=await calendar.next_free_slot(session, account_id, desk.clock()))


def _require_final(review: Review) -> None:
    if review.kind is not ReviewKind.FINAL:
        raise Refused(NOT_HERE)


async def place_named(desk: Services, review: Review, words: str) -> str:
    """Where an image would stand. A place that is not there is refused at once, while the writer still looks."""
    async with desk.database.session() as session:
        article = await articles.article(session, review.article_id)
        body = (await texts.require_current(session, article)).body
    return place_of(moved(body, review.subject, words), review.subject)
