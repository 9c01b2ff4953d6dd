"""Answers that come late, or are read late, and what a rule answered when nobody did."""

from datetime import timedelta

import pytest

from integrations.services import Services
from models.domain.article import Stage
from models.domain.review import Channel, ReviewKind, Verdict
from models.tables import Review
from tasks.deciding import take_in
from tests.builders import asked, at_review, change, decided, reread
from tests.conftest import Clock
from tests.tasks.test_publishing import Take


async def test_an_approval_that_comes_long_after_the_time_on_the_card_is_asked_for_again(
    desk: Services, clock: Clock, under_lease: Take
) -> None:
    """The second card says that the time has passed, so the second approval means now."""
    article, [review] = await at_review(desk, ReviewKind.FINAL)
    await change(desk, article, publish_at=desk.clock() + timedelta(days=1))
    await _shown(desk, review)
    clock.advance(days=3)
    await decided(desk, review, Verdict.APPROVE)
    await under_lease(take_in, article.id)
    assert (await reread(desk, article)).stage is Stage.FINAL_REVIEW
    [again] = await asked(desk, article, ReviewKind.FINAL)
    await _shown(desk, again)
    await decided(desk, again, Verdict.APPROVE)
    await under_lease(take_in, article.id)
    found = await reread(desk, article)
    assert (found.stage, found.publish_at) == (Stage.SCHEDULED, desk.clock())


@pytest.mark.parametrize(("waits", "is_in_time"), [(0.5, True), (1.5, False)])
async def test_an_approval_in_time_that_is_read_late_keeps_its_time_and_one_after_it_means_now(
    desk: Services, clock: Clock, under_lease: Take, waits: float, is_in_time: bool
) -> None:
    article, [review] = await at_review(desk, ReviewKind.FINAL)
    at = desk.clock() + timedelta(hours=1)
    await change(desk, article, publish_at=at)
    await _shown(desk, review)
    clock.advance(hours=waits)
    await decided(desk, review, Verdict.APPROVE)
    clock.advance(hours=2 - waits)
    await under_lease(take_in, article.id)
    found = await reread(desk, article)
    assert found.stage is Stage.SCHEDULED
    assert found.publish_at == (at if is_in_time else desk.clock())


async def test_what_a_rule_decided_says_its_reason(desk: Services, under_lease: Take) -> None:
    article, [review] = await at_review(desk, ReviewKind.DRAFT)
    await change(desk, article, times_moved=2)
    await desk.desk.decide(review.id, Verdict.HOLD, Channel.RULE, desk.clock(), note="nobody answered in time")
    await under_lease(take_in, article.id)
    held = await reread(desk, article)
    assert (held.stage, held.reason, held.times_moved) == (Stage.ON_HOLD, "nobody answered in time", 2)


async def test_an_answer_of_a_person_begins_the_counting_of_moves_anew(desk: Services, under_lease: Take) -> None:
    article, [review] = await at_review(desk, ReviewKind.FINAL)
    await change(desk, article, times_moved=2)
    await decided(desk, review, Verdict.CHANGE, '{"tags": ["Money"]}')
    await under_lease(take_in, article.id)
    assert (await reread(desk, article)).times_moved == 0


async def _shown(desk: Services, review: Review) -> None:
    async with desk.database.session() as session:
        (await session.get_one(Review, review.id)).shown_at = desk.clock()
