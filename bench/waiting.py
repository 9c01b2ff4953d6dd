"""Owns the bench of waiting: memory, database sizes and idle CPU with and without articles that wait for people.

`python -m bench.waiting --articles 1000`. Waiting is to cost nothing but rows.
"""

import asyncio
import time
from dataclasses import dataclass

import psycopg
import typer
from pydantic import SecretStr

from bench.crowd import gather_crowd
from bench.frame import RawFile, conduct
from bench.processes import ByPart, cpu_seconds, pss_mib
from bench.report import Bar, Figure, Report, middle
from bench.stage import Stage, home_of_bench, stage
from bench.tap import Tapped, tap_and_watch
from bench.wire import Wire
from deployments import postgres
from deployments.home import Home
from models.database import without_driver

_COMES_TO_REST_SECONDS = 10.0
_WATCHED_SECONDS = 20.0
_TAPS = 12
_WARM_UP_TAPS = 3
_MEMORY_MIB = 600
_IDLE_PERCENT = 5
_OF_A_CORE = "% of a core"
_MB = 1_000_000
_SIZES = "select datname, pg_database_size(oid) from pg_database where datname in ('copydesk', 'prefect')"


@dataclass(frozen=True)
class AtRest:
    """The stack while nobody does anything."""

    pss_mib: ByPart
    cpu_percent: ByPart
    database_mb: dict[str, float]


async def measure(articles: int) -> Report:
    with home_of_bench() as root:
        async with stage(root) as running:
            return await _measure(running, articles)


async def _measure(running: Stage, articles: int) -> Report:
    idle = await _rest(running.home)
    async with running.desk() as desk, Wire.to(running.stack.simulators_url) as wire:
        crowd = await gather_crowd(desk, wire, max(articles, _TAPS))
    waiting = await _rest(running.home)
    async with running.desk() as desk, Wire.to(running.stack.simulators_url) as wire:
        tapped = [await tap_and_watch(desk, wire, article) for article in crowd[:_TAPS]]
    return _report(articles, idle, waiting, tapped[_WARM_UP_TAPS:])


async def _rest(home: Home) -> AtRest:
    await asyncio.sleep(_COMES_TO_REST_SECONDS)
    before, began = cpu_seconds(home), time.monotonic()
    await asyncio.sleep(_WATCHED_SECONDS)
    after, seconds = cpu_seconds(home), time.monotonic() - began
    spent = {part: (value - before.values.get(part, 0)) / seconds * 100 for part, value in after.values.items()}
    return AtRest(pss_mib(home), ByPart(spent), await _database_mb(home))


async def _database_mb(home: Home) -> dict[str, float]:
    dsn = without_driver(SecretStr(postgres.url(home, "postgres")))
    async with await psycopg.AsyncConnection.connect(dsn) as connection:
        sizes = await connection.execute(
            "select datname, pg_database_size(oid) from pg_database where datname <> 'postgres' and not datistemplate"
        )
        return {name: size / _MB for name, size in await sizes.fetchall()}


def _report(articles: int, idle: AtRest, waiting: AtRest, tapped: list[Tapped]) -> Report:
    looks = (("idle", idle), (f"with {articles} waiting", waiting))
    return Report(
        f"{articles} articles that wait, everything embedded, simulators counted apart",
        (
            *(Bar(Figure(f"memory (PSS), {when}", look.pss_mib.total, "MiB"), _MEMORY_MIB) for when, look in looks),
            *(Bar(Figure(f"CPU, {when}", look.cpu_percent.total, _OF_A_CORE), _IDLE_PERCENT) for when, look in looks),
        ),
        (
            *(figure for when, look in looks for figure in _parts(when, look)),
            middle("tap to the run's first request", [each.reaction_ms for each in tapped]),
        ),
        {
            "pss_mib": [look.pss_mib.total for _, look in looks],
            "cpu_percent": [look.cpu_percent.total for _, look in looks],
            "database_mb": [sum(look.database_mb.values()) for _, look in looks],
            "answer_ms": [each.answer_ms for each in tapped],
            "reaction_ms": [each.reaction_ms for each in tapped],
        },
        (f"Nobody does anything for {_WATCHED_SECONDS:g} s but upkeep and polling. Lists: idle, waiting.",),
    )


def _parts(when: str, look: AtRest) -> list[Figure]:
    sizes = [Figure(f"database {name}, {when}", size, "MB") for name, size in look.database_mb.items()]
    memory = [Figure(f"memory (PSS), {when}: {part}", value, "MiB") for part, value in look.pss_mib.values.items()]
    cpu = [Figure(f"CPU, {when}: {part}", value, _OF_A_CORE) for part, value in look.cpu_percent.values.items()]
    return [*memory, *cpu, *sizes]


def main(articles: int = 100, raw_file: RawFile = None) -> None:
    """Memory, database sizes and idle CPU while articles wait."""
    conduct(measure(articles), raw_file, within_seconds=180 + articles * 0.6)


if __name__ == "__main__":
    typer.run(main)
