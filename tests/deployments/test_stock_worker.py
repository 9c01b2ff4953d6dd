"""Prefect's own worker as we start it: a run that comes again before its last process has gone does not end it."""

from uuid import uuid4

import pytest
from anyio import CapacityLimiter
from prefect.client.schemas.objects import FlowRun
from prefect.client.schemas.responses import WorkerFlowRunResponse
from prefect.workers.base import BaseWorker
from prefect.workers.process import ProcessWorker

from deployments.plan import stock_worker_command
from deployments.stock_worker import let_runs_wait_for_their_own_place


@pytest.fixture
def again(monkeypatch: pytest.MonkeyPatch) -> WorkerFlowRunResponse:
    """A run that is on the schedule again; what the worker's class is made here does not outlast the test."""
    monkeypatch.setattr(BaseWorker, "_submit_scheduled_flow_runs", BaseWorker._submit_scheduled_flow_runs)
    run = FlowRun(id=uuid4(), flow_id=uuid4())
    return WorkerFlowRunResponse(work_pool_id=uuid4(), work_queue_id=uuid4(), flow_run=run)


async def a_worker_that_still_runs(entry: WorkerFlowRunResponse) -> ProcessWorker:
    worker = ProcessWorker(work_pool_name="copydesk", limit=2)
    worker._limiter = CapacityLimiter(2)
    worker._limiter.acquire_on_behalf_of_nowait(entry.flow_run.id)
    return worker


async def test_it_waits_for_the_place_that_it_still_has(again: WorkerFlowRunResponse) -> None:
    let_runs_wait_for_their_own_place()
    worker = await a_worker_that_still_runs(again)
    assert await worker._submit_scheduled_flow_runs([again]) == []
    assert worker._submitting_flow_run_ids == set()


async def test_without_our_touch_it_ends_the_worker(again: WorkerFlowRunResponse) -> None:
    """When this fails, Prefect has mended it, and deployments/stock_worker.py can go."""
    worker = await a_worker_that_still_runs(again)
    with pytest.raises(RuntimeError, match="already holding"):
        await worker._submit_scheduled_flow_runs([again])


def test_it_is_how_the_stock_worker_is_started() -> None:
    assert stock_worker_command()[1:5] == ("-m", "deployments.stock_worker", "worker", "start")
