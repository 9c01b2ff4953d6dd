"""An article is moved to another time at whatever stage it is, and whoever waits for that time hears of it."""

from datetime import timedelta

import pytest
from prefect.client.schemas.objects import StateType

from integrations.rescheduling import Mover, reschedule
from integrations.services import Services
from models.domain.article import Stage
from models.domain.errors import Refused
from models.domain.final_request import FinalRequest
from models.domain.rescheduling import MOVABLE
from models.domain.review import Channel, ReviewKind, Verdict
from models.store import articles, effects, reviews
from tests.builders import a_sealed_article, an_account, an_article, at_review, change, decided, reread
from tests.recorded_prefect import RecordedPrefect

SOMEBODY = Mover(None, Channel.CONSOLE)


@pytest.mark.parametrize("stage", sorted(MOVABLE - {Stage.FINAL_REVIEW}))
async def test_its_time_and_its_story_change_and_its_stage_does_not(desk: Services, stage: Stage) -> None:
    article = await an_article(desk, await an_account(desk, zone="Europe/Berlin"), stage, times_moved=1)
    to = desk.clock() + timedelta(days=5)
    assert await reschedule(desk, article.id, to, SOMEBODY) == "Goes out Sun 6 Dec 2026, 10:00 (Europe/Berlin)."
    moved = await reread(desk, article)
    assert (moved.publish_at, moved.stage, moved.times_moved) == (to, stage, 0)
    async with desk.database.session() as session:
        assert "was moved to Sun 6 Dec" in (await articles.story(session, article.id))[-1].text


async def test_an_approved_one_keeps_its_seal_and_its_run_stands_at_the_new_time(
    desk: Services, prefect: RecordedPrefect
) -> None:
    article = await a_sealed_article(desk, publish_at=desk.clock() + timedelta(days=1))
    run_id = prefect.a_run(StateType.SCHEDULED)
    await change(desk, article, flow_run_id=run_id)
    await reschedule(desk, article.id, desk.clock() + timedelta(days=2), SOMEBODY)
    assert (await reread(desk, article)).seal == article.seal
    assert prefect.states_set == [(run_id, StateType.SCHEDULED)]


async def test_a_run_that_is_being_executed_is_left_alone(desk: Services, prefect: RecordedPrefect) -> None:
    article = await a_sealed_article(desk, publish_at=desk.clock() + timedelta(days=1))
    await change(desk, article, flow_run_id=prefect.a_run(StateType.RUNNING))
    async with desk.database.session() as session:
        await effects.take_lease(session, article.id, "host:1", desk.clock(), timedelta(seconds=20))
    await reschedule(desk, article.id, desk.clock() + timedelta(days=2), SOMEBODY)
    assert prefect.states_set == []


async def test_at_the_last_review_it_is_a_decision_like_any_other(desk: Services) -> None:
    article, [review] = await at_review(desk, ReviewKind.FINAL)
    to = desk.clock() + timedelta(days=3)
    assert "asked about once more" in await reschedule(desk, article.id, to, SOMEBODY)
    async with desk.database.session() as session:
        decision = await reviews.decision_on(session, review.id)
    assert decision is not None
    assert (decision.verdict, decision.channel) == (Verdict.CHANGE, Channel.CONSOLE)
    assert FinalRequest.model_validate_json(decision.note).publish_at == to


async def test_whoever_comes_after_an_approval_of_its_time_is_told_so(desk: Services) -> None:
    article, [review] = await at_review(desk, ReviewKind.FINAL)
    await decided(desk, review, Verdict.APPROVE)
    with pytest.raises(Refused, match="has just decided"):
        await reschedule(desk, article.id, desk.clock() + timedelta(days=3), SOMEBODY)


async def test_what_somebody_moved_meanwhile_is_not_moved_again(desk: Services) -> None:
    article = await an_article(desk, await an_account(desk))
    saw = Mover(None, Channel.CONSOLE, saw=article.publish_at)
    to = article.publish_at + timedelta(days=1)
    await reschedule(desk, article.id, to, saw)
    with pytest.raises(Refused, match="moved it meanwhile"):
        await reschedule(desk, article.id, to + timedelta(days=1), saw)
    assert (await reread(desk, article)).publish_at == to


async def test_a_move_whose_run_could_not_be_told_is_asked_for_again_with_the_same_form(
    desk: Services, prefect: RecordedPrefect
) -> None:
    article = await a_sealed_article(desk, publish_at=desk.clock() + timedelta(days=2))
    saw = Mover(None, Channel.CONSOLE, saw=article.publish_at)
    run_id = prefect.a_run(StateType.SCHEDULED)
    await change(desk, article, flow_run_id=run_id, publish_at=desk.clock() + timedelta(days=1))
    assert (await reschedule(desk, article.id, desk.clock() + timedelta(days=1), saw)).startswith("Goes out")
    assert prefect.states_set == [(run_id, StateType.SCHEDULED)]


async def test_a_day_with_more_than_medium_takes_is_warned_of(desk: Services) -> None:
    account = await an_account(desk)
    for hours in range(10):
        await an_article(desk, account, publish_at=desk.clock() + timedelta(days=3, hours=hours))
    article = await an_article(desk, account)
    said = await reschedule(desk, article.id, desk.clock() + timedelta(days=3, hours=12), SOMEBODY)
    assert "Medium takes 10 stories in 24 hours" in said


async def test_a_form_that_is_sent_twice_at_the_last_review_asks_no_second_time(desk: Services) -> None:
    article, [review] = await at_review(desk, ReviewKind.FINAL)
    saw = Mover(None, Channel.CONSOLE, saw=article.publish_at - timedelta(days=1))
    with pytest.raises(Refused, match="moved it meanwhile"):
        await reschedule(desk, article.id, article.publish_at, saw)
    async with desk.database.session() as session:
        assert await reviews.decision_on(session, review.id) is None
