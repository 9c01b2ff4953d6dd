"""The gate, as far as it lets through: sleeping and parking themselves are in the journeys."""

import pytest

from integrations.services import Services
from models.domain.article import Stage
from models.domain.review import ReviewKind, Verdict
from tasks import gate
from tests.builders import a_sealed_article, an_account, an_article, at_review, decided, reread
from tests.conftest import Clock


async def test_a_gate_that_finds_a_decision_neither_shows_nor_sleeps(desk: Services) -> None:
    article, [review] = await at_review(desk, ReviewKind.DRAFT)
    await decided(desk, review, Verdict.APPROVE)

    async def never(article_id: int) -> None:
        raise AssertionError(f"article {article_id} was shown")

    await gate.decision(article.id, ReviewKind.DRAFT, never)


async def test_a_gate_sees_a_decision_that_came_while_it_was_showing(desk: Services) -> None:
    article, [review] = await at_review(desk, ReviewKind.DRAFT)

    async def decide_at_once(_: int) -> None:
        await decided(desk, review, Verdict.APPROVE)

    await gate.decision(article.id, ReviewKind.DRAFT, decide_at_once)


async def test_a_gate_of_time_lets_through_from_the_minute_on(desk: Services, clock: Clock) -> None:
    article = await an_article(desk, await an_account(desk), Stage.SCHEDULED, publish_at=clock())
    await gate.time(article.id)
    clock.advance(seconds=-1)
    with pytest.raises(RuntimeError, match="Only a flow run can wait"):
        await gate.time(article.id)


async def test_a_time_that_was_missed_by_more_than_the_grace_is_asked_about(desk: Services, clock: Clock) -> None:
    article = await a_sealed_article(desk)
    clock.advance(hours=1)
    assert await gate.time(article.id)
    clock.advance(hours=2)
    assert not await gate.time(article.id)
    found = await reread(desk, article)
    assert (found.stage, found.seal, found.reason) == (Stage.FINAL_REVIEW, None, "its time was missed")
