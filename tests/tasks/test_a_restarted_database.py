"""PostgreSQL falls with a paid answer on its way to its record, and comes back: for real, on a server of its own."""

import asyncio
import dataclasses
import signal
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio
from pydantic import SecretStr
from sqlmodel import col, select

from deployments import databases, postgres
from deployments.home import Home
from integrations.effects import Effects
from integrations.services import Services, install
from models import migrations
from models.database import Database
from models.domain.article import Stage
from models.domain.draft import Answered, Assignment, Draft
from models.tables import Article, CostEntry, Effect
from tasks.drafting import write_revision
from tests.builders import PLAIN, an_account, an_article, reread
from tests.conftest import Outside
from tests.deployments.stage import a_home, supervised
from tests.tasks.test_mending import said

Take = Callable[..., Awaitable[None]]
NAME = "of_its_own"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def home() -> AsyncIterator[Home]:
    """Whoever supervises it starts it again when it fell."""
    with a_home() as home:
        async with supervised(home) as supervisor:
            await supervisor.start(postgres.part(home))
            databases.make_missing(postgres.url(home, NAME))
            migrations.upgrade(postgres.url(home, NAME))
            yield home


@pytest.fixture
async def shaky(desk: Services, home: Home) -> AsyncIterator[Services]:
    """A desk on the PostgreSQL that falls."""
    database = Database(SecretStr(postgres.url(home, NAME)), connections=4)
    shaky = dataclasses.replace(desk, database=database, effects=Effects(database, desk.clock))
    install(shaky)
    yield shaky
    await database.close()


async def fall(home: Home) -> None:
    server = postgres.postmaster_of(home)
    assert server is not None
    server.send_signal(signal.SIGQUIT)  # at once, and every connection is cut
    while server.is_running():
        await asyncio.sleep(0.01)


async def booked(desk: Services, article: Article) -> list[tuple[str, int]]:
    """What was paid, each with how often it was claimed."""
    async with desk.database.session() as session:
        query = select(CostEntry.effect_key, Effect.claims).join(Effect, col(Effect.key) == CostEntry.effect_key)
        return list((await session.exec(query.where(CostEntry.article_id == article.id))).all())


async def test_a_paid_answer_waits_for_its_record_and_is_paid_once(
    shaky: Services, home: Home, outside: Outside, under_lease: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = await an_article(shaky, await an_account(shaky, words=45, images=0), Stage.DRAFTING)
    await outside.post("model/script", content=said(PLAIN.body))
    ask = shaky.writer.draft

    async def ask_and_fall(assignment: Assignment) -> Answered[Draft]:
        answered = await ask(assignment)
        await fall(home)
        return answered

    monkeypatch.setattr(shaky.writer, "draft", ask_and_fall)
    await under_lease(write_revision, article.id, number=1)
    assert (await reread(shaky, article)).stage is Stage.DRAFT_REVIEW
    assert len(await outside.calls("model", "chat")) == 1
    assert await booked(shaky, article) == [(f"article:{article.id}:revision:1:write", 1)]
