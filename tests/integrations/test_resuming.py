"""Held by a person, and back to life where it stopped, as a new attempt."""

from datetime import timedelta

import pytest
from prefect.client.schemas.objects import StateType

from integrations.resuming import MAY_BE_DROPPED, drop_article, hold_article, resume_article, start_run
from integrations.services import Services
from models.domain.article import ENDED, Stage
from models.domain.errors import Refused
from models.domain.review import ReviewKind, Verdict
from models.store import articles, effects, reviews
from tests.builders import an_account, an_article, at_review, change, decided, reread
from tests.conftest import Clock
from tests.recorded_prefect import RecordedPrefect


async def test_a_held_article_is_asked_about_no_more_and_its_sleeping_run_ends(
    desk: Services, prefect: RecordedPrefect
) -> None:
    article, [review] = await at_review(desk, ReviewKind.DRAFT)
    run_id = prefect.a_run()
    await change(desk, article, flow_run_id=run_id)
    assert f"/resume {article.id}" in await hold_article(desk, article.id)
    held = await reread(desk, article)
    assert (held.stage, held.stopped_at_stage) == (Stage.ON_HOLD, Stage.DRAFT_REVIEW)
    assert prefect.states_set == [(run_id, StateType.CANCELLED)]
    async with desk.database.session() as session:
        assert await reviews.open_reviews(session, article.id) == []
    with pytest.raises(Refused):
        await decided(desk, review, Verdict.APPROVE)


async def test_a_run_that_is_being_executed_is_left_to_find_out_by_itself(
    desk: Services, prefect: RecordedPrefect
) -> None:
    article = await an_article(desk, await an_account(desk), Stage.DRAFTING, flow_run_id=prefect.a_run())
    async with desk.database.session() as session:
        await effects.take_lease(session, article.id, "host:1", desk.clock(), timedelta(seconds=20))
    await hold_article(desk, article.id)
    assert (await reread(desk, article)).stage is Stage.ON_HOLD
    assert prefect.states_set == []


@pytest.mark.parametrize("stage", sorted({*ENDED, Stage.PUBLISHING}))
async def test_what_has_ended_or_is_going_out_cannot_be_held(desk: Services, stage: Stage) -> None:
    article = await an_article(desk, await an_account(desk), stage)
    with pytest.raises(Refused, match="cannot be held"):
        await hold_article(desk, article.id)
    assert (await reread(desk, article)).stage is stage


async def test_a_resumed_article_goes_on_where_it_stopped_as_a_new_attempt(
    desk: Services, prefect: RecordedPrefect
) -> None:
    article = await an_article(desk, await an_account(desk), Stage.ILLUSTRATING)
    await start_run(desk, article.id)
    first = (await reread(desk, article)).flow_run_id
    await hold_article(desk, article.id)
    await resume_article(desk, article.id)
    resumed = await reread(desk, article)
    assert (resumed.stage, resumed.attempt) == (Stage.ILLUSTRATING, 2)
    assert resumed.flow_run_id is not None
    assert resumed.flow_run_id != first
    assert len(prefect.runs) == 2


async def test_an_article_held_in_the_queue_goes_back_to_it_and_waits_for_dispatch(
    desk: Services, prefect: RecordedPrefect
) -> None:
    article = await an_article(desk, await an_account(desk))
    await hold_article(desk, article.id)
    await resume_article(desk, article.id)
    assert (await reread(desk, article)).stage is Stage.QUEUED
    assert prefect.runs == {}
    async with desk.database.session() as session:
        assert [each.id for each in await articles.due(session, desk.clock())] == [article.id]


async def test_what_was_not_stopped_cannot_be_resumed(desk: Services, prefect: RecordedPrefect) -> None:
    article, _ = await at_review(desk, ReviewKind.DRAFT)
    with pytest.raises(Refused, match="is not on hold"):
        await resume_article(desk, article.id)
    assert prefect.runs == {}


