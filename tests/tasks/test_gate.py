"""The gate, as far as it lets through: sleeping and parking themselves are in the journeys."""

from datetime import timedelta

import pytest

from integrations.services import Services
from models.domain.article import Stage
from models.domain.review import ReviewKind, Verdict
from models.tables import Account
from tasks import gate
from tests.builders import a_sealed_article, an_account, an_article, at_review, change, decided, reread
from tests.conftest import Clock
from tests.tasks.attempts import an_attempt


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


async def test_how_late_it_may_go_out_by_itself_is_the_accounts_own_choice(desk: Services, clock: Clock) -> None:
    patient = await a_sealed_article(desk, await an_account(desk, grace_minutes=24 * 60))
    strict = await a_sealed_article(desk, await an_account(desk, "strict", grace_minutes=0))
    clock.advance(minutes=10)
    assert await gate.time(patient.id)
    assert not await gate.time(strict.id)


async def test_after_an_outage_those_of_an_account_go_out_one_after_the_other(desk: Services, clock: Clock) -> None:
    account = await an_account(desk)
    first, second = [await a_sealed_article(desk, account) for _ in range(2)]
    elsewhere = await a_sealed_article(desk, await an_account(desk, "elsewhere"))
    clock.advance(hours=1)
    assert await gate.time(first.id)
    assert await gate.time(elsewhere.id)
    with pytest.raises(RuntimeError, match="Only a flow run can wait"):
        await gate.time(second.id)
    await change(desk, first, stage=Stage.PUBLISHED)
    await an_attempt(desk, first, clock())
    clock.advance(minutes=9)
    with pytest.raises(RuntimeError, match="Only a flow run can wait"):
        await gate.time(second.id)
    clock.advance(minutes=1)
    assert await gate.time(second.id)


async def test_the_eleventh_of_a_day_waits_for_its_profiles_first_to_be_a_day_old(desk: Services, clock: Clock) -> None:
    account, twin = await an_account(desk), await an_account(desk, "twin")
    for number in range(10):
        out = await an_article(desk, twin, Stage.PUBLISHED)
        await an_attempt(desk, out, clock() - timedelta(hours=23, minutes=number))
    article = await a_sealed_article(desk, account)
    with pytest.raises(RuntimeError, match="Only a flow run can wait"):
        await gate.time(article.id)
    clock.advance(minutes=51)
    assert await gate.time(article.id)


async def test_nothing_of_a_paused_account_goes_out_and_later_it_is_asked_about(desk: Services, clock: Clock) -> None:
    account = await an_account(desk, is_paused=True)
    article = await a_sealed_article(desk, account)
    clock.advance(hours=3)
    with pytest.raises(RuntimeError, match="Only a flow run can wait"):
        await gate.time(article.id)
    async with desk.database.session() as session:
        (await session.get_one(Account, account.id)).is_paused = False
    assert not await gate.time(article.id)
