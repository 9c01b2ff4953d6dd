"""The right to work on an article, taken and given back by those who really run."""

import asyncio

import pytest

from integrations.services import Services
from models.store import effects
from tasks.lease import LENGTH, held, working_on
from tests.builders import an_account, an_article
from tests.conftest import Clock


@pytest.fixture
async def article_id(desk: Services) -> int:
    return (await an_article(desk, await an_account(desk))).id


async def test_the_second_waits_until_the_first_is_done_and_has_the_higher_fence(
    desk: Services, article_id: int
) -> None:
    order, fences = [], []
    first_is_in, first_may_go = asyncio.Event(), asyncio.Event()

    async def first() -> None:
        async with working_on(article_id) as hold:
            fences.append(hold.fence)
            first_is_in.set()
            await first_may_go.wait()
            order.append("first is done")

    async def second() -> None:
        await first_is_in.wait()
        async with working_on(article_id) as hold:
            fences.append(hold.fence)
            order.append("second begins")

    running = [asyncio.create_task(first()), asyncio.create_task(second())]
    await first_is_in.wait()
    async with desk.database.session() as session:
        assert await effects.lease_of(session, article_id, desk.clock()) is not None
    first_may_go.set()
    await asyncio.gather(*running)
    assert order == ["first is done", "second begins"]
    assert fences == sorted(fences)
    assert len(set(fences)) == 2


async def test_the_lease_of_a_dead_one_is_taken_when_it_has_run_out(
    desk: Services, article_id: int, clock: Clock
) -> None:
    async with desk.database.session() as session:
        dead = await effects.take_lease(session, article_id, "elsewhere:1", clock(), LENGTH)
    clock.advance(seconds=20)
    async with working_on(article_id) as hold:
        assert dead is not None
        assert hold.fence > dead.fence
        assert held() == hold


async def test_it_is_given_back_also_after_a_failure(desk: Services, article_id: int) -> None:
    with pytest.raises(RuntimeError, match="broken"):
        async with working_on(article_id):
            raise RuntimeError("broken")
    async with desk.database.session() as session:
        assert await effects.lease_of(session, article_id, desk.clock()) is None
    with pytest.raises(LookupError):
        held()
