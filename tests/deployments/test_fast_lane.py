"""A run that is ours by its article's lease: it works at once, and Prefect hears of it in the right order."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from prefect import State, flow
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.context import AsyncClientContext, FlowRunContext
from prefect.exceptions import Pause
from prefect.states import Scheduled, Suspended

from deployments import fast_lane
from integrations.precedence import Precedence, first_request_goes_out
from tests.recorded_prefect import RecordedPrefect

Body = Callable[[], Awaitable[None]]
RunAtOnce = Callable[[Body, UUID], Awaitable[bool]]


@pytest.fixture
def run_at_once(prefect: RecordedPrefect, monkeypatch: pytest.MonkeyPatch) -> RunAtOnce:
    # as in a prepared process: the engine's own question would block the loop that answers it here
    monkeypatch.setattr("prefect.results._read_server_default_result_storage_block_id", lambda: None)

    async def run(body: Body, run_id: UUID) -> bool:
        @flow(name="at once", persist_result=False)
        async def a_flow() -> None:
            await body()

        async with AsyncClientContext():
            run = FlowRun(id=run_id, flow_id=uuid4(), name="one", state=Suspended())
            return await fast_lane.execute_at_once(a_flow, run)

    return run


def _context() -> tuple[FlowRunContext, FlowRun, PrefectClient]:
    context = FlowRunContext.get()
    assert context is not None
    assert context.flow_run is not None
    assert isinstance(context.client, PrefectClient)
    return context, context.flow_run, context.client


async def test_it_works_before_prefect_has_heard_of_it(prefect: RecordedPrefect, run_at_once: RunAtOnce) -> None:
    run_id, known_meanwhile = prefect.a_run(), []

    async def body() -> None:
        known_meanwhile.append(list(prefect.states_set))

    await run_at_once(body, run_id)
    assert known_meanwhile == [[]]
    assert prefect.states_set == [(run_id, StateType.RUNNING), (run_id, StateType.COMPLETED)]


async def test_prefect_hears_of_it_when_its_first_requests_are_out(
    prefect: RecordedPrefect, run_at_once: RunAtOnce
) -> None:
    """That a person waits for something is more urgent than that it is seen."""
    run_id, known_meanwhile = prefect.a_run(), []

    async def body() -> None:
        for _ in range(20):
            await asyncio.sleep(0.001)
        known_meanwhile.append(list(prefect.states_set))
        first_request_goes_out()
        while not prefect.states_set:
            await asyncio.sleep(0)

    async with Precedence().beginning():
        await asyncio.wait_for(run_at_once(body, run_id), 5)
    assert known_meanwhile == [[]]
    assert prefect.states_set == [(run_id, StateType.RUNNING), (run_id, StateType.COMPLETED)]


async def test_what_rests_without_a_request_says_so_at_once(prefect: RecordedPrefect, run_at_once: RunAtOnce) -> None:
    run_id = prefect.a_run()

    async def body() -> None:
        _, run, client = _context()
        await client.set_flow_run_state(run.id, Suspended(timeout_seconds=None))
        raise Pause(state=Suspended())

    async with Precedence().beginning():
        await asyncio.wait_for(run_at_once(body, run_id), 2)
    assert prefect.states_set == [(run_id, StateType.RUNNING), (run_id, StateType.PAUSED)]


@pytest.mark.parametrize(
    ("rest", "is_parked"),
    [
        (Suspended(timeout_seconds=None), False),
        (Scheduled(scheduled_time=datetime(2026, 12, 1, 9, tzinfo=UTC)), True),
    ],
)
async def test_where_it_rests_is_never_told_before_that_it_began(
    prefect: RecordedPrefect, run_at_once: RunAtOnce, rest: State[None], is_parked: bool
) -> None:
    """And whether that is on Prefect's schedule, where the worker then looks."""
    run_id = prefect.a_run()

    async def body() -> None:
        _, run, client = _context()
        await client.set_flow_run_state(run.id, rest)
        raise Pause(state=rest)

    assert await run_at_once(body, run_id) is is_parked
    assert prefect.states_set == [(run_id, StateType.RUNNING), (run_id, rest.type)]


async def test_a_run_that_was_deleted_meanwhile_is_not_said_to_have_ended(
    prefect: RecordedPrefect, run_at_once: RunAtOnce
) -> None:
    async def body() -> None:
        context, _, _ = _context()
        request = context.flow_run_suspension_request
        assert request is not None
        while not request.is_requested():
            await asyncio.sleep(0)

    await run_at_once(body, uuid4())
    assert prefect.states_set == []
