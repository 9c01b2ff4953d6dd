"""Owns keeping the parts alive: starts them, restarts the fallen with growing pauses, stops all in order.

It refuses to know what the parts are; `up` tells it.
"""

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from deployments.backoff import Backoff
from deployments.child import Child, kill_orphans, mark_of, spawn
from deployments.home import Home
from deployments.logs import last_lines
from deployments.part import Errand, Part
from deployments.reports import Reports, State
from integrations.addresses import Process, Stack, write_stack
from models.domain.errors import Refused

PROBE_SECONDS = 0.05


@dataclass
class Running:
    """A part with its present child and the task that watches it."""

    part: Part
    child: Child
    watch: asyncio.Task[None] | None = None


class Supervisor:
    """`stack` is what is written down at every start, so that the next `up` can clear what a kill leaves behind."""

    def __init__(self, home: Home, up: Process, stack: Stack, reports: Reports, backoff: Backoff) -> None:
        self._home = home
        self._mark = mark_of(up, home)
        self._stack = stack.model_copy(update={"up": up, "processes": ()})
        self._reports = reports
        self._backoff = backoff
        self._running: dict[str, Running] = {}
        self._errands: dict[str, Child] = {}

    async def start(self, part: Part) -> None:
        """Returns when the part is ready; from then on it is kept alive."""
        child = await self._launch(part)
        self._write_down()
        if not await _becomes_ready(part, child):
            self._reports.ended(part.name, State.FAILED)
            raise Refused(_explain(part, child))
        self._reports.turned(part.name, State.UP)
        self._running[part.name].watch = asyncio.create_task(self._keep_alive(part, child))

    async def run(self, errand: Errand) -> None:
        """Returns when the errand is done."""
        child = await spawn(errand, self._home.log_of(errand.name), self._mark)
        self._errands[errand.name] = child
        self._write_down()
        self._reports.started(errand.name, child.pid, "", "")
        if await child.process.wait() != 0:
            self._reports.ended(errand.name, State.FAILED)
            raise Refused(_explain(errand, child))
        del self._errands[errand.name]
        self._reports.ended(errand.name, State.DONE)

    async def stop(self, order: Sequence[Sequence[str]]) -> None:
        """Group after group, each side by side; parts that no group names go last."""
        await self._stop_watching()
        for child in self._errands.values():
            await child.stop((), 0)
        named = {name for group in order for name in group}
        for group in (*order, tuple(self._running.keys() - named)):
            await asyncio.gather(*(self._stop(self._running[name]) for name in group if name in self._running))
        await asyncio.to_thread(kill_orphans, self._mark)
        self._forget()

    async def _launch(self, part: Part) -> Child:
        await asyncio.to_thread(part.prepare)
        child = await spawn(part, self._home.log_of(part.name), self._mark)
        self._running.setdefault(part.name, Running(part, child)).child = child
        self._reports.started(part.name, child.pid, part.where, part.note)
        return child

    async def _keep_alive(self, part: Part, child: Child) -> None:
        pause: float | None = None
        while True:
            began = time.monotonic()
            await child.process.wait()
            await child.kill_family()
            pause = self._backoff.pause_seconds(pause, time.monotonic() - began)
            self._reports.fell(part.name, f"ended with {child.process.returncode}, again in {pause:g} s")
            await asyncio.sleep(pause)
            child = await self._revive(part, child)

    async def _revive(self, part: Part, fallen: Child) -> Child:
        try:
            child = await self._launch(part)
        except (OSError, Refused):  # as when its program is being replaced: the next try comes after a longer pause
            return fallen
        with suppress(OSError):  # a full disk: it runs all the same, and its mark tells whose it is
            self._write_down()
        if await _becomes_ready(part, child):
            self._reports.turned(part.name, State.UP)
        else:
            await child.stop(part.stop_signals, part.stop_seconds)
        return child

    async def _stop_watching(self) -> None:
        watches = [running.watch for running in self._running.values() if running.watch]
        for watch in watches:
            watch.cancel()
        await asyncio.gather(*watches, return_exceptions=True)

    async def _stop(self, running: Running) -> None:
        self._reports.turned(running.part.name, State.STOPPING)
        await running.child.stop(running.part.stop_signals, running.part.stop_seconds)
        self._reports.ended(running.part.name, State.STOPPED)

    def _write_down(self) -> None:
        children = [running.child for running in self._running.values()] + list(self._errands.values())
        processes = tuple(child.identity() for child in children)
        write_stack(self._home.root, self._stack.model_copy(update={"processes": processes}))

    def _forget(self) -> None:
        """The ports stay; the addresses do not, since nothing answers there any more."""
        write_stack(self._home.root, Stack(ports=self._stack.ports))


async def _becomes_ready(part: Part, child: Child) -> bool:
    deadline = time.monotonic() + part.ready_seconds
    while time.monotonic() < deadline and child.process.returncode is None:
        if await part.is_ready(child.pid):
            return True
        await child.exits_within(PROBE_SECONDS)
    return False


def _explain(failed: Part | Errand, child: Child) -> str:
    ended = child.process.returncode
    what = "was not ready in time" if ended is None else f"ended with {ended}"
    said = last_lines(child.log, child.log_begins_at) or "(it said nothing)"
    return f"{failed.name} {what}. {failed.fix}\nIts log is {child.log}, and ends:\n{said}"
