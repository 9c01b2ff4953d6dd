"""Owns the short way from a decision to its run: an article that is heard of goes on at once.

It is ours by the article's lease, and Prefect is told while the work is already going on. What nobody heard is found
on Prefect's schedule, by `worker.py`.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import psycopg
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import FlowRun
from prefect.exceptions import ObjectNotFound
from prefect.states import Suspended
from psycopg.conninfo import make_conninfo

from deployments import fast_lane
from integrations.resuming import name_of_run
from integrations.services import Services
from models.database import noticing_cuts, without_driver
from models.domain.errors import HeldElsewhere, TryLater
from models.store import articles, reviews
from models.store.wake import CHANNEL, LISTENER, SCHEDULE
from tasks.lease import working_on
from tasks.reviving import has_work

_LOOKS_AT_A_HELD_ONE, _LOOKS_AGAIN_AFTER_SECONDS = 5, 0.3
_GIVEN_TO_WHOEVER_HEARD = timedelta(seconds=5)
_LEFT_TO_UPKEEP_AFTER = timedelta(minutes=1)  # what does not go on in so many tries does not for want of ears
_READ_WITHIN_SECONDS = 0.05
_LISTENS_AGAIN_AFTER_SECONDS = 1.0
_log = logging.getLogger("copydesk.worker")


class Hearing:
    def __init__(
        self,
        desk: Services,
        client: PrefectClient,
        flow: fast_lane.AnyFlow,
        slots: asyncio.Semaphore,
        schedule_changed: Callable[[], None],
    ) -> None:
        self._desk, self._client, self._flow, self._slots = desk, client, flow, slots
        self._schedule_changed = schedule_changed
        self._going: dict[int, asyncio.Task[None]] = {}
        self._again: set[int] = set()
        self._flow_id: UUID | None = None

    @property
    def in_hand(self) -> tuple[asyncio.Task[None], ...]:
        return tuple(self._going.values())

    def has(self, article_id: object) -> bool:
        return article_id in self._going

    async def listen(self) -> None:
        url = self._desk.address.database_url
        dsn = make_conninfo(without_driver(url), **noticing_cuts(url))
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(
                    dsn, autocommit=True, application_name=LISTENER
                ) as connection:
                    await connection.execute(f"listen {CHANNEL}")
                    await connection.execute(f"listen {SCHEDULE}")
                    await self._catch_up()
                    async for note in _notes(connection):
                        if note.channel == SCHEDULE:
                            self._schedule_changed()
                        else:
                            self._hear(int(note.payload))
            except psycopg.OperationalError:
                await asyncio.sleep(_LISTENS_AGAIN_AFTER_SECONDS)

    async def _catch_up(self) -> None:
        """What was decided while nobody listened, as while PostgreSQL was away."""
        with noting("What was decided meanwhile"):
            async with self._desk.database.session() as session:
                decided = await reviews.decided_and_idle(session, self._desk.clock(), self._desk.clock())
            for article_id in decided:
                self._hear(article_id)

    async def find_the_unheard(self) -> None:
        """A worker that was frozen when it heard of a decision keeps nobody waiting: here it was heard by all."""
        now = self._desk.clock()
        with noting("What was decided and not heard"):
            async with self._desk.database.session() as session:
                idle = await reviews.decided_and_idle(
                    session, now - _GIVEN_TO_WHOEVER_HEARD, now, after=now - _LEFT_TO_UPKEEP_AFTER
                )
            for article_id in set(idle) - self._going.keys():
                self._hear(article_id)

    def _hear(self, article_id: int) -> None:
        """A word that comes while the article is in hand may have come too late for this round: there is another."""
        if article_id in self._going:
            self._again.add(article_id)
            return
        task = asyncio.create_task(self._go_on(article_id))
        self._going[article_id] = task
        task.add_done_callback(lambda done: self._rest(article_id, done))

    def _rest(self, article_id: int, done: asyncio.Task[None]) -> None:
        del self._going[article_id]
        if article_id in self._again:
            self._again.remove(article_id)
            if not done.cancelled():
                self._hear(article_id)

    async def _go_on(self, article_id: int) -> None:
        async with self._slots:
            with noting(f"Article {article_id}"):
                async with self._desk.precedence.beginning():
                    await self._desk.precedence.give_way()
                    await self._hold_and_run(article_id)

    async def _hold_and_run(self, article_id: int) -> None:
        for _ in range(_LOOKS_AT_A_HELD_ONE):
            try:
                async with working_on(article_id):
                    await self._run(article_id)
                return
            except HeldElsewhere:  # most often its last holder, just about to leave
                await asyncio.sleep(_LOOKS_AGAIN_AFTER_SECONDS)
            if not await has_work(article_id):
                return

    async def _run(self, article_id: int) -> None:
        run = await self._run_of(article_id)
        if run is not None and await fast_lane.execute_at_once(self._flow, run):
            self._schedule_changed()

    async def _run_of(self, article_id: int) -> FlowRun | None:
        """The run as Prefect has it, made from what we know: to ask would take longer than to take a decision in."""
        async with self._desk.database.at_once() as session:
            run = await articles.run_of(session, article_id)
        if run is None or run.flow_run_id is None:
            return None
        if self._flow_id is None:
            self._flow_id = (await self._client.read_flow_by_name(self._flow.name)).id
        return FlowRun(
            id=run.flow_run_id,
            flow_id=self._flow_id,
            name=name_of_run(run.topic, run.label),
            tags=[run.label],
            parameters={"article_id": article_id},
            state=Suspended(),
        )


async def _notes(connection: psycopg.AsyncConnection[Any]) -> AsyncIterator[psycopg.Notify]:
    """Read when there is something to read: psycopg's own waiting looks ten times a second whether it is to end."""
    loop, socket = asyncio.get_running_loop(), connection.fileno()
    while True:
        while notes := [note async for note in connection.notifies(timeout=_READ_WITHIN_SECONDS, stop_after=1)]:
            for note in notes:
                yield note
        readable = asyncio.Event()
        loop.add_reader(socket, readable.set)
        try:
            await readable.wait()
        finally:
            loop.remove_reader(socket)


@contextmanager
def noting(what: str) -> Iterator[None]:
    """One run's failure is noted; the others go on."""
    try:
        yield
    except (httpx.HTTPError, ObjectNotFound, TryLater) as failure:
        _log.warning("%s was left: %s", what, type(failure).__name__)
    except Exception:  # noqa: BLE001 - Prefect has recorded why the run failed; the other runs go on
        _log.warning("%s failed; its reason stands in Prefect's log of its run.", what)
