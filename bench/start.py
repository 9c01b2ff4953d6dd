"""Owns the bench of a start: how long `copydesk up` takes to a green /healthz, on an empty home and again on it.

`python -m bench.start`. A first start makes the databases; a second one finds them. Nothing here empties the system's
file cache, so neither is the start of a machine that was just switched on.
"""

import asyncio
import re
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import typer

from bench.frame import RawFile, conduct
from bench.processes import ByPart, cpu_seconds
from bench.report import Bar, Figure, Report, middle
from bench.stage import home_of_bench, started
from deployments.home import Home
from deployments.rehearsal import Rehearsal

_COLD_SECONDS = 60
_WARM_SECONDS = 30
_LOOKS_EVERY_SECONDS = 0.02
_LINE = re.compile(r"^(?P<part>[a-z][a-z ]*?)  +(?P<state>starting|up|done)\b", re.MULTILINE)


@dataclass
class Start:
    """When each part said what, in seconds after the command was given, and the CPU time of it all."""

    said: dict[tuple[str, str], float] = field(default_factory=dict)
    green_seconds: float = 0.0
    cpu: ByPart = field(default_factory=lambda: ByPart({}))

    def seconds_of(self, part: str) -> float:
        ended = self.said.get((part, "up"), self.said.get((part, "done"), self.green_seconds))
        return ended - self.said[part, "starting"]

    @property
    def parts(self) -> list[str]:
        return [part for part, state in self.said if state == "starting"]


async def measure(times: int) -> Report:
    with home_of_bench() as root:
        starts = [await _start(root) for _ in range(times + 1)]
    return _report(starts[0], starts[1:])


async def _start(root: Path) -> Start:
    found, began = Start(), time.monotonic()
    (root / "up.log").unlink(missing_ok=True)
    async with asyncio.TaskGroup() as group:
        reading = group.create_task(_read(root / "up.log", found, began))
        stack = await started(root)
        reading.cancel()
    try:
        await _until_green(stack)
        found.green_seconds = time.monotonic() - began
        found.cpu = cpu_seconds(Home(root))
    finally:
        stack.stop()
    return found


async def _read(log: Path, found: Start, began: float) -> None:
    """Lines in which a part turns; only the first of each kind counts."""
    while True:
        await asyncio.sleep(_LOOKS_EVERY_SECONDS)
        text = await asyncio.to_thread(_text_of, log)
        for line in _LINE.finditer(text):
            found.said.setdefault((line["part"], line["state"]), time.monotonic() - began)


def _text_of(log: Path) -> str:
    return log.read_text() if log.exists() else ""


async def _until_green(stack: Rehearsal) -> None:
    async with httpx.AsyncClient(trust_env=False) as http:
        while True:
            if (await http.get(f"{stack.address.console_url}/healthz")).is_success:
                return
            await asyncio.sleep(_LOOKS_EVERY_SECONDS)


def _report(cold: Start, warm: list[Start]) -> Report:
    last = warm[-1]
    return Report(
        "copydesk up, to a green /healthz",
        (
            Bar(Figure("first start, on an empty home", cold.green_seconds, "s"), _COLD_SECONDS),
            Bar(middle("next start, on the same home", [each.green_seconds for each in warm], "s"), _WARM_SECONDS),
        ),
        (
            Figure("first start, CPU time", sum(cold.cpu.values.values()), "CPU s"),
            middle("next start, CPU time", [sum(each.cpu.values.values()) for each in warm], "CPU s"),
            *_parts("first", cold),
            *_parts("next", last),
        ),
        {
            "cold_seconds": [cold.green_seconds],
            "warm_seconds": [each.green_seconds for each in warm],
            "cold_cpu_seconds": [sum(cold.cpu.values.values())],
            "warm_cpu_seconds": [sum(each.cpu.values.values()) for each in warm],
        },
        (
            "Parts that start side by side share the time. What ran to its end, initdb too, is in the CPU time of up; "
            "the simulators' is in the sums.",
        ),
    )


def _parts(when: str, start: Start) -> list[Figure]:
    took = [Figure(f"{when} start, {part}", start.seconds_of(part), "s") for part in start.parts]
    return took + [Figure(f"{when} start, {part}, CPU", value, "CPU s") for part, value in start.cpu.values.items()]


def main(times: int = 2, raw_file: RawFile = None) -> None:
    """How long `copydesk up` takes, the first time and again."""
    conduct(measure(times), raw_file, within_seconds=90 + times * 45)


if __name__ == "__main__":
    typer.run(main)
