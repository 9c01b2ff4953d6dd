"""Owns the desk's own worker: it hears of articles, asks Prefect what is due, and runs flows here, each at its second.

A run that it finds on Prefect's schedule it claims as any stock worker does, and may work beside those.
"""

import asyncio
import itertools
import logging
import socket
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import httpx
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas import OrchestrationResult
from prefect.client.schemas.objects import FlowRun
from prefect.context import AsyncClientContext
from prefect.exceptions import ObjectNotFound
from prefect.states import Pending

from deployments import fast_lane
from deployments.hearing import Hearing, noting
from deployments.missed import without_missed
from flows.article import publish_article
from flows.upkeep import connections, dispatch, look_after, trim
from integrations.health import beat
from integrations.runs import WORK_POOL
from integrations.services import Services
from models.domain.errors import CopydeskError
from tasks.reviving import take_over

FLOWS: dict[str, fast_lane.AnyFlow] = {
    flow.name: flow for flow in (publish_article, dispatch, look_after, trim, connections)
}
SLOTS = 100  # most runs in hand wait for a model; what waits for a slot is a tap that nobody answers
_ASKED_EVERY_SECONDS, _ASKED_AT_MOST_EVERY_SECONDS = 10.0, 2.0  # at once where something was put on the schedule
_GIVES_WAY_SECONDS, _GIVES_WAY_AT_MOST_SECONDS = 0.05, 0.5  # for each run in hand, to a worker that has fewer
_LOOKS_AHEAD = timedelta(seconds=20)  # to the next question and the one after, should that one fail
_BEATS_EVERY_SECONDS, _SHOWN_EVERY_BEATS = 10.0, 3  # shown in Prefect's UI
_LOOKS_FOR_THE_LEFT_EVERY_SECONDS, _FOR_THE_UNHEARD_EVERY_LOOKS = 3.0, 3
_TRIES_TO_REACH_PREFECT_EVERY_SECONDS = 1.0
_FINISHES_WITHIN_SECONDS = 2.0  # less than `up` gives the desk, so that leases are given back
_log = logging.getLogger("copydesk.worker")


