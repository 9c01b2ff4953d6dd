"""The right to work on an article, taken and given back by those who really run."""

import asyncio
from contextvars import Context

import pytest

from integrations.services import Services
from models.domain.errors import HeldElsewhere
from models.store import effects
from tasks import lease
from tasks.lease import LENGTH, held, working_on
from tests.builders import an_account, an_article
from tests.conftest import Clock


@pytest.fixture
async def article_id(desk: Services) -> int:
    return (await an_article(desk, await an_account(desk))).id


async def test_while_one_works_another_is_turned_away_and_then_gets_the_higher_fence(
    desk: Services, article_id: int
) -> None:
    async with working_on(article_id) as first:
        with pytest.raises(HeldElsewhere):
            await _elsewhere(article_id)
    assert await _elsewhere(article_id) > first.fence


def _elsewhere(article_id: int) -> asyncio.Task[int]:
    """Not inside the work that the test is at: what a task begins belongs to the work that began it."""
    return asyncio.create_task(_working(article_id), context=Context())


async def _working(article_id: int) -> int:
    async with working_on(article_id) as hold:
        return hold.fence


async def test_the_lease_of_a_dead_one_is_taken_when_it_has_run_out(
    desk: Services, article_id: int, clock: Clock
) -> None:
    async with desk.database.session() as session:
        dead = await effects.take_lease(session, article_id, "elsewhere:1", clock(), LENGTH)
    clock.advance(seconds=12)
    async with working_on(article_id) as hold:
        assert dead is not None
        assert hold.fence > dead.fence
        assert held() == hold


async def test_who_works_for_longer_than_a_lease_lasts_keeps_it(
    desk: Services, article_id: int, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease, "_RENEWED_EVERY_SECONDS", 0.01)
    async with working_on(article_id) as hold:
        for _ in range(3):
            clock.advance(seconds=8)
            while hold.until < clock() + LENGTH:
                await asyncio.sleep(0)
        async with desk.database.session() as session:
            assert await effects.take_lease(session, article_id, "elsewhere:1", clock(), LENGTH) is None


async def test_it_is_given_back_also_after_a_failure(desk: Services, article_id: int) -> None:
    with pytest.raises(RuntimeError, match="broken"):
        async with working_on(article_id):
            raise RuntimeError("broken")
    async with desk.database.session() as session:
        assert await effects.lease_of(session, article_id, desk.clock()) is None
    with pytest.raises(LookupError):
        held()


async def test_who_is_cut_off_while_it_gives_the_lease_back_ends_and_gives_it_back(
    desk: Services, article_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_its_end = asyncio.Event()

    async def renew_slow_to_end(*_: object) -> None:
        try:
            await asyncio.sleep(60)
        finally:
            at_its_end.set()
            await asyncio.sleep(0.05)

    async def work() -> None:
        async with working_on(article_id):
            await asyncio.sleep(0)  # the renewal begins
        await asyncio.sleep(60)

    monkeypatch.setattr(lease, "_renew", renew_slow_to_end)
    working = asyncio.create_task(work(), context=Context())
    await at_its_end.wait()
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(working, 5)
    async with desk.database.session() as session:
        assert await effects.lease_of(session, article_id, desk.clock()) is None


async def test_a_run_inside_the_work_of_its_worker_uses_that_ones_hold(desk: Services, article_id: int) -> None:
    async with working_on(article_id) as around:
        async with working_on(article_id) as inside:
            assert inside == around
        async with desk.database.session() as session:
            await effects.require_hold(session, around)
