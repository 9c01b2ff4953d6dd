"""The bot's chores: in time where something is due, and otherwise seldom."""

from dataclasses import replace
from datetime import timedelta

from integrations.services import Services
from integrations.telegram import chores
from integrations.telegram.collecting import next_at
from models.domain.notes import Note
from models.domain.review import ReviewKind
from models.store import remarks
from tests.builders import at_review
from tests.conftest import Clock

PAUSE = timedelta(seconds=6)


async def _said(desk: Services, review_id: int, source: str) -> None:
    async with desk.database.session() as session:
        await remarks.keep(session, review_id, source, Note(text="Shorter."), desk.clock())


async def test_feedback_is_looked_at_when_its_pause_is_over_or_a_minute_after_it_began(
    desk: Services, clock: Clock
) -> None:
    desk = replace(desk, settings=desk.settings.model_copy(update={"feedback_pause_seconds": PAUSE.total_seconds()}))
    _, [review] = await at_review(desk, ReviewKind.DRAFT)
    assert await next_at(desk) is None
    await _said(desk, review.id, "telegram:1:1")
    began = clock()
    assert await next_at(desk) == began + PAUSE
    clock.advance(seconds=4)
    await _said(desk, review.id, "telegram:1:2")
    assert await next_at(desk) == clock() + PAUSE
    clock.advance(seconds=54)
    await _said(desk, review.id, "telegram:1:3")
    assert await next_at(desk) == began + timedelta(minutes=1)


def test_the_rest_ends_when_something_is_due_and_is_never_long(clock: Clock) -> None:
    assert chores._until(None, clock()) == chores._LONGEST_REST_SECONDS
    assert chores._until(clock() + timedelta(seconds=3), clock()) == 3
    assert chores._until(clock() + timedelta(hours=3), clock()) == chores._LONGEST_REST_SECONDS
    assert chores._until(clock() - timedelta(seconds=3), clock()) == -3
