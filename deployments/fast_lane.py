"""Owns every touch of Prefect's private behaviour that running flows in our own loop needs (prefect 3.8.8).

A contract test fails when an upgrade changes what is touched here. A stock worker needs none of it.
"""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

from prefect import Flow, State, flow_engine, results
from prefect.client import orchestration
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas import OrchestrationResult
from prefect.client.schemas.objects import FlowRun
from prefect.exceptions import Abort, ObjectNotFound, Pause
from prefect.states import Cancelled, Running

from integrations.precedence import first_request_goes_out, first_requests_are_out

AnyFlow = Flow[..., Any]


def prepare_process() -> None:
    """Once, before the first client is made."""
    # Every API client makes a TLS context of its own, even over plain http: more than half of the worker's CPU.
    # Prefect's clients alone share one, since its settings may switch that one's verification off.
    shared = SimpleNamespace(
        **{**vars(ssl), "create_default_context": lru_cache(maxsize=8)(ssl.create_default_context)}
    )
    vars(orchestration)["ssl"] = shared
    # The engine takes SIGTERM for each run it executes; here it is the desk's, which finishes all of them.
    vars(flow_engine)["capture_sigterm"] = nullcontext
    # A thread for each run, to tell the server of a life that our leases already tell.
    flow_engine.BaseFlowRunEngine.heartbeat_seconds = property(lambda _: None)  # type: ignore[assignment]
    # Asked of the server for each run, by a request that blocks the loop; none of our flows keeps a result.
    vars(results)["_read_server_default_result_storage_block_id"] = lambda: None


async def execute(flow: AnyFlow, run: FlowRun) -> bool:
    """Run a claimed run to its next rest. True: it stands on Prefect's schedule now."""
    try:
        await _run(flow)(flow, flow_run=_detached(run), parameters=run.parameters)
    except (Pause, Abort) as left:
        return _is_parked(left)
    return False


async def execute_at_once(flow: AnyFlow, run: FlowRun) -> bool:
    """The same for a run that is ours by another right than Prefect's: Prefect hears of it while it already works."""
    engine = _EagerEngine(flow=flow, parameters=run.parameters, flow_run=_detached(run))
    try:
        async with engine.start():
            while engine.is_running():
                async with engine.run_context():
                    await cast(Awaitable[Any], engine.call_flow_fn())
        await engine.result()
    except (Pause, Abort) as left:
        return _is_parked(left)
    return False


def _is_parked(left: Pause | Abort) -> bool:
    """A run that suspends or parks itself leaves by raising."""
    return isinstance(left, Pause) and left.state is not None and left.state.is_scheduled()


def _detached(run: FlowRun) -> FlowRun:
    """With a deployment the engine opens an event subscription for each run and blocks the loop until it stands."""
    return run.model_copy(update={"deployment_id": None})


def _run(flow: AnyFlow) -> Callable[..., Awaitable[Any]]:
    if not flow.isasync:
        raise TypeError(f"{flow.name} is not async and would block every other run")
    return flow_engine.run_flow_async


def _running() -> State[Any]:
    return Running()


class _Telling(PrefectClient):
    """The API as one run sees it, whose beginning is told while it already works: what follows waits for that.

    What the engine asks about the run is known here, and it asks twice for each resume.
    """

    def __init__(self, client: PrefectClient, run: FlowRun) -> None:
        vars(self).update(vars(client))
        self._run = run
        self._beginning: asyncio.Task[None] | None = None

    def tell_meanwhile(self, state: State[Any], refused: Callable[[State[Any]], None]) -> None:
        self._beginning = asyncio.create_task(self._begin(state, refused))

    async def _begin(self, state: State[Any], refused: Callable[[State[Any]], None]) -> None:
        await first_requests_are_out()
        try:
            answer = await super().set_flow_run_state(self._run.id, state)
        except ObjectNotFound:
            refused(Cancelled(message="The run was deleted."))
            return
        if answer.status.value != "ACCEPT":
            refused(answer.state or Cancelled(message="The run may not run now."))

    async def set_flow_run_state(
        self, flow_run_id: UUID | str, state: State[Any], force: bool = False
    ) -> OrchestrationResult[Any]:
        first_request_goes_out()
        if self._beginning is not None:
            await self._beginning
        return await super().set_flow_run_state(flow_run_id, state, force)

    async def read_flow_run(self, flow_run_id: UUID) -> FlowRun:
        return self._run if flow_run_id == self._run.id else await super().read_flow_run(flow_run_id)

    async def update_flow_run(self, flow_run_id: UUID, *args: Any, **kwargs: Any) -> Any:
        """The engine writes the flow's version and retries on the run; the deployment gave it both."""


class _EagerEngine(flow_engine.AsyncFlowRunEngine[Any, Any]):
    _telling: _Telling | None = None

    @property
    def client(self) -> PrefectClient:
        if self._telling is None and self.flow_run is not None:
            self._telling = _Telling(super().client, self.flow_run)
        return self._telling or super().client

    async def begin_run(self) -> State[Any]:
        """Works at once. A run that may not run after all, as one cancelled by hand, leaves before its next step."""
        run, state = self.flow_run, _running()
        if run is None or self._telling is None:
            raise RuntimeError("A run is handed over before it begins.")
        run.state, run.state_name, run.state_type = state, state.name, state.type
        self._telling.tell_meanwhile(state, self._get_flow_run_suspension_request().mark_requested)
        return state
