"""Owns looking how far articles have come, in our own database, so seldom and so cheaply that it does not count."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import psycopg
from psycopg.rows import TupleRow
from pydantic import SecretStr

from bench.wire import NothingCame
from deployments import postgres
from deployments.home import Home
from models.database import without_driver
from models.domain.article import Stage
from models.domain.review import ReviewKind

_LOOKS_EVERY_SECONDS = 0.05
_PATIENCE_SECONDS = 60.0
_SHOWN = """
select count(distinct article_id) from review
where article_id = any(%s) and kind = %s and shown_at is not null and closed_at is null
"""
_AT_STAGE = "select count(*) from article where id = any(%s) and stage = %s"


class Progress:
    def __init__(self, connection: psycopg.AsyncConnection[TupleRow]) -> None:
        self._connection = connection

    @classmethod
    @asynccontextmanager
    async def of(cls, home: Home) -> AsyncIterator["Progress"]:
        dsn = without_driver(SecretStr(postgres.url(home, "copydesk")))
        async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
            yield cls(connection)

    async def until_shown(self, ids: Sequence[int], kind: ReviewKind) -> None:
        """Until the writers of all of them were sent the card."""
        await self._until(_SHOWN, ids, kind.value)

    async def until_at(self, ids: Sequence[int], stage: Stage) -> None:
        await self._until(_AT_STAGE, ids, stage.value)

    async def _until(self, query: str, ids: Sequence[int], what: str) -> None:
        """As long as one more gets there, there is hope."""
        there, hope_ends = 0, time.monotonic() + _PATIENCE_SECONDS
        while there < len(ids):
            await asyncio.sleep(_LOOKS_EVERY_SECONDS)
            found = await (await self._connection.execute(query.encode(), [list(ids), what])).fetchone()
            now_there = int(found[0]) if found else 0
            if now_there > there:
                hope_ends = time.monotonic() + _PATIENCE_SECONDS
            elif time.monotonic() > hope_ends:
                raise NothingCame(f"{len(ids) - there} of {len(ids)} articles did not get to {what}.")
            there = now_there
