"""Owns every touch of Prefect's private behaviour that running flows in our own loop needs (prefect 3.8.8).

A contract test fails when an upgrade changes what is touched here. A stock worker needs none of it.
"""

import ssl
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from prefect import Flow, flow_engine
from prefect.client import orchestration
from prefect.client.schemas.objects import FlowRun
from prefect.exceptions import Abort, Pause

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


async def execute(flow: AnyFlow, run: FlowRun) -> None:
    """Run a claimed run to its next rest. A run that suspends or parks itself leaves by raising."""
    # With a deployment the engine opens an event subscription for each run and blocks the loop until it stands.
    detached = run.model_copy(update={"deployment_id": None})
    try:
        await _run(flow)(flow, flow_run=detached, parameters=run.parameters)
    except (Pause, Abort):
        return


def _run(flow: AnyFlow) -> Callable[..., Awaitable[Any]]:
    if not flow.isasync:
        raise TypeError(f"{flow.name} is not async and would block every other run")
    return flow_engine.run_flow_async
