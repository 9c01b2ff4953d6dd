"""Owns one look at a stack while nobody does anything: its memory, its CPU, its databases; then what things take."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import psycopg
from prefect.client.orchestration import PrefectClient
from pydantic import SecretStr

from bench.crowd import Waiting
from bench.processes import ByPart, cpu_seconds, pss_mb
from bench.scheduled import milliseconds
from bench.stage import Stage
from bench.tap import tap_and_watch
from bench.wire import Wire
from deployments import postgres
from deployments.home import Home
from integrations.services import Services
from models.database import without_driver

WATCHED_SECONDS = 120.0  # one round of upkeep, two of dispatch
_COMES_TO_REST_SECONDS = 10.0
_MB = 1_000_000
_WARM_UP_TAPS = 3
_TAPS = 9
_TIMES = 3
_SIZES = "select datname, pg_database_size(oid) from pg_database where datname in ('copydesk', 'prefect')"


@dataclass(frozen=True)
class Look:
    """The stack with that many articles waiting."""

    waiting: int
    pss_mb: ByPart
    cpu_percent: ByPart
    database_mb: dict[str, float]
    dispatch_ms: list[float]
    upkeep_ms: list[float]
    answer_ms: list[float]
    reaction_ms: list[float]

    @property
    def measures(self) -> dict[str, tuple[float, str]]:
        """Every figure with its unit; nobody taps where nobody waits."""
        found = {f"memory, {part}": (value, "MB") for part, value in self.pss_mb.values.items()}
        found |= {"memory, all but simulators": (self.pss_mb.total, "MB")}
        found |= {f"database {name}": (size, "MB") for name, size in self.database_mb.items()}
        found |= {f"CPU, {part}": (value, "% of a core") for part, value in self.cpu_percent.values.items()}
        found |= {"CPU, all but simulators": (self.cpu_percent.total, "% of a core")}
        taken = {"dispatch": self.dispatch_ms, "upkeep": self.upkeep_ms}
        taken |= {"tap to answer": self.answer_ms, "tap to the run's first request": self.reaction_ms}
        return found | {name: (median(values), "ms") for name, values in taken.items() if values}


async def look_at(running: Stage, waiting: Sequence[Waiting], watched_seconds: float = WATCHED_SECONDS) -> Look:
    """Nothing of the bench is open while the stack rests."""
    await asyncio.sleep(_COMES_TO_REST_SECONDS)
    before, began = cpu_seconds(running.home), time.monotonic()
    await asyncio.sleep(watched_seconds)
    spent, seconds = cpu_seconds(running.home).since(before), time.monotonic() - began
    cpu = ByPart({part: value / seconds * 100 for part, value in spent.values.items()})
    memory, sizes = pss_mb(running.home), await _database_mb(running.home)
    async with (
        running.desk() as desk,
        Wire.to(running.stack.simulators_url) as wire,
        PrefectClient(running.stack.address.prefect_api_url) as prefect,
    ):
        dispatch = await milliseconds(prefect, "dispatch/dispatch", _TIMES)
        upkeep = await milliseconds(prefect, "upkeep/upkeep", _TIMES)
        taps = await _tap(desk, wire, waiting)
    answers, reactions = [answer for answer, _ in taps], [reaction for _, reaction in taps]
    return Look(len(waiting), memory, cpu, sizes, dispatch, upkeep, answers, reactions)


async def _tap(desk: Services, wire: Wire, waiting: Sequence[Waiting]) -> list[tuple[float, float]]:
    tapped = [await tap_and_watch(desk, wire, article) for article in waiting[: _WARM_UP_TAPS + _TAPS]]
    return [(each.answer_ms, each.reaction_ms) for each in tapped[_WARM_UP_TAPS:]]


async def _database_mb(home: Home) -> dict[str, float]:
    dsn = without_driver(SecretStr(postgres.url(home, "postgres")))
    async with await psycopg.AsyncConnection.connect(dsn) as connection:
        sizes = await (await connection.execute(_SIZES)).fetchall()
        return {name: size / _MB for name, size in sizes}
