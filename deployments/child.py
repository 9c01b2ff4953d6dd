"""Owns one process that we started: its birth, its end, and that nothing of its family outlives it."""

import asyncio
import os
import signal
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from deployments.home import Home
from deployments.logs import open_log
from deployments.part import Errand, Part
from integrations.addresses import Process

MARK = "COPYDESK_STARTED_BY"
KILLED_WITHIN_SECONDS = 0.5


def mark_of(up: Process, home: Home) -> str:
    """Tells the children of one `up` on one home from those of any other, even when their parent is long gone."""
    return f"{up.pid}-{up.born_at}-{home.root}"


@dataclass(frozen=True)
class Child:
    """A started process, and where its own words begin in the log."""

    name: str
    process: asyncio.subprocess.Process
    born_at: float
    mark: str
    log: Path
    log_begins_at: int

    @property
    def pid(self) -> int:
        return self.process.pid

    def identity(self) -> Process:
        return Process(name=self.name, pid=self.pid, born_at=self.born_at)

    async def exits_within(self, seconds: float) -> bool:
        try:
            await asyncio.wait_for(self.process.wait(), seconds)
        except TimeoutError:
            return False
        return True

    async def stop(self, signals: Iterable[signal.Signals], seconds: float) -> None:
        """Asks as often as there are signals, then kills whatever is left of the family."""
        family = family_of(self.pid) if self.process.returncode is None else []  # its number may be another's by now
        for request in signals:
            if self.process.returncode is None:
                with suppress(ProcessLookupError):
                    self.process.send_signal(request)
            if await self.exits_within(seconds):
                break
        kill(family)
        await self.process.wait()
        await self.kill_family()

    async def kill_family(self) -> None:
        """Of one that has ended: its session may live on without it."""
        await asyncio.to_thread(kill_orphans, self.mark, self.pid)


async def spawn(part: Part | Errand, log: Path, mark: str, instead: Callable[[], object] | None = None) -> Child:
    """In a session of its own: Ctrl-C in the terminal reaches `up` alone, which then stops its parts in order.

    `instead` is what the child does in place of its command, when it does not come back from there.
    """
    with open_log(log) as output:
        begins_at = output.tell()
        process = await asyncio.create_subprocess_exec(
            *part.command,
            env=_marked(part.environment, mark),
            cwd="/",
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
            user=part.user.uid if part.user else None,
            group=part.user.gid if part.user else None,
            extra_groups=[] if part.user else None,
            preexec_fn=instead,
        )
        return Child(part.name, process, _birth(process.pid), mark, log, begins_at)


def _marked(environment: Mapping[str, str], mark: str) -> dict[str, str]:
    return {**environment, MARK: mark}


def _birth(pid: int) -> float:
    try:
        return psutil.Process(pid).create_time()
    except psutil.NoSuchProcess:  # it was quick to die; nobody will look for it
        return time.time()


def family_of(pid: int) -> list[psutil.Process]:
    try:
        parent = psutil.Process(pid)
        return [*parent.children(recursive=True), parent]
    except psutil.NoSuchProcess:
        return []


def kill(processes: Iterable[psutil.Process]) -> None:
    """psutil compares births before it sends a signal, so a number that was given away is safe."""
    for process in processes:
        with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            process.kill()


def kill_orphans(mark: str, session: int | None = None) -> None:
    """Returns when they are gone, so that what they held is free. Only for processes that nobody else waits for."""
    orphans = marked_by(mark, session)
    kill(orphans)
    psutil.wait_procs(orphans, timeout=KILLED_WITHIN_SECONDS)


def marked_by(mark: str, session: int | None = None) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error, ProcessLookupError):
            if session in (None, os.getsid(process.pid)) and process.environ().get(MARK) == mark:
                found.append(process)
    return found
