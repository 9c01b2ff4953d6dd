"""What was decided and not heard is found by every worker within seconds, and once."""

import asyncio
from typing import cast

import psycopg
import pytest
from prefect.client.orchestration import PrefectClient
from pydantic import SecretStr
from sqlalchemy import text

from deployments import hearing
from deployments.hearing import Hearing, _notes
from flows.article import publish_article
from integrations.services import Services
from models.database import without_driver
from models.domain.article import Stage
from models.domain.review import Channel, ReviewKind, Verdict
from models.store import effects, reviews
from models.store.wake import LISTENER
from tasks.lease import LENGTH
from tests.builders import an_account, at_review, change, decided
from tests.conftest import Clock

_CUT = text(
    "select pg_terminate_backend(pid) from pg_stat_activity"
    " where application_name = :name and datname = current_database()"
)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The articles with which this process would go on."""
    found: list[int] = []

    async def go_on(_: Hearing, article_id: int) -> None:
        found.append(article_id)

    monkeypatch.setattr(Hearing, "_go_on", go_on)
    return found


def a_hearing(desk: Services) -> Hearing:
    nobody = cast(PrefectClient, None)
    return Hearing(desk, nobody, publish_article, asyncio.Semaphore(1), lambda: None)


async def _look(hearing: Hearing) -> None:
    await hearing.find_the_unheard()
    await asyncio.gather(*hearing.in_hand)


async def test_a_decision_that_a_frozen_worker_heard_is_found_after_five_seconds(
    desk: Services, clock: Clock, heard: list[int]
) -> None:
    article, [review] = await at_review(desk, ReviewKind.DRAFT)
    hearing = a_hearing(desk)
    await decided(desk, review, Verdict.APPROVE)
    clock.advance(seconds=5)
    await _look(hearing)
    assert heard == []
    clock.advance(seconds=1)
    await _look(hearing)
    assert heard == [article.id]


async def test_one_that_is_worked_on_is_left_alone_until_its_lease_runs_out(
    desk: Services, clock: Clock, heard: list[int]
) -> None:
    article, [review] = await at_review(desk, ReviewKind.DRAFT)
    await decided(desk, review, Verdict.APPROVE)
    clock.advance(seconds=6)
    async with desk.database.session() as session:
        await effects.take_lease(session, article.id, "another/host:7:1:1", clock(), LENGTH)
    await _look(a_hearing(desk))
    assert heard == []
    clock.now += LENGTH
    await _look(a_hearing(desk))
    assert heard == [article.id]


async def test_what_does_not_go_on_for_a_minute_is_left_to_upkeep(
    desk: Services, clock: Clock, heard: list[int]
) -> None:
    _, [review] = await at_review(desk, ReviewKind.DRAFT)
    await decided(desk, review, Verdict.APPROVE)
    clock.advance(seconds=61)
    await _look(a_hearing(desk))
    assert heard == []


async def test_notes_that_come_together_and_apart_are_all_read(database_url: SecretStr) -> None:
    dsn = without_driver(database_url)
    async with (
        await psycopg.AsyncConnection.connect(dsn, autocommit=True) as ours,
        await psycopg.AsyncConnection.connect(dsn, autocommit=True) as other,
    ):
        await ours.execute("listen word")
        notes = _notes(ours)
        for words in (("1", "2"), ("3",)):
            for word in words:
                await other.execute("select pg_notify('word', %s)", [word])
            assert [(await anext(notes)).payload for _ in words] == list(words)
            await asyncio.sleep(0)


async def test_what_was_decided_while_nobody_listened_is_heard_at_the_start_and_after_each_cut(
    desk: Services, clock: Clock, heard: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hearing, "_LISTENS_AGAIN_AFTER_SECONDS", 0.01)
    account = await an_account(desk)
    first, [review] = await at_review(desk, ReviewKind.DRAFT, account)
    await decided(desk, review, Verdict.APPROVE)
    clock.advance(seconds=1)
    listening = asyncio.create_task(a_hearing(desk).listen())
    while heard != [first.id]:
        await asyncio.sleep(0.01)
    await change(desk, first, stage=Stage.DROPPED)
    second, [review] = await at_review(desk, ReviewKind.DRAFT, account)
    async with desk.database.session() as session:  # by a process that died before it told anybody
        await reviews.decide(session, review, Verdict.APPROVE, Channel.CONSOLE, desk.clock())
    clock.advance(seconds=1)
    async with desk.database.session() as session:
        await (await session.connection()).execute(_CUT, {"name": LISTENER})
    while second.id not in heard:
        await asyncio.sleep(0.01)
    listening.cancel()
    await asyncio.wait({listening})
