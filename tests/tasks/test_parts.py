"""A part of upkeep that fails keeps no other from its turn, and the round ends as failed by its name."""

from collections.abc import Awaitable, Callable

import pytest

from flows.upkeep import UPKEEP, look_after
from integrations.services import Services
from models.domain.errors import Refused, TryLater
from models.store import waiting
from models.tables import Article
from tasks import timekeeping
from tasks.parts import Part, each
from tests.recorded_prefect import RecordedPrefect


def _fails(failure: Exception) -> Callable[[], Awaitable[object]]:
    async def act() -> object:
        raise failure

    return act


async def _works() -> object:
    return 3


async def test_every_part_has_its_turn_and_each_failure_its_name() -> None:
    turns: list[str] = []

    async def last() -> object:
        turns.append("last")
        return 0

    away, unforeseen = TryLater("Prefect is away."), KeyError("run")
    with pytest.raises(
        ExceptionGroup, match=r"2 of 4 parts failed: “wake” \(TryLater\), “revive” \(KeyError\)"
    ) as round_:
        await each(
            [Part("wake", _fails(away)), Part("look", _works), Part("revive", _fails(unforeseen)), Part("z", last)]
        )
    assert round_.value.exceptions == (away, unforeseen)
    assert turns == ["last"]


async def test_what_came_of_each_is_told_in_its_order() -> None:
    assert await each([Part("wake", _works, "{} woken"), Part("keep", _works)]) == "3 woken, 3"


async def test_the_clock_is_looked_at_although_waking_fails(
    desk: Services, prefect: RecordedPrefect, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuses(*_: object) -> list[Article]:
        raise Refused("This does not exist here.")

    monkeypatch.setattr("models.store.orphans.of_the_busy", refuses)
    with pytest.raises(ExceptionGroup, match=f"1 of {len(UPKEEP)} parts failed: “revive the dead”"):
        await look_after.fn()
    async with desk.database.session() as session:
        assert await waiting.vigil(session) is not None
    monkeypatch.undo()
    assert "0 revived" in await look_after.fn()


def test_the_clock_is_among_the_parts() -> None:
    assert timekeeping.keep_times.fn in [part.act for part in UPKEEP]
