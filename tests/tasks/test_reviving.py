"""Runs that were forgotten: decided and asleep, or believed to run by a process that is dead."""

import asyncio
from datetime import timedelta

import psycopg
import pytest
from prefect.client.schemas.objects import StateType
from pydantic import SecretStr

from integrations.services import Services
from models.database import without_driver
from models.domain.article import Stage
from models.domain.review import ReviewKind, Verdict
from models.store import effects, reviews
from models.store.wake import CHANNEL, LISTENER
from models.tables import Article, Lease
from tasks.dispatching import due_articles, start_article
from tasks.holders import holder_of, this_process
from tasks.lease import LENGTH
from tasks.reviving import revive_the_dead, take_over, wake_the_decided
from tests.builders import an_account, an_article, at_review, change, decided, reread
from tests.conftest import Clock
from tests.recorded_prefect import RecordedPrefect

NO_PROCESS = 2**22 + 1  # beyond what Linux gives


async def a_lease(desk: Services, article: Article, holder: str) -> None:
    async with desk.database.session() as session:
        await effects.take_lease(session, article.id, holder, desk.clock(), LENGTH)


async def a_working_article(desk: Services, prefect: RecordedPrefect, state: StateType = StateType.RUNNING) -> Article:
    return await an_article(desk, await an_account(desk), Stage.DRAFTING, flow_run_id=prefect.a_run(state))


async def test_a_decision_whose_run_still_sleeps_wakes_it_but_not_before_its_tap_had_time(
    desk: Services, prefect: RecordedPrefect, clock: Clock
) -> None:
    article, [review] = await at_review(desk, ReviewKind.DRAFT)
    run_id = prefect.a_run()
    await change(desk, article, flow_run_id=run_id)
    await decided(desk, review, Verdict.APPROVE)
    assert await wake_the_decided.fn() == 0
    clock.advance(seconds=21)
    assert await wake_the_decided.fn() == 1
    assert prefect.resumed == [run_id]


async def test_a_worker_that_listens_and_is_frozen_keeps_nobody_from_being_woken(
    desk: Services, prefect: RecordedPrefect, clock: Clock, database_url: SecretStr
) -> None:
    article, [review] = await at_review(desk, ReviewKind.DRAFT)
    run_id = prefect.a_run()
    await change(desk, article, flow_run_id=run_id)
    with psycopg.connect(without_driver(database_url), application_name=LISTENER, autocommit=True) as frozen:
        frozen.execute(f"listen {CHANNEL}")
        await decided(desk, review, Verdict.APPROVE)
        assert prefect.resumed == []
        clock.advance(seconds=21)
        await wake_the_decided.fn()
    assert prefect.resumed == [run_id]


async def test_a_decided_article_that_somebody_works_on_is_not_woken(
    desk: Services, prefect: RecordedPrefect, clock: Clock
) -> None:
    article, [review] = await at_review(desk, ReviewKind.DRAFT)
    await change(desk, article, flow_run_id=prefect.a_run())
    await decided(desk, review, Verdict.APPROVE)
    clock.advance(seconds=21)
    await a_lease(desk, article, "elsewhere:1")
    assert await wake_the_decided.fn() == 0


async def test_a_run_that_nobody_executes_is_put_on_the_schedule_again(
    desk: Services, prefect: RecordedPrefect, clock: Clock
) -> None:
    article = await a_working_article(desk, prefect)
    await a_lease(desk, article, "elsewhere:1")
    clock.advance(seconds=31)
    assert await revive_the_dead.fn() == 1
    assert prefect.states_set == [(article.flow_run_id, StateType.SCHEDULED)]


@pytest.mark.parametrize("state", [StateType.PAUSED, StateType.SCHEDULED])
async def test_a_run_that_waits_is_left_alone(
    desk: Services, prefect: RecordedPrefect, clock: Clock, state: StateType
) -> None:
    account = await an_account(desk)
    await an_article(desk, account, Stage.DRAFT_REVIEW, flow_run_id=prefect.a_run(state))
    clock.advance(seconds=31)
    assert await revive_the_dead.fn() == 0
    assert prefect.states_set == []


async def test_a_run_that_sleeps_at_a_stage_that_waits_for_nobody_is_woken(
    desk: Services, prefect: RecordedPrefect, clock: Clock
) -> None:
    """Its worker had taken the decision in and died before Prefect heard of it."""
    article = await a_working_article(desk, prefect, StateType.PAUSED)
    clock.advance(seconds=31)
    assert await revive_the_dead.fn() == 1
    assert prefect.states_set == [(article.flow_run_id, StateType.SCHEDULED)]


