"""Owns the dealing of blows: each in its place, at its moment, on the process that plays that part right now.

It refuses to hit anything but the children that this stack wrote down, told by pid and birth.
"""

import asyncio
import itertools
import math
import signal
import time
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from deployments.chaos.outside import Outside
from deployments.chaos.plan import Blow, Target, Way
from deployments.chaos.stack import WORKERS
from integrations.addresses import Process, read_stack

_FALLS_AT_THE_LATEST_AFTER_SECONDS = 7.0
_LOOKS_EVERY_SECONDS = 0.05
_COUNTS_EVERY_SECONDS = 0.2  # the moment is blurred by a jitter anyhow
_AIMS_FOR_SECONDS = 6.0
_SLOW_SECONDS = 1.6
_WAITS_FOR_A_PROCESS_SECONDS = 30.0
_numbers = itertools.count(1001)  # of blows that no plan has
_COUNTED = frozenset(
    {"chat", "images", "sendMessage", "sendPhoto", "sendDocument", "editMessageText", "editMessageCaption", "post"}
)


@dataclass
class Dealt:
    """A blow as it was dealt: on what, from when until when the part was away or asleep."""

    blow: Blow
    pids: tuple[int, ...]
    began: float
    until: float = math.inf

    @property
    def words(self) -> str:
        what = "killed" if self.blow.way is Way.KILL else f"paused for {self.until - self.began:.1f} s"
        return f"{self.blow.target} {what}" + (f" during {self.blow.aimed_at}" if self.blow.aimed_at else "")


class Fist:
    def __init__(self, home: Path, outside: Outside) -> None:
        self._home, self._outside = home, outside
        self.dealt: list[Dealt] = []
        self.calls = 0
        self._seen = 0
        self._asleep: dict[int, tuple[psutil.Process, Dealt]] = {}
        self._pending: set[asyncio.Task[None]] = set()

    async def deal(self, blows: tuple[Blow, ...]) -> None:
        """One after the other, each when the vendors have seen so many calls, or when nothing went on for a while."""
        for blow in blows:
            await self._until_call(blow.at_call)
            await self._aim(blow)
            await asyncio.sleep(blow.jitter_seconds)
            await self._hit(blow)
        await asyncio.gather(*self._pending)

    async def _until_call(self, number: int) -> None:
        deadline = time.monotonic() + _FALLS_AT_THE_LATEST_AFTER_SECONDS
        while self.calls < number and time.monotonic() < deadline:
            await asyncio.sleep(_COUNTS_EVERY_SECONDS)
            fresh = await self._outside.calls(after=self._seen)
            self._seen = max((call.id for call in fresh), default=self._seen)
            self.calls += sum(call.method in _COUNTED for call in fresh)

    async def _aim(self, blow: Blow) -> None:
        if blow.aimed_at:
            service, method = blow.aimed_at.split()
            await in_flight(self._outside, service, method, _SLOW_SECONDS, _AIMS_FOR_SECONDS)

    async def _hit(self, blow: Blow) -> None:
        if blow.way is Way.KILL:
            await self.kill(blow.target, blow)
            return
        victims = await self._victims(blow.target)
        for victim in victims:
            self.put_to_sleep(victim, blow)
        self._beside(self._wake_after(blow.seconds, victims))

    async def kill(self, target: Target, blow: Blow | None = None) -> None:
        victims = await self._victims(target)
        began = time.time()
        for victim in victims:
            with suppress(psutil.NoSuchProcess):
                # As `pg_ctl stop -m immediate` does: no checkpoint, every client cut off.
                victim.send_signal(signal.SIGQUIT if target is Target.POSTGRES else signal.SIGKILL)
        dealt = Dealt(blow or self._unplanned(target, Way.KILL), tuple(each.pid for each in victims), began)
        self.dealt.append(dealt)
        self._beside(self._until_risen(dealt))

    async def _until_risen(self, dealt: Dealt) -> None:
        for name in _names(dealt.blow.target):
            await self._running(name, not_pids=dealt.pids)
        dealt.until = time.time()

    def put_to_sleep(self, victim: psutil.Process, blow: Blow | None = None) -> None:
        with suppress(psutil.NoSuchProcess):
            victim.suspend()
            dealt = Dealt(blow or self._unplanned(Target.WORKER_ONE, Way.PAUSE), (victim.pid,), time.time())
            self._asleep[victim.pid] = victim, dealt
            self.dealt.append(dealt)

    async def _wake_after(self, seconds: float, victims: list[psutil.Process]) -> None:
        await asyncio.sleep(seconds)
        for victim in victims:
            self._wake(victim.pid)

    def wake_all(self) -> None:
        for pid in list(self._asleep):
            self._wake(pid)

    def _wake(self, pid: int) -> None:
        if pid in self._asleep:
            victim, dealt = self._asleep.pop(pid)
            dealt.until = time.time()
            with suppress(psutil.NoSuchProcess):
                victim.resume()

    def _beside(self, act: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(act)
        self._pending.add(task)
        task.add_done_callback(self._pending.discard)

    @staticmethod
    def _unplanned(target: Target, way: Way) -> Blow:
        return Blow(next(_numbers), target, way, 0, 0, 0, "")

    async def _victims(self, target: Target) -> list[psutil.Process]:
        found = [await self._running(name) for name in _names(target)]
        return [victim for victim in found if victim is not None]

    async def _running(self, name: str, not_pids: tuple[int, ...] = ()) -> psutil.Process | None:
        """The process of that part that is alive and awake; None when there is none for long."""
        deadline = time.monotonic() + _WAITS_FOR_A_PROCESS_SECONDS
        while time.monotonic() < deadline:
            for known in read_stack(self._home).processes:
                if known.name == name and known.pid not in not_pids and (found := self._alive(known)):
                    return found
            await asyncio.sleep(_LOOKS_EVERY_SECONDS)
        return None

    def _alive(self, known: Process) -> psutil.Process | None:
        try:
            process = psutil.Process(known.pid)
            is_ours = abs(process.create_time() - known.born_at) < 1 and process.status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return None
        return process if is_ours and known.pid not in self._asleep else None


def _names(target: Target) -> tuple[str, ...]:
    return WORKERS if target is Target.BOTH_WORKERS else (str(target),)


async def in_flight(
    outside: Outside, service: str, method: str, slow_seconds: float, within: float, mark: str = ""
) -> bool:
    """Make the next such call slow, and return as soon as it is on its way; False when none came in time."""
    await outside.plan_fault(service=service, method=method, kind="slow", seconds=slow_seconds, mark=mark)
    return await until(lambda: _is_taken(outside, service, method, mark), within)


async def _is_taken(outside: Outside, service: str, method: str, mark: str) -> bool:
    return not await outside.has_fault(service, method, mark)


async def until(is_so: Callable[[], Awaitable[bool]], within_seconds: float) -> bool:
    deadline = time.monotonic() + within_seconds
    while time.monotonic() < deadline:
        if await is_so():
            return True
        await asyncio.sleep(_LOOKS_EVERY_SECONDS)
    return False
