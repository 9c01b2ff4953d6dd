"""Owns the process of the embedded Prefect server: Prefect's own app, with longer rests between looks (prefect 3.8.8).

It touches what no setting reaches, and a contract test fails when an upgrade changes it. Another Prefect server than
ours needs none of it. Its tables are brought up to date by a child that ends: what migrating takes would stay with it.
"""

import asyncio
import multiprocessing
import sys
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

import uvicorn
from docket import Docket, Worker
from prefect.server.api import server
from prefect.server.database import provide_database_interface
from prefect.server.events import triggers
from prefect.settings import get_current_settings

# Of the worker of Prefect's own services: four looks a second at what is due and what was added, by default.
LOOKS_EVERY = timedelta(seconds=1)
BEATS_EVERY = timedelta(seconds=10)  # it is the only worker there is
SWEEPS_EVERY = timedelta(seconds=60)  # what automations counted and what came to them out of order

Sweep = Callable[[timedelta], Coroutine[Any, Any, None]]


def main() -> None:
    migrate()
    rest_longer()
    api = get_current_settings().server.api
    uvicorn.run(server.create_app(), host=api.host, port=api.port, log_level="warning", timeout_graceful_shutdown=1)


def migrate() -> None:
    """A fork has all that was imported here at once; only Linux has a fork that every library bears."""
    fork = multiprocessing.get_context("fork") if sys.platform == "linux" else multiprocessing.get_context("spawn")
    child = fork.Process(target=_migrate)
    child.start()
    child.join()
    if child.exitcode:
        sys.exit("The tables of Prefect could not be brought up to date.")


def _migrate() -> None:
    asyncio.run(provide_database_interface().create_db())


def rest_longer() -> None:
    _preset(Worker.__init__, scheduling_resolution=LOOKS_EVERY, minimum_check_interval=LOOKS_EVERY)
    _preset(Docket.__init__, heartbeat_interval=BEATS_EVERY)
    vars(triggers)["evaluate_periodically"] = _seldom(triggers.evaluate_periodically)
    # It asks ten times a second, through a thread, whether a task is to be cancelled, and Prefect cancels none.
    Worker._cancellation_listener = _wait_for_the_end  # type: ignore[method-assign, assignment]


def _preset(function: Callable[..., Any], **defaults: object) -> None:
    """Other defaults for what Prefect leaves to the library."""
    names = function.__code__.co_varnames[: function.__code__.co_argcount]
    given = dict(zip(reversed(names), reversed(function.__defaults__ or ()), strict=False))
    changed = {**given, **defaults}
    if changed.keys() != given.keys():
        raise TypeError(f"{function.__qualname__} has no {', '.join(defaults.keys() - given.keys())}")
    function.__defaults__ = tuple(changed[name] for name in names if name in changed)


async def _wait_for_the_end(worker: Worker) -> None:
    session = worker._processing_session
    if session is not None:
        session.cancellation_ready.set()
        await session.stopping.wait()


def _seldom(sweep: Sweep) -> Sweep:
    async def swept(_: timedelta) -> None:
        await sweep(SWEEPS_EVERY)

    return swept


if __name__ == "__main__":
    main()