async def test_what_a_worker_elsewhere_left_is_taken_over_as_soon_as_its_lease_has_run_out(
    desk: Services, prefect: RecordedPrefect, clock: Clock
) -> None:
    article = await a_working_article(desk, prefect)
    await a_lease(desk, article, "another/host:7:1:1")
    clock.now += LENGTH - timedelta(seconds=1)
    assert await take_over(desk) == 0
    clock.advance(seconds=1)
    assert await take_over(desk) == 1
    assert await take_over(desk) == 0
    assert prefect.states_set == [(article.flow_run_id, StateType.SCHEDULED)]


async def test_of_two_desks_that_look_at_once_one_takes_over(
    desk: Services, prefect: RecordedPrefect, clock: Clock
) -> None:
    article = await a_working_article(desk, prefect)
    await a_lease(desk, article, "another/host:7:1:1")
    clock.now += LENGTH
    assert sorted(await asyncio.gather(take_over(desk), take_over(desk))) == [0, 1]


async def _looked_after(desk: Services, clock: Clock, article: Article) -> Article:
    clock.advance(seconds=31)
    assert await revive_the_dead.fn() == 1
    return await reread(desk, article)


async def test_a_run_that_was_deleted_in_prefect_goes_on_as_a_new_one(
    desk: Services, prefect: RecordedPrefect, clock: Clock
) -> None:
    article = await a_working_article(desk, prefect)
    prefect.forget()
    found = await _looked_after(desk, clock, article)
    assert (found.stage, found.attempt) == (Stage.DRAFTING, 2)
    assert found.flow_run_id == prefect.keys[f"{article.id}:2"]


@pytest.mark.parametrize("state", [StateType.CANCELLED, StateType.CANCELLING])
async def test_a_run_that_was_cancelled_in_prefect_is_a_wish_to_hold(
    desk: Services, prefect: RecordedPrefect, clock: Clock, state: StateType
) -> None:
    """Its new run has nothing to do but to tell the writer."""
    article = await a_working_article(desk, prefect, state)
    found = await _looked_after(desk, clock, article)
    assert (found.stage, found.reason) == (Stage.ON_HOLD, "its run was cancelled in Prefect")
    assert found.flow_run_id == prefect.keys[f"{article.id}:2"]


async def test_a_failed_run_is_tried_once_more_and_then_a_person_is_asked(
    desk: Services, prefect: RecordedPrefect, clock: Clock
) -> None:
    article = await a_working_article(desk, prefect, StateType.FAILED)
    once_more = await _looked_after(desk, clock, article)
    assert (once_more.stage, once_more.attempt) == (Stage.DRAFTING, 2)
    assert once_more.flow_run_id is not None
    prefect.runs[once_more.flow_run_id].state = StateType.FAILED
    given_up = await _looked_after(desk, clock, article)
    assert given_up.stage is Stage.FAILED
    assert given_up.flow_run_id == prefect.keys[f"{article.id}:3"]


async def test_whoever_taps_on_the_card_of_an_article_that_failed_is_not_told_that_it_counts(
    desk: Services, prefect: RecordedPrefect, clock: Clock
) -> None:
    article, [review] = await at_review(desk, ReviewKind.DRAFT)
    await change(desk, article, flow_run_id=prefect.a_run(StateType.FAILED), failed_runs=1)
    assert (await _looked_after(desk, clock, article)).stage is Stage.FAILED
    async with desk.database.session() as session:
        assert (await reviews.review(session, review.id)).closed_at is not None


async def test_a_run_that_was_cut_off_by_a_restart_goes_on(
    desk: Services, prefect: RecordedPrefect, clock: Clock
) -> None:
    """Prefect's engine calls a cancelled run Crashed, and its lease was given back in order."""
    article = await a_working_article(desk, prefect, StateType.CRASHED)
    clock.advance(seconds=31)
    assert await revive_the_dead.fn() == 1
    assert prefect.states_set == [(article.flow_run_id, StateType.SCHEDULED)]


async def test_an_article_that_is_worked_on_is_left_alone_however_long_it_takes(
    desk: Services, prefect: RecordedPrefect, clock: Clock
) -> None:
    article = await a_working_article(desk, prefect)
    clock.advance(minutes=10)
    await a_lease(desk, article, "elsewhere:1")
    assert await revive_the_dead.fn() == 0


