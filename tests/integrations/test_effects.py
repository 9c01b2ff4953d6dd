"""Claim, act, record, under a lease and without one."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from integrations import patience
from integrations.effects import Effects
from integrations.services import Services
from models.domain.effects import EffectKind
from models.domain.errors import CopydeskError, LostLease, NeedsPerson, Refused, TryLater, Unknown
from models.store import effects
from models.tables import Effect, Event, Json
from tests.builders import taken
from tests.conftest import Clock

KIND = EffectKind.MODEL_CALL


class Deed:
    """Something that is done, and counted."""

    def __init__(self, *ends: Exception | Json) -> None:
        self.done, self._ends = 0, list(ends)

    async def __call__(self) -> Json:
        self.done += 1
        end: Exception | Json = self._ends.pop(0) if self._ends else {"number": self.done}
        if isinstance(end, Exception):
            raise end
        return end


class Gate:
    """A deed that is on its way until it is let through."""

    def __init__(self, end: Exception | Json) -> None:
        self.entered, self.opened, self._deed = asyncio.Event(), asyncio.Event(), Deed(end)

    async def __call__(self) -> Json:
        self.entered.set()
        await self.opened.wait()
        return await self._deed()


async def kept(desk: Services, key: str = "key") -> Effect | None:
    async with desk.database.session() as session:
        return await session.get(Effect, key)


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "PAUSES_SECONDS", (0, 0, 0))


async def test_two_who_come_at_once_in_one_process_do_it_once(desk: Services) -> None:
    """As the bot that takes in what was said, and its chores that look at the same moment."""
    deed, begun = Deed(), asyncio.Event()

    async def slow() -> Json:
        begun.set()
        for _ in range(20):  # time enough for the other to claim it, if that were possible
            await kept(desk)
        return await deed()

    first = asyncio.create_task(desk.effects.once("key", KIND, slow))
    await begun.wait()
    second = await desk.effects.once("key", KIND, slow)
    assert (await first, second, deed.done) == ({"number": 1}, {"number": 1}, 1)


async def test_an_effect_is_done_once_and_its_outcome_given_ever_after(desk: Services) -> None:
    deed = Deed()
    outcomes = [await desk.effects.once("key", KIND, deed) for _ in range(3)]
    assert outcomes == [{"number": 1}] * 3
    assert deed.done == 1
    effect = await kept(desk)
    assert effect is not None
    assert (effect.claims, effect.recorded_at) == (1, desk.clock())


async def test_another_key_is_another_effect(desk: Services) -> None:
    deed = Deed()
    assert await desk.effects.once("one", KIND, deed) != await desk.effects.once("other", KIND, deed)
    assert deed.done == 2


@pytest.mark.parametrize("proof", [TryLater("busy"), Refused("no"), NeedsPerson("no credit")])
async def test_where_nothing_was_done_the_claim_is_given_back(desk: Services, proof: CopydeskError) -> None:
    deed = Deed(proof)
    with pytest.raises(type(proof)):
        await desk.effects.once("key", KIND, deed)
    assert await kept(desk) is None
    assert await desk.effects.once("key", KIND, deed) == {"number": 2}
    effect = await kept(desk)
    assert effect is not None
    assert effect.claims == 1


@pytest.mark.parametrize("end", [Unknown("lost"), RuntimeError("killed")])
async def test_where_nobody_knows_the_claim_stays_and_the_second_try_is_counted(desk: Services, end: Exception) -> None:
    deed = Deed(end)
    with pytest.raises(type(end)):
        await desk.effects.once("key", KIND, deed)
    unknown = await kept(desk)
    assert unknown is not None
    assert (unknown.claims, unknown.recorded_at) == (1, None)
    await desk.effects.once("key", KIND, deed)
    effect = await kept(desk)
    assert effect is not None
    assert (effect.claims, effect.recorded_at, effect.outcome) == (2, desk.clock(), {"number": 2})


async def test_a_cut_off_act_leaves_its_claim(desk: Services) -> None:
    began = asyncio.Event()

    async def endless() -> Json:
        began.set()
        await asyncio.Event().wait()
        return {}

    acting = asyncio.create_task(desk.effects.once("key", KIND, endless))
    await began.wait()
    acting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await acting
    unknown = await kept(desk)
    assert unknown is not None
    assert unknown.recorded_at is None


async def test_what_belongs_to_the_outcome_is_stored_with_it_or_neither_is(desk: Services, article_id: int) -> None:
    async def fails(session: AsyncSession, outcome: Json) -> None:
        session.add(Event(article_id=article_id, at=desk.clock(), text="half"))
        await session.flush()
        raise RuntimeError("killed")

    with pytest.raises(RuntimeError, match="killed"):
        await desk.effects.once("key", KIND, Deed(), also=fails)
    unknown = await kept(desk)
    assert unknown is not None
    assert unknown.recorded_at is None
    async with desk.database.session() as session:
        assert await session.get(Event, 1) is None


async def test_an_outcome_and_what_belongs_to_it_are_stored_once_although_the_end_of_that_was_lost(
    desk: Services, article_id: int, hurried: None
) -> None:
    """The transaction went through, and the connection was cut before PostgreSQL could say so."""
    is_cut = iter([True])

    async def also(session: AsyncSession, outcome: Json) -> None:
        session.add(Event(article_id=article_id, at=desk.clock(), text=str(outcome["number"])))
        if next(is_cut, False):
            await session.commit()
            raise TryLater("the connection was cut")

    deed = Deed()
    assert await desk.effects.once("key", KIND, deed, also=also) == {"number": 1}
    async with desk.database.session() as session:
        told = (await session.exec(select(Event.text).where(Event.article_id == article_id))).all()
    assert (deed.done, told) == (1, ["1"])


async def test_where_the_database_stays_away_the_outcome_is_given_up_and_the_claim_stays(
    desk: Services, hurried: None
) -> None:
    async def away(session: AsyncSession, outcome: Json) -> None:
        raise TryLater("away")

    with pytest.raises(TryLater):
        await desk.effects.once("key", KIND, Deed(), also=away)
    async with desk.database.session() as session:
        assert (await session.get_one(Effect, "key")).recorded_at is None


async def test_a_late_record_does_not_change_an_outcome_that_was_already_given(desk: Services) -> None:
    """The slow first one comes back after a second one, of another process, was paid for and read."""
    elsewhere = Effects(desk.database, desk.clock)
    slow, may_end = asyncio.Event(), asyncio.Event()

    async def first() -> Json:
        slow.set()
        await may_end.wait()
        return {"from": "first"}

    acting = asyncio.create_task(desk.effects.once("key", KIND, first))
    await slow.wait()
    assert await elsewhere.once("key", KIND, Deed({"from": "second"})) == {"from": "second"}
    may_end.set()
    await acting
    assert await desk.effects.once("key", KIND, Deed()) == {"from": "second"}


async def test_who_lost_the_lease_and_is_refused_gives_back_nobody_elses_claim(
    desk: Services, article_id: int, clock: Clock
) -> None:
    """Frozen while the model refused it: another goes on meanwhile, and is answered after that."""
    old = await taken(desk, article_id, "host:1")
    refused, answered = Gate(TryLater("busy")), Gate({"from": "second"})
    first = asyncio.create_task(desk.effects.once("key", KIND, refused, hold=old))
    await refused.entered.wait()
    clock.advance(seconds=21)
    new = await taken(desk, article_id, "host:2")
    second = asyncio.create_task(desk.effects.once("key", KIND, answered, hold=new))
    await answered.entered.wait()
    refused.opened.set()
    with pytest.raises(TryLater):
        await first
    answered.opened.set()
    assert await second == {"from": "second"}
    effect = await kept(desk)
    assert effect is not None
    assert (effect.claims, effect.outcome) == (1, {"from": "second"})


async def test_a_proof_that_nothing_was_done_takes_back_one_claim_and_not_those_before(desk: Services) -> None:
    deed = Deed(Unknown("lost"), TryLater("busy"), TryLater("busy"))
    for _ in range(3):
        with pytest.raises(CopydeskError):
            await desk.effects.once("key", KIND, deed)
    effect = await kept(desk)
    assert effect is not None
    assert effect.claims == 1


async def test_a_bot_that_was_frozen_since_its_claim_looks_whether_another_did_it(
    desk: Services, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere, claim = Effects(desk.database, desk.clock), effects.claim

    async def frozen_after(*given: Any) -> Json | None:
        monkeypatch.setattr(effects, "claim", claim)
        done = await claim(*given)
        clock.advance(seconds=12)
        await elsewhere.once("key", EffectKind.MESSAGE, Deed({"from": "another"}))
        return done

    monkeypatch.setattr(effects, "claim", frozen_after)
    deed = Deed()
    assert await desk.effects.once("key", EffectKind.MESSAGE, deed) == {"from": "another"}
    assert deed.done == 0


async def test_who_lost_the_lease_cannot_claim_and_does_nothing(desk: Services, article_id: int, clock: Clock) -> None:
    old = await taken(desk, article_id, "host:1")
    clock.advance(seconds=21)
    assert await taken(desk, article_id, "host:2") is not None
    deed = Deed()
    with pytest.raises(LostLease, match=f"Article {article_id} is being worked on elsewhere"):
        await desk.effects.once("key", KIND, deed, hold=old)
    assert deed.done == 0
    assert await kept(desk) is None


async def test_a_claim_names_the_article_and_the_fence(desk: Services, article_id: int) -> None:
    hold = await taken(desk, article_id, "host:1")
    assert hold is not None
    await desk.effects.once("key", KIND, Deed(), hold=hold)
    effect = await kept(desk)
    assert effect is not None
    assert (effect.article_id, effect.fence) == (article_id, hold.fence)


async def test_a_claim_that_waited_for_a_taker_finds_the_lease_lost(
    desk: Services, article_id: int, clock: Clock
) -> None:
    """As a process that claims at the same moment at which another one takes its article over."""
    hold, deed = await taken(desk, article_id, "host:1"), Deed()
    clock.advance(seconds=21)
    async with desk.database.session() as session:
        assert await effects.take_lease(session, article_id, "host:2", clock(), timedelta(seconds=20)) is not None
        claiming = asyncio.create_task(desk.effects.once("key", KIND, deed, hold=hold))
        done, _ = await asyncio.wait({claiming}, timeout=0.2)
        assert not done
    with pytest.raises(LostLease):
        await claiming
    assert (deed.done, await kept(desk)) == (0, None)
