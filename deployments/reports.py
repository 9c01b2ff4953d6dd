"""Owns what is known of each part right now, and tells every change to whoever shows it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum


class State(StrEnum):
    """How a part is doing."""

    STARTING = "starting"
    UP = "up"
    RESTARTING = "restarting"
    STOPPING = "stopping"
    STOPPED = "stopped"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class Report:
    """One line of the table."""

    name: str
    state: State
    where: str
    since_utc: datetime
    restarts: int = 0
    pid: int | None = None
    note: str = ""


class Reports:
    """The latest report of each part."""

    def __init__(self, tell: Callable[[Report], None]) -> None:
        self._tell = tell
        self._latest: dict[str, Report] = {}

    def started(self, name: str, pid: int, where: str, note: str) -> None:
        old = self._latest.get(name)
        restarts = old.restarts if old else 0
        self._keep(Report(name, State.STARTING, where, datetime.now(UTC), restarts, pid, note))

    def fell(self, name: str, note: str) -> None:
        restarts = self._latest[name].restarts + 1
        self._keep(replace(self._turned(name, State.RESTARTING), restarts=restarts, pid=None, note=note))

    def turned(self, name: str, state: State) -> None:
        self._keep(self._turned(name, state))

    def ended(self, name: str, state: State) -> None:
        self._keep(replace(self._turned(name, state), pid=None))

    def _turned(self, name: str, state: State) -> Report:
        return replace(self._latest[name], state=state, since_utc=datetime.now(UTC))

    def _keep(self, report: Report) -> None:
        self._latest[report.name] = report
        self._tell(report)
