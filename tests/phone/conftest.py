"""The stage of the stories on the phone: the real bot, polling, and every step of the real story, in this process.

Only Prefect is not real: the story is taken up again and again instead of being woken. The journeys have it all, and
are dearer. Telegram sends every update twice here, and every button is tapped twice.
"""

import asyncio
import dataclasses
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import NoReturn

import pytest
from prefect import Task
from sqlalchemy import text

from deployments.desk import be_the_bot
from flows import article as story
from integrations.effects import Effects
from integrations.resuming import start_run
from integrations.services import Services, install
from integrations.telegram.bot import Bot
from integrations.telegram.mailbox import Mailbox
from models.domain.article import ENDED
from models.domain.errors import TryLater
from models.store import articles
from models.tables import Article
from tasks import gate
from tasks.lease import working_on
from tests.conftest import Outside
from tests.phone.company import Company

_LOOKS_ANYWAY_SECONDS = 0.5


class Asleep(Exception):
    """The story waits for a person or a time."""


@pytest.fixture(autouse=True)
def _steps_without_a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each step as the plain function that it wraps, and no run that sleeps."""

    async def sleeps(*_: object) -> NoReturn:
        raise Asleep

    for name, step in list(vars(story).items()):
        if isinstance(step, Task):
            monkeypatch.setattr(story, name, step.fn)
    for name in ("_sleep", "_park"):
        monkeypatch.setattr(gate, name, sleeps)
    monkeypatch.setattr(gate, "is_superseded", lambda _: False)


@pytest.fixture
async def cast(desk: Services, outside: Outside) -> AsyncIterator[Company]:
    now = lambda: datetime.now(UTC)  # noqa: E731 - the clock of people
    settings = desk.settings.model_copy(update={"feedback_pause_seconds": 1.0})
    desk = dataclasses.replace(desk, clock=now, settings=settings, effects=Effects(desk.database, now))
    install(desk)
    bot = Bot(desk)
    running = [
        asyncio.create_task(be_the_bot(desk, Mailbox(desk, bot.handle, bot.say_sorry))),
        asyncio.create_task(_be_the_worker(desk)),
    ]
    try:
        await outside.post("writer/delivery", twice=True)
        async with Company.assembled(outside.root, desk, taps=2) as company:
            yield company
            assert not [task for task in running if task.done()]
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def _be_the_worker(desk: Services) -> None:
    """Looks again when anybody but itself has written something, and now and then for the time."""
    written, looked_at = "", 0.0
    while True:
        if await _written(desk) != written or time.monotonic() - looked_at > _LOOKS_ANYWAY_SECONDS:
            looked_at = time.monotonic()
            await _go_round(desk)
            written = await _written(desk)
        await asyncio.sleep(0.05)


async def _written(desk: Services) -> str:
    """How far PostgreSQL's log goes."""
    async with desk.database.at_once() as session:
        return str(await session.scalar(text("select pg_current_wal_insert_lsn()")))


async def _go_round(desk: Services) -> None:
    async with desk.database.at_once() as session:
        due = [article.id for article in await articles.due(session, desk.clock(), 50)]
        alive = [article.id for article in await articles.articles(session) if _goes_on(article)]
    for article_id in due:
        await start_run(desk, article_id)
    for article_id in alive:
        with suppress(Asleep, TryLater):
            async with working_on(article_id):
                await story.go_on(article_id)


def _goes_on(article: Article) -> bool:
    if article.flow_run_id is None:
        return False
    return article.stage not in ENDED or article.told_at is None or article.told_at < article.stage_since
