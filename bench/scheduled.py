"""Owns running a scheduled deployment now, as the button in Prefect's UI does, and what it took by Prefect's clock.

The worker notices such a run when it asks Prefect the next time, which does not count.
"""

import asyncio
import time
from uuid import UUID

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import FlowRun

from bench.wire import NothingCame

_ENDS_WITHIN_SECONDS = 120.0
_LOOKS_EVERY_SECONDS = 0.1
_TRIES = 5


async def run_now(client: PrefectClient, name: str) -> FlowRun:
    """The run, ended. One that met a scheduled run of the same kind was cancelled by Prefect, and is made again."""
    deployment = (await client.read_deployment_by_name(name)).id
    for _ in range(_TRIES):
        run = await client.create_flow_run_from_deployment(deployment)
        ended = await _ended(client, run.id)
        if ended.state is not None and ended.state.is_completed():
            return ended
    raise NothingCame(f"{name} was run {_TRIES} times and did not complete.")


async def milliseconds(client: PrefectClient, name: str, times: int) -> list[float]:
    """From the run's start to its end."""
    runs = [await run_now(client, name) for _ in range(times)]
    return [run.total_run_time.total_seconds() * 1000 for run in runs]


async def _ended(client: PrefectClient, run_id: UUID) -> FlowRun:
    deadline = time.monotonic() + _ENDS_WITHIN_SECONDS
    while time.monotonic() < deadline:
        run = await client.read_flow_run(run_id)
        if run.state is not None and run.state.is_final():
            return run
        await asyncio.sleep(_LOOKS_EVERY_SECONDS)
    raise NothingCame(f"The run {run_id} did not end.")