class Worker:
    def __init__(self, desk: Services, client: PrefectClient) -> None:
        self._desk, self._client = desk, client
        self._slots = asyncio.Semaphore(SLOTS)
        self._in_hand: dict[UUID, asyncio.Task[None]] = {}
        self._expected: dict[UUID, asyncio.TimerHandle] = {}
        self._schedule_changed = asyncio.Event()
        self._hearing = Hearing(desk, client, publish_article, self._slots, self._schedule_changed.set)
        self._flow_names: dict[UUID, str] = {}

    async def work(self, stop: asyncio.Event) -> None:
        """Until told to stop; then no new run is taken, and those in hand are given a moment."""
        async with asyncio.TaskGroup() as group:
            mine = (self._take_over(), self._hearing.listen(), self._ask(), self._beat())
            loops = [group.create_task(each) for each in mine]
            await stop.wait()
            for loop in loops:
                loop.cancel()
        await self._finish()

    async def _take_over(self) -> None:
        """What dead workers left in hand, here and elsewhere; where Prefect is away, `upkeep` puts it right later."""
        for look in itertools.count():
            try:
                if await take_over(self._desk):
                    self._schedule_changed.set()
                if look % _FOR_THE_UNHEARD_EVERY_LOOKS == 0:
                    await self._hearing.find_the_unheard()
            except (CopydeskError, httpx.HTTPError) as failure:
                _log.warning("What was left in hand is taken over later: %s", failure)
            await asyncio.sleep(_LOOKS_FOR_THE_LEFT_EVERY_SECONDS)

    async def _finish(self) -> None:
        """What does not come to a rest in time is cut off, and its leases are given back."""
        for expected in self._expected.values():
            expected.cancel()
        if in_hand := [*self._in_hand.values(), *self._hearing.in_hand]:
            _, left = await asyncio.wait(in_hand, timeout=_FINISHES_WITHIN_SECONDS)
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)

    async def _ask(self) -> None:
        while True:
            try:
                due = await self._client.get_scheduled_flow_runs_for_work_pool(
                    WORK_POOL, scheduled_before=self._desk.clock() + _LOOKS_AHEAD
                )
                for run in await without_missed(self._client, [each.flow_run for each in due], self._desk.clock()):
                    self._expect(run)
            except (httpx.HTTPError, ObjectNotFound) as failure:
                _log.warning("The Prefect server did not answer: %s", type(failure).__name__)
                self._schedule_changed.set()  # for all that we know
            await self._rest()

    async def _rest(self) -> None:
        await asyncio.sleep(_ASKED_AT_MOST_EVERY_SECONDS)
        with suppress(TimeoutError):
            async with asyncio.timeout(_ASKED_EVERY_SECONDS - _ASKED_AT_MOST_EVERY_SECONDS):
                await self._schedule_changed.wait()
        self._schedule_changed.clear()
        in_hand = len(self._in_hand) + len(self._hearing.in_hand)
        await asyncio.sleep(min(in_hand * _GIVES_WAY_SECONDS, _GIVES_WAY_AT_MOST_SECONDS))

    async def _beat(self) -> None:
        for number in itertools.count():
            beat(self._desk.settings.copydesk_home, "worker", self._desk.clock())
            if number % _SHOWN_EVERY_BEATS == 0:
                await self._show_life()
            await asyncio.sleep(_BEATS_EVERY_SECONDS)

    async def _show_life(self) -> None:
        every_seconds = int(_BEATS_EVERY_SECONDS * _SHOWN_EVERY_BEATS)
        try:
            await self._client.send_worker_heartbeat(WORK_POOL, f"desk {socket.gethostname()}", every_seconds)
        except (httpx.HTTPError, ObjectNotFound):
            _log.warning("The Prefect server did not take the heartbeat.")

    def _expect(self, run: FlowRun) -> None:
        """At its time, which may have changed since it was asked for the last time."""
        if (before := self._expected.pop(run.id, None)) is not None:
            before.cancel()
        due_at, now = run.next_scheduled_start_time or self._desk.clock(), self._desk.clock()
        begin = partial(self._take, run.id, run.parameters.get("article_id"))
        self._expected[run.id] = asyncio.get_running_loop().call_later((due_at - now).total_seconds(), begin)

    def _take(self, run_id: UUID, article_id: object) -> None:
        del self._expected[run_id]
        if run_id in self._in_hand or self._hearing.has(article_id):
            return
        task = asyncio.create_task(self._execute(run_id))
        self._in_hand[run_id] = task
        task.add_done_callback(lambda _: self._in_hand.pop(run_id))

    async def _execute(self, run_id: UUID) -> None:
        async with self._slots:
            with noting(f"Run {run_id}"):
                run = await self._claim(run_id)
                if run is not None and await fast_lane.execute(FLOWS[await self._flow_name(run)], run):
                    self._schedule_changed.set()

    async def _claim(self, run_id: UUID) -> FlowRun | None:
        """The run, if its time has come and no other worker was faster."""
        run = await self._client.read_flow_run(run_id)
        if run.state is None or not run.state.is_scheduled():
            return None
        due_at = run.state.state_details.scheduled_time
        if due_at is not None and due_at > self._desk.clock():
            return None
        claim: OrchestrationResult[Any] = await self._client.set_flow_run_state(run_id, Pending())
        if claim.status.value != "ACCEPT":
            return None
        run.state = claim.state
        return run

    async def _flow_name(self, run: FlowRun) -> str:
        if run.flow_id not in self._flow_names:
            self._flow_names[run.flow_id] = (await self._client.read_flow(run.flow_id)).name
        return self._flow_names[run.flow_id]


async def run_worker(desk: Services, stop: asyncio.Event) -> None:
    await _until_prefect_answers(stop)
    if stop.is_set():
        return
    async with AsyncClientContext() as context:
        await Worker(desk, context.client).work(stop)


async def _until_prefect_answers(stop: asyncio.Event) -> None:
    """The context refuses to open while the server is away, and whatever else this process does would end with it."""
    async with get_client(sync_client=False) as client:
        while not stop.is_set() and (failure := await client.api_healthcheck()) is not None:
            _log.warning("The Prefect server does not answer yet: %s", type(failure).__name__)
            await asyncio.sleep(_TRIES_TO_REACH_PREFECT_EVERY_SECONDS)
