"""Owns the desk's own worker: it hears of runs by NOTIFY, asks every two seconds as a safety net, and runs them here.

Any stock Prefect worker may work on the same pool beside it. The server lets one claim through for each run.
"""

import asyncio
import logging
import socket
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import psycopg
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas import OrchestrationResult
from prefect.client.schemas.objects import FlowRun
from prefect.context import AsyncClientContext
from prefect.exceptions import ObjectNotFound
from prefect.states import Pending

from deployments import fast_lane
from deployments.missed import without_missed
from flows.article import publish_article
from flows.upkeep import dispatch, look_after, trim
from integrations.health import beat
from integrations.runs import WORK_POOL
from integrations.services import Services
from models.database import without_driver
from models.domain.errors import CopydeskError
from models.store.wake import CHANNEL
from tasks.reviving import take_over

FLOWS: dict[str, fast_lane.AnyFlow] = {flow.name: flow for flow in (publish_article, dispatch, look_after, trim)}
SLOTS = 16
_ASKED_EVERY_SECONDS = 2.0
_LOOKS_AHEAD = timedelta(seconds=4)
_BEATS_EVERY_SECONDS = 10.0
_LOOKS_FOR_THE_LEFT_EVERY_SECONDS = 2.0
_FINISHES_WITHIN_SECONDS = 2.0  # less than `up` gives the desk, so that leases are given back
_log = logging.getLogger("copydesk.worker")


class Worker:
    def __init__(self, desk: Services, client: PrefectClient) -> None:
        self._desk, self._client = desk, client
        self._slots = asyncio.Semaphore(SLOTS)
        self._in_hand: dict[UUID, asyncio.Task[None]] = {}
        self._flow_names: dict[UUID, str] = {}

    async def work(self, stop: asyncio.Event) -> None:
        """Until told to stop; then no new run is taken, and those in hand are given a moment."""
        async with asyncio.TaskGroup() as group:
            loops = [group.create_task(each) for each in (self._take_over(), self._listen(), self._ask(), self._beat())]
            await stop.wait()
            for loop in loops:
                loop.cancel()
        await self._finish()

    async def _take_over(self) -> None:
        """What dead workers left in hand, here and elsewhere; where Prefect is away, `upkeep` puts it right later."""
        while True:
            try:
                await take_over(self._desk)
            except (CopydeskError, httpx.HTTPError) as failure:
                _log.warning("What was left in hand is taken over later: %s", failure)
            await asyncio.sleep(_LOOKS_FOR_THE_LEFT_EVERY_SECONDS)

    async def _finish(self) -> None:
        """What does not come to a rest in time is cut off, and its leases are given back."""
        if self._in_hand:
            _, left = await asyncio.wait(self._in_hand.values(), timeout=_FINISHES_WITHIN_SECONDS)
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)

    async def _listen(self) -> None:
        dsn = without_driver(self._desk.address.database_url)
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
                    await connection.execute(f"listen {CHANNEL}")
                    async for note in connection.notifies():
                        self._take(UUID(note.payload), self._desk.clock())
            except psycopg.OperationalError:
                await asyncio.sleep(1)

    async def _ask(self) -> None:
        while True:
            try:
                due = await self._client.get_scheduled_flow_runs_for_work_pool(
                    WORK_POOL, scheduled_before=self._desk.clock() + _LOOKS_AHEAD
                )
                for run in await without_missed(self._client, [each.flow_run for each in due]):
                    self._take(run.id, run.next_scheduled_start_time or self._desk.clock())
            except (httpx.HTTPError, ObjectNotFound) as failure:
                _log.warning("The Prefect server did not answer: %s", type(failure).__name__)
            await asyncio.sleep(_ASKED_EVERY_SECONDS)

    async def _beat(self) -> None:
        while True:
            beat(self._desk.settings.copydesk_home, "worker", self._desk.clock())
            try:
                await self._client.send_worker_heartbeat(WORK_POOL, f"desk {socket.gethostname()}", 30)
            except (httpx.HTTPError, ObjectNotFound):
                _log.warning("The Prefect server did not take the heartbeat.")
            await asyncio.sleep(_BEATS_EVERY_SECONDS)

    def _take(self, run_id: UUID, at: datetime) -> None:
        if run_id in self._in_hand:
            return
        task = asyncio.create_task(self._execute(run_id, at))
        self._in_hand[run_id] = task
        task.add_done_callback(lambda _: self._in_hand.pop(run_id, None))

    async def _execute(self, run_id: UUID, at: datetime) -> None:
        await asyncio.sleep((at - self._desk.clock()).total_seconds())
        async with self._slots:
            try:
                run = await self._claim(run_id)
                if run is not None:
                    await fast_lane.execute(FLOWS[await self._flow_name(run)], run)
            except (httpx.HTTPError, ObjectNotFound) as failure:
                _log.warning("Run %s was left: %s", run_id, type(failure).__name__)
            except Exception:  # noqa: BLE001 - Prefect has recorded why the run failed; the other runs go on
                _log.warning("Run %s failed; its reason stands in Prefect's log of it.", run_id)

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
    async with AsyncClientContext() as context:
        await Worker(desk, context.client).work(stop)
