"""The lease of an article: one holder at a time, under a fence that grows, and no claim without it."""

import asyncio

import pytest

from integrations.services import Services
from models.domain.effects import EffectKind
from models.store import effects
from tests.builders import taken
from tests.conftest import Clock

KIND = EffectKind.MODEL_CALL


async def test_a_second_holder_gets_nothing_until_the_lease_is_given_back(desk: Services, article_id: int) -> None:
    first = await taken(desk, article_id, "host:1")
    assert first is not None
    assert await taken(desk, article_id, "host:2") is None
    async with desk.database.session() as session:
        await effects.give_lease_back(session, first)
    second = await taken(desk, article_id, "host:2")
    assert second is not None
    assert second.fence > first.fence


async def test_of_many_who_want_the_lease_one_gets_it(desk: Services, article_id: int) -> None:
    holds = await asyncio.gather(*(taken(desk, article_id, f"host:{number}") for number in range(12)))
    assert len([hold for hold in holds if hold is not None]) == 1


async def test_an_expired_lease_is_taken_over_under_a_higher_fence(
    desk: Services, article_id: int, clock: Clock
) -> None:
    first = await taken(desk, article_id, "host:1")
    clock.advance(seconds=20)
    second = await taken(desk, article_id, "host:2")
    assert first is not None
    assert second is not None
    assert second.fence > first.fence
    async with desk.database.session() as session:
        assert not await effects.renew_lease(session, first, clock())


async def test_a_renewed_lease_is_not_taken_over(desk: Services, article_id: int, clock: Clock) -> None:
    first = await taken(desk, article_id, "host:1")
    assert first is not None
    clock.advance(seconds=15)
    async with desk.database.session() as session:
        assert await effects.renew_lease(session, first, clock())
    clock.advance(seconds=15)
    assert await taken(desk, article_id, "host:2") is None


async def test_who_lost_the_lease_gives_nobody_elses_back(desk: Services, article_id: int, clock: Clock) -> None:
    old = await taken(desk, article_id, "host:1")
    clock.advance(seconds=21)
    await taken(desk, article_id, "host:2")
    assert old is not None
    async with desk.database.session() as session:
        await effects.give_lease_back(session, old)
        assert await effects.lease_of(session, article_id, clock()) is not None


@pytest.mark.parametrize("in_the_claim", [True, False])
async def test_nobody_takes_the_lease_while_a_claim_is_being_written(
    desk: Services, article_id: int, clock: Clock, in_the_claim: bool
) -> None:
    """The fence is looked at and kept in one transaction: a taker waits for its end."""
    hold = await taken(desk, article_id, "host:1")
    assert hold is not None
    clock.advance(seconds=21)
    async with desk.database.session() as session:
        if in_the_claim:
            await effects.claim(session, "key", KIND, clock(), hold)
        else:
            await effects.require_hold(session, hold)
        taker = asyncio.create_task(taken(desk, article_id, "host:2"))
        done, _ = await asyncio.wait({taker}, timeout=0.2)
        assert not done
    assert await taker is not None
