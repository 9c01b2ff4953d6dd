"""Owns a home whose `up` is killed with everything unfinished, and what its writers are owed at the next start."""

import asyncio
import os
import signal
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import psutil

from deployments.provision import AT_THE_START
from deployments.rehearsal import Rehearsal, start
from integrations.addresses import read_stack
from integrations.services import Services, open_services
from integrations.simulators.scripted_writer import Seen
from models.domain.article import Stage
from models.domain.review import Channel, Verdict
from models.store import articles, reviews
from models.tables import Vigil
from tests.journeys.cast import Cast
from tests.journeys.conftest import STOCK_PACE, settings_of

_LONG, _VERY_LONG = timedelta(minutes=5), timedelta(days=2)
_TOPICS = (
    "A word that nobody heard",
    "A card that nobody saw",
    "A question that nobody answered",
    "A run that was cancelled",
    "A run that was deleted",
)
_NEWEST = {"sort": "EXPECTED_START_TIME_DESC", "limit": 1}


@dataclass(frozen=True)
class Owed:
    """Five articles that sleep, and to each of which something happens while no desk is there to see it."""

    cast: Cast
    decided: int
    unshown: int
    overdue: int
    cancelled: int
    deleted: int

    @classmethod
    async def asleep(cls, cast: Cast) -> "Owed":
        ids = [await cast.start(topic, images=0) for topic in _TOPICS]
        for article_id in ids:
            await cast.run_is(article_id, "Suspended")
        return cls(cast, *ids)

    async def come_about(self) -> None:
        """As answers, outages and the buttons of Prefect's pages leave it."""
        await self.cast.press(await self.cast.article(self.cancelled), "CANCELLING", "Cancelling")
        await self.cast.delete_run(await self.cast.article(self.deleted))
        now = self.cast.desk.clock()
        async with self.cast.desk.database.session() as session:
            for article_id in (self.decided, self.unshown, self.overdue, self.cancelled, self.deleted):
                (await articles.article(session, article_id, for_change=True)).stage_since -= _LONG
            [decided] = await reviews.open_reviews(session, self.decided)
            await reviews.decide(session, decided, Verdict.APPROVE, Channel.CONSOLE, now - _LONG)
            [unshown] = await reviews.open_reviews(session, self.unshown)
            unshown.shown_at, unshown.showing = None, unshown.showing + 1
            [overdue] = await reviews.open_reviews(session, self.overdue)
            overdue.shown_at = now - _VERY_LONG
            (await articles.article(session, self.overdue)).publish_at = now - _LONG
            await session.merge(Vigil(awake_since=now - _VERY_LONG, looked_at=now))

    async def is_given(self, desk: Services) -> None:
        """The cancelled one is on hold like the overdue one, each with its reason; the deleted one waits as it did."""
        cast = self.cast
        cast.desk, cast.writer = desk, cast.writer.again()
        async with asyncio.TaskGroup() as group:
            group.create_task(cast.until(self.overdue, Stage.ON_HOLD))
            group.create_task(cast.until(self.cancelled, Stage.ON_HOLD))
            group.create_task(cast.until(self.decided, Stage.FINAL_REVIEW))
            group.create_task(_has_another_run(cast, self.deleted))
        await cast.writer.message("⏸ “A question that nobody answered” is on hold: nobody answered in time")
        await cast.writer.message("⏸ “A run that was cancelled” is on hold: its run was cancelled in Prefect")
        again = await cast.writer.card("Approve", "again")
        assert "A card that nobody saw" in again.words
        assert (await cast.article(self.deleted)).stage is Stage.DRAFT_REVIEW
        [_] = [seen for seen in await cast.writer.chat() if "A run that was deleted" in seen.words and seen.buttons]
        [upkeep] = await cast.prefect("/flow_runs/filter", {"flow_runs": {"name": {"any_": [AT_THE_START]}}} | _NEWEST)
        await cast.ended(upkeep["id"])
        await cast.writer.close()


async def _has_another_run(cast: Cast, article_id: int) -> None:
    """Its second."""
    while (article := await cast.article(article_id)).flow_run_id is None or article.attempt == 1:
        await asyncio.sleep(0.1)


@dataclass
class Interrupted:
    """An article that waits for its writer, and what is owed, on a home whose `up` was killed."""

    cast: Cast
    article_id: int
    card: Seen
    owed: Owed
    left_behind: tuple[int, ...]

    @classmethod
    async def on(cls, home: Path) -> "Interrupted":
        first = start(home)
        async with (
            open_services(settings_of(home), first.address) as desk,
            Cast.assembled(first.simulators_url, desk, STOCK_PACE) as cast,
            Cast.assembled(first.simulators_url, desk, STOCK_PACE) as other,
        ):
            article_id = await cast.start("The long way home")
            card, owed = await cast.writer.card("Approve", "Revision 1"), await Owed.asleep(other)
            processes = read_stack(home).processes
            first.kill()
            os.kill(next(each.pid for each in processes if each.name == "desk"), signal.SIGKILL)  # the others live on
            await owed.come_about()
        return cls(cast, article_id, card, owed, tuple(each.pid for each in processes))

    async def go_on(self, stack: Rehearsal, desk: Services) -> None:
        assert self.left_behind
        assert not any(psutil.pid_exists(pid) for pid in self.left_behind)
        assert stack.simulators_url == self.cast.simulators_url
        self.cast.desk, self.cast.writer = desk, self.cast.writer.again()
        await self.cast.writer.tap(self.card, "Approve")
        await self.cast.keep_image()
        await self.cast.approve_plan()
        await self.cast.until(self.article_id, Stage.PUBLISHED)
        assert len(await self.cast.posts()) == 1
        await self.cast.writer.close()
