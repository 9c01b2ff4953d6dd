"""Owns what a person sees while the stack runs: a live table on a terminal, plain lines anywhere else."""

from datetime import UTC, datetime

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from deployments.reports import Report, State

COLOURS = {
    State.STARTING: "yellow",
    State.UP: "green",
    State.RESTARTING: "red",
    State.STOPPING: "yellow",
    State.STOPPED: "dim",
    State.DONE: "green",
    State.FAILED: "bold red",
}


class Board:
    """Shows every change at once. `say` puts words above the table that stay."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._reports: dict[str, Report] = {}
        self._live = Live(console=console, auto_refresh=False, transient=False) if console.is_terminal else None

    def __enter__(self) -> "Board":
        if self._live:
            self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._live:
            self.refresh()
            self._live.stop()

    def tell(self, report: Report) -> None:
        self._reports[report.name] = report
        if self._live:
            self.refresh()
        else:
            self._console.print(_line(report), markup=False, highlight=False, soft_wrap=True)

    def say(self, words: str) -> None:
        self._console.print(words, markup=False, highlight=False, soft_wrap=True)

    def refresh(self) -> None:
        if self._live:
            self._live.update(Group(_table(tuple(self._reports.values()), datetime.now(UTC))), refresh=True)


def _table(reports: tuple[Report, ...], now_utc: datetime) -> Table:
    table = Table("part", "state", "where", "for", "restarts", "pid", "note", box=None, header_style="bold")
    for report in reports:
        table.add_row(
            report.name,
            Text(report.state, style=COLOURS[report.state]),
            report.where,
            _duration((now_utc - report.since_utc).total_seconds()),
            str(report.restarts or ""),
            str(report.pid or ""),
            report.note,
        )
    return table


def _line(report: Report) -> str:
    pid = f"pid {report.pid}" if report.pid else ""
    restarts = f"restarts {report.restarts}" if report.restarts else ""
    said = (report.where, pid, restarts, report.note)
    return f"{report.name:<13} {report.state:<11} " + "  ".join(word for word in said if word)


def _duration(seconds: float) -> str:
    if seconds < 60:  # noqa: PLR2004 - a minute
        return f"{seconds:.0f} s"
    minutes, hours = int(seconds // 60), int(seconds // 3600)
    return f"{hours} h {minutes % 60:02d} min" if hours else f"{minutes} min"
