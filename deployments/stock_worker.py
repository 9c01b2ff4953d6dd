"""Owns how Prefect's own worker is started here: as it is, but for a death that its limit would mean (prefect 3.8.8).

A run that is resumed before its last process has gone still has its place. To ask for a second one raises an error that
ends the worker and all that it runs (PrefectHQ/prefect #10632), so such a run waits for the next look, a second later.
"""

from typing import Any

from prefect.cli import app
from prefect.client.schemas.objects import FlowRun
from prefect.client.schemas.responses import WorkerFlowRunResponse
from prefect.workers.base import BaseWorker


def let_runs_wait_for_their_own_place() -> None:
    """Once, before the worker is made. A contract test fails when an upgrade changes what is touched here."""
    submit = BaseWorker._submit_scheduled_flow_runs

    async def submit_the_others(
        worker: BaseWorker[Any, Any, Any], flow_run_response: list[WorkerFlowRunResponse]
    ) -> list[FlowRun]:
        have_a_place = worker._limiter.statistics().borrowers if worker._limiter else ()
        others = [each for each in flow_run_response if each.flow_run.id not in have_a_place]
        return await submit(worker, others)

    BaseWorker._submit_scheduled_flow_runs = submit_the_others  # type: ignore[assignment]


if __name__ == "__main__":
    let_runs_wait_for_their_own_place()
    app()
