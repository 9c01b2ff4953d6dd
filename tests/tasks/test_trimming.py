"""Prefect keeps a day of what our housekeeping did, a week of what failed, and every run of an article."""

from datetime import timedelta

import pytest
from prefect.client.schemas.objects import StateType

from integrations.services import Services
from tasks.trimming import trim_housekeeping
from tests.conftest import Clock
from tests.recorded_prefect import RecordedPrefect


@pytest.mark.parametrize(
    ("state", "kept_hours"),
    [
        (StateType.COMPLETED, 24),
        (StateType.CANCELLED, 24),
        (StateType.FAILED, 7 * 24),
        (StateType.CRASHED, 7 * 24),
    ],
)
async def test_a_run_of_the_housekeeping_goes_when_it_is_old(
    desk: Services, prefect: RecordedPrefect, clock: Clock, state: StateType, kept_hours: int
) -> None:
    run_id = prefect.a_housekeeping_run(state, clock() - timedelta(hours=kept_hours, minutes=-1))
    assert await trim_housekeeping.fn() == 0
    clock.advance(minutes=2)
    assert await trim_housekeeping.fn() == 1
    assert run_id not in prefect.runs


async def test_a_day_of_runs_goes_in_one_round(desk: Services, prefect: RecordedPrefect, clock: Clock) -> None:
    """The server deletes fifty at once."""
    for _ in range(120):
        prefect.a_housekeeping_run(StateType.COMPLETED, clock() - timedelta(days=2))
    assert await trim_housekeeping.fn() == 120
    assert not prefect.runs


async def test_a_run_of_an_article_stays_however_old_it_is(
    desk: Services, prefect: RecordedPrefect, clock: Clock
) -> None:
    run_id = prefect.a_run(StateType.COMPLETED)
    prefect.runs[run_id].ended_at = clock() - timedelta(days=300)
    assert await trim_housekeeping.fn() == 0
    assert run_id in prefect.runs


@pytest.mark.parametrize("state", [StateType.RUNNING, StateType.PENDING, StateType.CANCELLING])
async def test_a_run_that_a_kill_left_behind_is_ended(
    desk: Services, prefect: RecordedPrefect, clock: Clock, state: StateType
) -> None:
    run_id = prefect.a_housekeeping_run(state, due_at=clock())
    clock.advance(minutes=29)
    await trim_housekeeping.fn()
    assert prefect.runs[run_id].state is state, "it may still be at work"
    clock.advance(minutes=1)
    await trim_housekeeping.fn()
    assert prefect.states_set == [(run_id, StateType.CRASHED)]


@pytest.mark.parametrize("state", [StateType.SCHEDULED, StateType.COMPLETED, StateType.FAILED])
async def test_a_run_that_waits_or_ended_is_not_said_to_have_crashed(
    desk: Services, prefect: RecordedPrefect, clock: Clock, state: StateType
) -> None:
    prefect.a_housekeeping_run(state, ended_at=clock(), due_at=clock())
    clock.advance(hours=1)
    await trim_housekeeping.fn()
    assert prefect.states_set == []
