"""Owns counting what a stretch of work costs on the stack's servers: Prefect API requests, SQL statements.

Both are counted by the servers themselves; it refuses to put anything between them and who asks them.
"""

import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import prefect
import psycopg
import yaml
from psycopg.rows import TupleRow

from deployments import postgres
from deployments.home import Home, only_one

# pgstatstatements: the view needs its library from the server's start, https://www.postgresql.org/docs/18/pgstatstatements.html
_COUNT_STATEMENTS = "\nshared_preload_libraries = 'pg_stat_statements'\n"
_CALLS = """
select datname, coalesce(sum(calls), 0)::bigint from pg_stat_statements join pg_database on dbid = pg_database.oid
where datname in ('copydesk', 'prefect') and query not like '%pg_stat_statements%' group by datname
"""
_DEAREST = """
select datname, total_exec_time, calls, regexp_replace(query, '\\s+', ' ', 'g') from pg_stat_statements
join pg_database on dbid = pg_database.oid where datname in ('copydesk', 'prefect')
and query not like '%%pg_stat_statements%%' order by total_exec_time desc limit %s
"""
_REQUEST = re.compile(r'"(?P<verb>[A-Z]+) /api/(?P<path>[^ ?"]+)')
_NUMBER = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
_NOT_OF_A_RESUME = ("work_pools/", "flow_runs/filter", "health")  # the worker's safety net, our own looks, the probes


@dataclass(frozen=True)
class Statement:
    """A statement with the time that all its calls took."""

    database: str
    milliseconds: float
    calls: int
    text: str


@dataclass(frozen=True)
class Spent:
    """What was asked of the servers so far."""

    requests: Counter[str]
    prefect_statements: int
    our_statements: int

    def since(self, before: "Spent") -> "Spent":
        return Spent(
            self.requests - before.requests,
            self.prefect_statements - before.prefect_statements,
            self.our_statements - before.our_statements,
        )


def prepare_counting(home: Home) -> None:
    """Before the start: PostgreSQL counts statements, and Prefect's server writes its requests into its log."""
    home.make()
    with only_one(home):
        postgres.part(home).prepare()
        config = home.postgres / "postgresql.conf"
        if _COUNT_STATEMENTS not in config.read_text():
            with config.open("a") as file:
                file.write(_COUNT_STATEMENTS)
    # Prefect reads PREFECT_HOME/logging.yml in place of its own.
    logging = yaml.safe_load((Path(prefect.__file__).parent / "logging" / "logging.yml").read_text())
    logging["handlers"]["plain"] = {"class": "logging.StreamHandler", "level": "INFO"}
    logging["loggers"]["uvicorn.access"] = {"level": "INFO", "handlers": ["plain"], "propagate": False}
    (home.prefect / "logging.yml").write_text(yaml.safe_dump(logging))


class Costs:
    def __init__(self, connection: psycopg.AsyncConnection[TupleRow], prefect_log: Path) -> None:
        self._connection, self._log = connection, prefect_log

    @classmethod
    @asynccontextmanager
    async def of(cls, home: Home) -> AsyncIterator["Costs"]:
        dsn = postgres.url(home, "copydesk").replace("postgresql+psycopg", "postgresql")
        async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
            await connection.execute("create extension if not exists pg_stat_statements")
            yield cls(connection, home.log_of("prefect"))

    async def spent(self) -> Spent:
        counted = await self._connection.execute(_CALLS)
        calls: dict[str, int] = dict(await counted.fetchall())
        return Spent(self._requests(), calls.get("prefect", 0), calls.get("copydesk", 0))

    async def begin_anew(self) -> None:
        await self._connection.execute("select pg_stat_statements_reset()")

    async def dearest(self, count: int) -> list[Statement]:
        """The statements that took most of PostgreSQL's time."""
        return [Statement(*row) for row in await (await self._connection.execute(_DEAREST, [count])).fetchall()]

    def _requests(self) -> Counter[str]:
        found = (_REQUEST.search(line) for line in self._log.read_text(errors="replace").splitlines())
        named = (f"{each['verb']} {_NUMBER.sub('{id}', each['path'])}" for each in found if each)
        return Counter(name for name in named if not any(other in name for other in _NOT_OF_A_RESUME))
