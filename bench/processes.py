"""Owns looking at the processes of a stack, part by part: their share of memory and the CPU time they took.

The simulators are counted apart: no user runs them. It refuses to count the bench's own process.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import psutil

from deployments.home import Home
from integrations.addresses import read_stack

SIMULATORS = "simulators"
_MB = 1_000_000


@dataclass(frozen=True)
class ByPart:
    """A figure of every part."""

    values: dict[str, float]

    @property
    def total(self) -> float:
        """Without the simulators."""
        return sum(value for part, value in self.values.items() if part != SIMULATORS)

    def since(self, before: "ByPart") -> "ByPart":
        """What was added; a part that was not there before brings all of its own."""
        return ByPart({part: value - before.values.get(part, 0) for part, value in self.values.items()})


def pss_mb(home: Home) -> ByPart:
    """The proportional set size: what processes share is counted once."""
    values: dict[str, float] = defaultdict(float)
    for part, process in _processes(home):
        with suppress(psutil.NoSuchProcess):
            values[part] += process.memory_full_info().pss / _MB
    return ByPart(dict(values))


def cpu_seconds(home: Home) -> ByPart:
    """Since their start, with what their ended children took."""
    values: dict[str, float] = defaultdict(float)
    for part, process in _processes(home):
        with suppress(psutil.NoSuchProcess):
            values[part] += sum(process.cpu_times()[:4])
    return ByPart(dict(values))


def of_children_seconds() -> float:
    """CPU time of all that this process started and that runs, with what its ended children took."""
    total = 0.0
    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            total += sum(child.cpu_times()[:4])
    return total


def _processes(home: Home) -> Iterator[tuple[str, psutil.Process]]:
    stack = read_stack(home.root)
    for known in (*stack.processes, *([stack.up] if stack.up else [])):
        with suppress(psutil.NoSuchProcess):
            process = psutil.Process(known.pid)
            yield known.name, process
            if known.name != "up":  # the parts are its children, and each has its own name
                yield from ((known.name, child) for child in process.children(recursive=True))
