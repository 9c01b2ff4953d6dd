"""The desk's own worker: it knows every flow that is deployed, and a Prefect server that is away does not end it."""

import asyncio
import logging

import pytest
from prefect.settings import PREFECT_API_URL, temporary_settings

from deployments import worker
from deployments.provision import DEPLOYMENTS
from deployments.worker import FLOWS, run_worker
from integrations.services import Services


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