async def test_a_start_that_is_repeated_after_a_crash_makes_no_second_run(
    desk: Services, prefect: RecordedPrefect
) -> None:
    article = await an_article(desk, await an_account(desk))
    await start_run(desk, article.id)
    run_id = (await reread(desk, article)).flow_run_id
    await change(desk, article, flow_run_id=None)
    await start_run(desk, article.id)
    assert (await reread(desk, article)).flow_run_id == run_id
    assert list(prefect.runs) == [run_id]


async def test_only_what_is_due_waits_in_the_queue_and_is_not_paused_is_dispatched(desk: Services) -> None:
    account = await an_account(desk, lead_minutes=60)
    paused = await an_account(desk, "paused", lead_minutes=60, is_paused=True)
    at = desk.clock() + timedelta(minutes=60)
    urgent = await an_article(desk, account, publish_at=at - timedelta(minutes=30))
    due = await an_article(desk, account, publish_at=at)
    await an_article(desk, account, publish_at=at + timedelta(seconds=1))
    await an_article(desk, account, Stage.DRAFTING, publish_at=at)
    await an_article(desk, paused, publish_at=at)
    async with desk.database.session() as session:
        assert [each.id for each in await articles.due(session, desk.clock())] == [urgent.id, due.id]


async def test_what_missed_its_time_in_the_queue_is_left_to_the_rule_and_what_was_put_back_later_is_not(
    desk: Services, clock: Clock
) -> None:
    account = await an_account(desk)
    missed = await an_article(desk, account, publish_at=clock())
    a_little = await an_article(desk, account, publish_at=clock() + timedelta(hours=1))
    clock.advance(hours=3)
    on_purpose = await an_article(desk, account, publish_at=missed.publish_at)
    async with desk.database.session() as session:
        assert [each.id for each in await articles.due(session, clock())] == [on_purpose.id, a_little.id]


async def test_the_story_so_far_tells_every_stop_and_start(desk: Services) -> None:
    article = await an_article(desk, await an_account(desk), Stage.DRAFT_REVIEW)
    await hold_article(desk, article.id)
    await resume_article(desk, article.id)
    async with desk.database.session() as session:
        story = [event.text for event in await articles.story(session, article.id)]
    assert story == [
        "is held until somebody resumes it: held by the writer",
        "the text waits for the writer's word: resumed",
        "run 2 was started",
    ]


@pytest.mark.parametrize("stage", sorted(MAY_BE_DROPPED))
async def test_a_dropped_article_ends_its_run_and_its_questions_and_may_come_back(
    desk: Services, prefect: RecordedPrefect, stage: Stage
) -> None:
    run_id = prefect.a_run()
    article = await an_article(desk, await an_account(desk), stage, flow_run_id=run_id)
    assert f"/resume {article.id}" in await drop_article(desk, article.id)
    assert (await reread(desk, article)).stage is Stage.DROPPED
    assert prefect.states_set == [(run_id, StateType.CANCELLED)]
    await resume_article(desk, article.id)
    elsewhere = {
        Stage.ON_HOLD: Stage.QUEUED,
        Stage.FAILED: Stage.QUEUED,
        Stage.IMAGE_REVIEW: Stage.ILLUSTRATING,  # its images are looked over before they are asked about
    }
    assert (await reread(desk, article)).stage is elsewhere.get(stage, stage)


@pytest.mark.parametrize("stage", sorted(frozenset(Stage) - MAY_BE_DROPPED))
async def test_what_is_out_or_may_be_cannot_be_dropped(desk: Services, stage: Stage) -> None:
    article = await an_article(desk, await an_account(desk), stage)
    with pytest.raises(Refused):
        await drop_article(desk, article.id)
    assert (await reread(desk, article)).stage is stage


async def test_who_died_before_the_new_run_was_started_starts_it_when_they_come_again(
    desk: Services, prefect: RecordedPrefect
) -> None:
    article = await an_article(desk, await an_account(desk), Stage.DRAFT_REVIEW, attempt=2)
    assert "goes on" in await resume_article(desk, article.id)
    assert (await reread(desk, article)).flow_run_id in prefect.runs
    with pytest.raises(Refused, match="is not on hold"):
        await resume_article(desk, article.id)
    assert len(prefect.runs) == 1
