"""Owns what the tests of this folder start: real parts, and small scripts that behave as badly as we need."""

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import psutil

from deployments.backoff import Backoff
from deployments.home import Home
from deployments.part import Part
from deployments.reports import Report, Reports
from deployments.supervisor import Supervisor
from integrations.addresses import Process, Stack

FAST = Backoff(first_seconds=0.05, longest_seconds=0.2)


@contextmanager
def a_home(name: str = "a home") -> Iterator[Home]:
    """Short, for the socket, and outside pytest's own folder, which no other user may pass through."""
    with tempfile.TemporaryDirectory(prefix="copydesk-test-") as folder:
        home = Home(Path(folder).resolve() / name)
        home.make()
        yield home


def myself() -> Process:
    return Process(name="up", pid=os.getpid(), born_at=psutil.Process().create_time())


@asynccontextmanager
async def supervised(home: Home, tell: Callable[[Report], None] = lambda _: None) -> AsyncIterator[Supervisor]:
    supervisor = Supervisor(home, myself(), Stack(ports={"console": 8400}), Reports(tell), FAST)
    try:
        yield supervisor
    finally:
        await supervisor.stop(())


async def _ready(_pid: int) -> bool:
    return True


def script(
    name: str,
    code: str,
    *,
    is_ready: Callable[[int], Awaitable[bool]] = _ready,
    ready_seconds: float = 5,
    stop_seconds: float = 3,
) -> Part:
    return Part(
        name=name,
        command=(sys.executable, "-u", "-c", code),
        environment=dict(os.environ),
        is_ready=is_ready,
        fix=f"Mend {name}.",
        ready_seconds=ready_seconds,
        stop_seconds=stop_seconds,
    )


def appears(path: Path) -> Callable[[int], Awaitable[bool]]:
    async def is_there(_pid: int) -> bool:
        return await asyncio.to_thread(path.exists)

    return is_there


def lives(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
