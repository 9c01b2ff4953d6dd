"""Prefect as a vendor, over a recorded API: what is asked of it, and what its answers mean."""

import asyncio
import signal
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import StateType
from prefect.exceptions import TerminationSignal
from prefect.states import exception_to_crashed_state

from integrations.runs import Runs, RunState
from integrations.services import Services
from models.domain.errors import TryLater
from tests.recorded_prefect import RecordedPrefect


async def test_the_same_attempt_of_an_article_is_the_same_run(desk: Services, prefect: RecordedPrefect) -> None:
    first = await desk.runs.start(7, 1, "Notebooks", ["demo"])
    assert await desk.runs.start(7, 1, "Notebooks", ["demo"]) == first
    assert await desk.runs.start(7, 2, "Notebooks", ["demo"]) != first
    assert {run.parameters["article_id"] for run in prefect.runs.values()} == {7}


@pytest.mark.parametrize("state", [StateType.RUNNING, StateType.SCHEDULED, StateType.COMPLETED])
async def test_resuming_what_does_not_sleep_is_no_error(
    desk: Services, prefect: RecordedPrefect, state: StateType
) -> None:
    assert not await desk.runs.resume(prefect.a_run(state))
    assert prefect.resumed == []


async def test_resuming_a_run_that_is_gone_is_no_error(desk: Services, prefect: RecordedPrefect) -> None:
    assert not await desk.runs.resume(uuid4())
    assert await desk.runs.resume(prefect.a_run())


async def test_a_cancelled_run_goes_straight_to_cancelled_and_a_gone_one_is_left(
    desk: Services, prefect: RecordedPrefect
) -> None:
    run_id = prefect.a_run()
    await desk.runs.cancel(run_id)
    await desk.runs.cancel(uuid4())
    assert prefect.states_set == [(run_id, StateType.CANCELLED)]


async def test_a_rescheduled_run_is_on_the_schedule_again_whatever_it_was(
    desk: Services, prefect: RecordedPrefect
) -> None:
    run_id = prefect.a_run(StateType.RUNNING)
    await desk.runs.reschedule(run_id, desk.clock() + timedelta(hours=1))
    assert prefect.states_set == [(run_id, StateType.SCHEDULED)]


async def test_states_are_those_of_the_runs_that_still_exist(desk: Services, prefect: RecordedPrefect) -> None:
    run_id = prefect.a_run(StateType.RUNNING)
    states = await desk.runs.states([run_id, uuid4()])
    assert {each: state.type for each, state in states.items()} == {run_id: StateType.RUNNING}
    assert await desk.runs.states([]) == {}


async def test_states_of_more_runs_than_one_page_holds_are_all_read(desk: Services, prefect: RecordedPrefect) -> None:
    wanted = {prefect.a_run() for _ in range(450)}
    assert (await desk.runs.states(wanted)).keys() == wanted


async def test_a_prefect_server_that_is_away_may_be_asked_again_later() -> None:
    async with PrefectClient("http://127.0.0.1:9/api") as client:
        with pytest.raises(TryLater, match="Prefect server cannot be reached"):
            await Runs(client).resume(uuid4())


@pytest.mark.parametrize(
    ("end", "is_its_own"),
    [
        (asyncio.CancelledError(), False),
        (KeyboardInterrupt(), False),
        (TerminationSignal(signal=signal.SIGTERM), False),
        (httpx.ConnectError("refused", request=httpx.Request("GET", "http://prefect")), False),
        (MemoryError(), True),
    ],
    ids=lambda given: type(given).__name__,
)
async def test_of_what_prefect_calls_crashed_only_what_is_the_run_s_own_counts(
    end: BaseException, is_its_own: bool
) -> None:
    """In Prefect's own words, which an upgrade may change."""
    crashed = await exception_to_crashed_state(end)
    state = RunState("Crashed", StateType.CRASHED, None, crashed.timestamp, crashed.message or "")
    assert state.crashed_by_itself is is_its_own
