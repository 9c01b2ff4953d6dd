"""What `deployments/prefect_app.py` touches of Prefect's background worker is there, and that one still works.

When this fails on an upgrade, read the worker anew before the pin moves: does it still look four times a second, and
ten times whether a task is to be cancelled; does Prefect cancel any?
"""

import asyncio
import inspect
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import prefect.server
import pytest
from docket import Docket, Worker
from prefect.server.events import triggers

from deployments import prefect_app

AGAIN = "The background worker has moved: read it anew for each touch in deployments/prefect_app.py"
_seen: list[str] = []


@pytest.fixture
def _rested(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A process as the server's own, until the test ends."""
    kept: list[tuple[Any, tuple[object, ...] | None]] = [
        (function, function.__defaults__) for function in (Worker.__init__, Docket.__init__)
    ]
    monkeypatch.setattr(Worker, "_cancellation_listener", Worker._cancellation_listener)
    monkeypatch.setattr(triggers, "evaluate_periodically", triggers.evaluate_periodically)
    prefect_app.rest_longer()
    yield
    for function, defaults in kept:
        function.__defaults__ = defaults


async def _note(what: str) -> None:
    _seen.append(what)


@pytest.mark.usefixtures("_rested")
async def test_what_is_to_be_done_now_and_what_is_due_later_are_both_done_and_it_ends_when_told() -> None:
    async with Docket("rested", "memory://") as docket, Worker(docket) as worker:
        assert (worker.scheduling_resolution, worker.minimum_check_interval) == (prefect_app.LOOKS_EVERY,) * 2
        assert docket.heartbeat_interval == prefect_app.BEATS_EVERY
        docket.register(_note)
        running = asyncio.create_task(worker.run_forever())
        await docket.add(_note)("now")
        await docket.add(_note, when=datetime.now(UTC) + timedelta(seconds=0.5))("later")
        while _seen != ["now", "later"]:
            await asyncio.sleep(0.05)
        running.cancel()
        await asyncio.wait_for(asyncio.wait({running}), 10)
        assert running.done()


@pytest.mark.usefixtures("_rested")
def test_automations_are_swept_by_the_name_that_is_replaced() -> None:
    assert inspect.unwrap(triggers.evaluate_periodically).__name__ == "swept"
    assert "evaluate_periodically" in inspect.unwrap(triggers.consumer).__code__.co_names, AGAIN


def test_prefect_cancels_no_task_of_its_background_worker() -> None:
    root = Path(prefect.server.__file__).parent
    assert not [path for path in root.rglob("*.py") if "docket.cancel(" in path.read_text()], AGAIN


def test_a_default_that_is_gone_is_not_set_in_vain() -> None:
    def of_another_version(every: int = 1) -> int:
        return every

    with pytest.raises(TypeError, match="has no heartbeat_interval"):
        prefect_app._preset(of_another_version, heartbeat_interval=2)
