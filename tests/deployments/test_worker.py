"""The desk's own worker: it knows every flow that is deployed, and a Prefect server that is away does not end it."""

import asyncio
import logging
from datetime import timedelta
from typing import cast
from uuid import UUID, uuid4

import pytest
from prefect import State
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas import OrchestrationResult
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.client.schemas.responses import SetStateStatus, StateAcceptDetails
from prefect.settings import PREFECT_API_URL, temporary_settings
from prefect.states import Running, Scheduled

from deployments import worker
from deployments.provision import DEPLOYMENTS
from deployments.worker import FLOWS, Worker, run_worker
from integrations.services import Services
from models.domain.article import Stage
from models.store import effects
from tasks.holders import holder_of
from tasks.lease import LENGTH, working_on
from tests.builders import an_account, an_article
from tests.conftest import Clock
from tests.recorded_prefect import RecordedPrefect

NO_PROCESS = 2**22 + 1  # beyond what Linux gives


def test_it_knows_the_flow_of_every_deployment() -> None:
    assert set(FLOWS) == DEPLOYMENTS


async def test_it_waits_for_a_prefect_server_that_does_not_answer_yet(
    desk: Services, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(worker, "_TRIES_TO_REACH_PREFECT_EVERY_SECONDS", 0.01)
    stop = asyncio.Event()
    with temporary_settings({PREFECT_API_URL: "http://127.0.0.1:9/api"}), caplog.at_level(logging.WARNING):
        working = asyncio.create_task(run_worker(desk, stop))
        while caplog.text.count("does not answer yet") < 2:
            assert not working.done()
            await asyncio.sleep(0)
        stop.set()
        await working


class _Server:
    """Prefect as one claim sees it: where the run stands, and whether this claim is let through."""

    def __init__(self, state: State[None], answer: SetStateStatus = SetStateStatus.ACCEPT) -> None:
        self.run = FlowRun(id=uuid4(), flow_id=uuid4(), state=state)
        self._answer = answer
        self.claims = 0

    async def read_flow_run(self, _: UUID) -> FlowRun:
        return self.run

    async def set_flow_run_state(self, _: UUID, state: State[None]) -> OrchestrationResult[None]:
        self.claims += 1
        return OrchestrationResult[None](state=state, status=self._answer, details=StateAcceptDetails())


class _IdleServer:
    """Prefect with nothing on its schedule."""

    async def get_scheduled_flow_runs_for_work_pool(self, *_: object, **__: object) -> list[object]:
        return []

    async def send_worker_heartbeat(self, *_: object) -> None:
        """It is shown in its pages."""


async def _claimed(desk: Services, server: _Server) -> bool:
    return await Worker(desk, cast(PrefectClient, server))._claim(server.run.id) is not None


async def test_a_run_is_claimed_when_its_time_has_come_and_not_before(desk: Services, clock: Clock) -> None:
    """A claim that comes too early would be told to wait, and hold its slot until then."""
    server = _Server(Scheduled(scheduled_time=clock() + timedelta(seconds=1)))
    assert not await _claimed(desk, server)
    assert server.claims == 0
    clock.advance(seconds=1)
    assert await _claimed(desk, server)


async def test_a_run_that_another_worker_has_by_now_is_left_to_it(desk: Services, clock: Clock) -> None:
    assert not await _claimed(desk, _Server(Running()))
    assert not await _claimed(desk, _Server(Scheduled(scheduled_time=clock()), SetStateStatus.ABORT))


async def test_a_worker_that_is_told_to_stop_cuts_off_what_lasts_and_gives_its_lease_back(
    desk: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "_FINISHES_WITHIN_SECONDS", 0.01)
    article = await an_article(desk, await an_account(desk))
    begun = asyncio.Event()

    async def write_for_ever() -> None:
        async with working_on(article.id):
            begun.set()
            await asyncio.Event().wait()

    stopping = Worker(desk, cast(PrefectClient, None))
    stopping._in_hand[uuid4()] = asyncio.create_task(write_for_ever())
    await begun.wait()
    await stopping._finish()
    async with desk.database.session() as session:
        assert await effects.leases(session) == []


async def test_at_its_start_a_worker_goes_on_with_what_the_dead_of_its_host_left(
    desk: Services, prefect: RecordedPrefect
) -> None:
    left = prefect.a_run(StateType.RUNNING)
    article = await an_article(desk, await an_account(desk), Stage.DRAFTING, flow_run_id=left)
    async with desk.database.session() as session:
        assert await effects.take_lease(session, article.id, holder_of(NO_PROCESS, 1), desk.clock(), LENGTH)
    starting, stop = Worker(desk, cast(PrefectClient, _IdleServer())), asyncio.Event()
    working = asyncio.create_task(starting.work(stop))
    while not prefect.states_set:
        assert not working.done()
        await asyncio.sleep(0.01)
    assert prefect.states_set == [(left, StateType.SCHEDULED)]
    stop.set()
    await working