async def test_an_article_whose_run_was_never_started_gets_one(
    desk: Services, prefect: RecordedPrefect, clock: Clock
) -> None:
    article = await an_article(desk, await an_account(desk), Stage.DRAFTING)
    clock.advance(seconds=31)
    await revive_the_dead.fn()
    assert (await reread(desk, article)).flow_run_id in prefect.runs


async def test_at_the_start_the_dead_of_this_host_need_not_run_out_first(
    desk: Services, prefect: RecordedPrefect
) -> None:
    article = await a_working_article(desk, prefect)
    await a_lease(desk, article, holder_of(NO_PROCESS, 1))
    assert await take_over(desk) == 1
    assert prefect.states_set == [(article.flow_run_id, StateType.SCHEDULED)]
    async with desk.database.session() as session:
        assert await session.get(Lease, article.id) is None


async def test_at_the_start_the_living_and_those_of_other_hosts_keep_their_leases(
    desk: Services, prefect: RecordedPrefect
) -> None:
    account = await an_account(desk)
    for holder in (f"{this_process()}:1", f"another/host:{NO_PROCESS}:1:1"):
        article = await an_article(desk, account, Stage.DRAFTING, flow_run_id=prefect.a_run(StateType.RUNNING))
        await a_lease(desk, article, holder)
    assert await take_over(desk) == 0
    assert prefect.states_set == []


async def test_what_is_due_is_started_once(desk: Services, prefect: RecordedPrefect) -> None:
    account = await an_account(desk)
    await an_article(desk, account, topic="due", publish_at=desk.clock() + timedelta(days=1))
    await an_article(desk, account, topic="later", publish_at=desk.clock() + timedelta(days=30))
    [(article_id, topic)] = await due_articles.fn()
    assert topic == "due"
    await start_article.fn(article_id, topic)
    await start_article.fn(article_id, topic)
    assert len(prefect.runs) == 1
    assert await due_articles.fn() == []


async def test_a_run_that_was_lost_before_it_began_is_started_again(
    desk: Services, prefect: RecordedPrefect, clock: Clock
) -> None:
    """`dispatch` leaves it alone, because it was started."""
    article = await an_article(desk, await an_account(desk), Stage.QUEUED, flow_run_id=prefect.a_run())
    prefect.forget()
    found = await _looked_after(desk, clock, article)
    assert (found.stage, found.flow_run_id) == (Stage.QUEUED, prefect.keys[f"{article.id}:2"])


@pytest.mark.parametrize("state", [StateType.PENDING, StateType.RUNNING])
async def test_a_first_run_whose_worker_died_before_it_began_goes_on(
    desk: Services, prefect: RecordedPrefect, clock: Clock, state: StateType
) -> None:
    """It was taken from the schedule, and no lease tells of the death."""
    run_id = prefect.a_run(state, since=clock())
    await an_article(desk, await an_account(desk), Stage.QUEUED, flow_run_id=run_id)
    clock.advance(seconds=31)
    assert await revive_the_dead.fn() == 1
    assert prefect.states_set == [(run_id, StateType.SCHEDULED)]


async def test_a_run_that_was_taken_just_now_is_given_time_to_begin(
    desk: Services, prefect: RecordedPrefect, clock: Clock
) -> None:
    article = await an_article(desk, await an_account(desk), Stage.QUEUED)
    clock.advance(seconds=31)
    await change(desk, article, flow_run_id=prefect.a_run(StateType.PENDING, since=clock()))
    assert await revive_the_dead.fn() == 0
    assert prefect.states_set == []


async def test_an_end_that_nobody_was_told_is_told_by_a_further_run_and_then_left_alone(
    desk: Services, prefect: RecordedPrefect, clock: Clock
) -> None:
    """The worker died between the article's end and its last word."""
    article = await an_article(
        desk, await an_account(desk), Stage.DROPPED, flow_run_id=prefect.a_run(StateType.RUNNING)
    )
    clock.advance(seconds=31)
    assert await revive_the_dead.fn() == 1
    assert prefect.states_set == [(article.flow_run_id, StateType.SCHEDULED)]
    await change(desk, article, told_at=clock())
    prefect.forget()
    assert await revive_the_dead.fn() == 0


async def test_a_last_word_that_fails_twice_is_given_up(desk: Services, prefect: RecordedPrefect, clock: Clock) -> None:
    article = await an_article(
        desk, await an_account(desk), Stage.PUBLISHED, flow_run_id=prefect.a_run(StateType.FAILED), failed_runs=1
    )
    found = await _looked_after(desk, clock, article)
    assert (found.stage, found.told_at) == (Stage.PUBLISHED, clock())
