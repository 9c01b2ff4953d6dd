"""Owns the bench of housekeeping: what a day of scheduled runs that find nothing leaves in Prefect's database.

`python -m bench.housekeeping --runs 40`. The runs are real, made one after the other; a day is reckoned from them.
"""

import asyncio
from dataclasses import dataclass

import psycopg
import typer
from prefect.client.orchestration import PrefectClient
from pydantic import SecretStr

from bench.frame import KeptHome, RawFile, conduct
from bench.report import Bar, Figure, Report
from bench.scheduled import milliseconds, run_now
from bench.stage import Stage, home_of_bench, stage
from deployments import postgres
from deployments.home import Home
from deployments.prefect_server import EVENTS_KEPT_DAYS
from models.database import without_driver

_A_DAY = {"dispatch": 1440, "upkeep": 720, "trim": 24}
_RUNS_KEPT_DAYS = 1
_MOST_MB = 200
_EVENTS_COME_WITHIN_SECONDS = 7  # the server writes them every five
_MB = 1_000_000
_OF_EVENTS = ("events", "event_resources")
_TABLES = """
select relname, n_live_tup, pg_total_relation_size(relid) from pg_stat_user_tables
where relname in ('flow_run', 'flow_run_state', 'task_run', 'task_run_state', 'log', 'events', 'event_resources')
"""


@dataclass(frozen=True)
class Kept:
    """The rows and bytes of each table."""

    rows: dict[str, float]
    size: dict[str, float]

    def since(self, before: "Kept", runs: int) -> "Kept":
        """What each of so many runs added."""
        return Kept(
            {table: (rows - before.rows[table]) / runs for table, rows in self.rows.items()},
            {table: (size - before.size[table]) / runs for table, size in self.size.items()},
        )


async def measure(runs: int, home: KeptHome) -> Report:
    with home_of_bench(home) as root:
        async with stage(root) as running:
            return await _measure(running, runs)


async def _measure(running: Stage, runs: int) -> Report:
    url = running.stack.address.prefect_api_url
    added, took = {}, {}
    async with PrefectClient(url) as prefect:
        for name in _A_DAY:
            await run_now(prefect, f"{name}/{name}")
            before = await _kept(running.home)
            times = max(3, runs if name == "dispatch" else runs // 2)
            took[name] = await milliseconds(prefect, f"{name}/{name}", times)
            added[name] = (await _kept(running.home)).since(before, times)
    return _report(added, took)


async def _kept(home: Home) -> Kept:
    """Compacted first: what is left free in a page is not what a run needs."""
    await asyncio.sleep(_EVENTS_COME_WITHIN_SECONDS)
    dsn = without_driver(SecretStr(postgres.url(home, "prefect")))
    async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
        await connection.execute("vacuum full analyze")
        found = await (await connection.execute(_TABLES)).fetchall()
        return Kept({name: rows for name, rows, _ in found}, {name: size for name, _, size in found})


def _report(added: dict[str, Kept], took: dict[str, list[float]]) -> Report:
    tables = sorted(next(iter(added.values())).rows)
    rows = {table: sum(each.rows[table] * _A_DAY[name] for name, each in added.items()) for table in tables}
    size = {table: sum(each.size[table] * _A_DAY[name] for name, each in added.items()) / _MB for table in tables}
    of_events = sum(mb for table, mb in size.items() if table in _OF_EVENTS)
    of_runs = sum(size.values()) - of_events
    settled = of_runs * _RUNS_KEPT_DAYS + of_events * EVENTS_KEPT_DAYS
    return Report(
        "What housekeeping leaves in Prefect's database",
        (Bar(Figure("where it settles", settled, "MB"), _MOST_MB),),
        (
            Figure("a day of runs", of_runs, "MB"),
            Figure("a day of events", of_events, "MB"),
            Figure("untrimmed, after a year", (of_runs + of_events) * 365, "MB"),
            *(Figure(f"{table}, a day", rows[table], "rows") for table in tables),
            *(Figure(f"{table}, a day", size[table], "MB") for table in tables),
            *(Figure(f"{name}, mean", sum(ms) / len(ms), "ms") for name, ms in took.items()),
        ),
        {f"{name}_ms": ms for name, ms in took.items()}
        | {"rows_a_day": list(rows.values()), "mb_a_day": list(size.values())},
        (f"Runs are kept for {_RUNS_KEPT_DAYS} day, events for {EVENTS_KEPT_DAYS}. Tables of the lists: {tables}.",),
    )


def main(runs: int = 40, home: KeptHome = None, raw_file: RawFile = None) -> None:
    """Rows and bytes that a day of housekeeping leaves, and where they settle with what is trimmed."""
    conduct(measure(runs, home), raw_file, within_seconds=240 + runs * 8)


if __name__ == "__main__":
    typer.run(main)
