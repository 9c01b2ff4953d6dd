"""Who goes first in a burst: answers, then runs on their way to their first request, then everything else."""

import asyncio

import pytest

from integrations import precedence
from integrations.precedence import Precedence, first_request_goes_out, first_requests_are_out
from integrations.writing import toll
from models.domain.money import Forecast


async def has_to_wait(desk: Precedence) -> bool:
    """Whether a step that can wait is still kept back after everything else had its turn."""
    step = asyncio.create_task(desk.give_way())
    done, _ = await asyncio.wait({step}, timeout=0.02)
    step.cancel()
    return not done


async def test_what_can_wait_waits_until_one_answer_at_most_is_left() -> None:
    desk = Precedence()
    waiting = [desk.waits_for_an_answer() for _ in range(3)]
    assert desk.is_crowded
    assert await has_to_wait(desk)
    waiting[0].end()
    assert await has_to_wait(desk)
    waiting[1].end()
    assert not desk.is_crowded
    assert not await has_to_wait(desk)


async def test_an_answer_that_ends_twice_counts_once() -> None:
    desk = Precedence()
    first, *_ = [desk.waits_for_an_answer() for _ in range(3)]
    first.end()
    first.end()
    assert await has_to_wait(desk)


async def test_a_run_goes_before_the_others_until_its_first_request_goes_out() -> None:
    desk = Precedence()
    goes_out, rests = asyncio.Event(), asyncio.Event()

    async def run() -> None:
        async with desk.beginning():
            await desk.give_way()  # not to itself
            await goes_out.wait()
            first_request_goes_out()
            await rests.wait()

    running = asyncio.create_task(run())
    await asyncio.sleep(0)
    assert await has_to_wait(desk)
    goes_out.set()
    assert not await has_to_wait(desk)
    rests.set()
    await running


async def test_a_run_that_fails_before_its_first_request_keeps_nobody_back() -> None:
    desk = Precedence()
    with pytest.raises(RuntimeError):
        async with desk.beginning():
            raise RuntimeError
    assert not await has_to_wait(desk)


async def test_a_run_that_begins_waits_for_answers_too() -> None:
    desk = Precedence()
    waiting = [desk.waits_for_an_answer() for _ in range(2)]
    async with desk.beginning():
        assert await has_to_wait(desk)
        waiting[0].end()
        assert not await has_to_wait(desk)


async def test_nobody_is_kept_back_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precedence, "_KEPT_BACK_AT_MOST_SECONDS", 0.001)
    desk = Precedence()
    waiting = [desk.waits_for_an_answer() for _ in range(2)]
    assert not await has_to_wait(desk)
    assert all(not each.is_over for each in waiting)


async def test_what_hangs_is_urgent_for_a_moment_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precedence, "_URGENT_AT_MOST_SECONDS", 0.001)
    desk = Precedence()
    waiting = [desk.waits_for_an_answer() for _ in range(2)]
    await asyncio.wait_for(desk.give_way(), timeout=1)
    assert any(each.is_over for each in waiting)


async def test_what_a_run_says_about_itself_waits_for_its_own_first_request_and_for_those_of_others() -> None:
    desk, said = Precedence(), []

    async def say() -> None:
        await first_requests_are_out()
        said.append("said")

    async with desk.beginning():
        with_it = asyncio.create_task(say())
        await asyncio.sleep(0)
        assert said == []
        async with desk.beginning():
            with_other = asyncio.create_task(say())
            await asyncio.sleep(0)
            first_request_goes_out()
            await asyncio.sleep(0.01)
            assert said == []
    await asyncio.gather(with_it, with_other)
    await say()  # nobody begins
    assert said == ["said"] * 3


async def test_what_a_run_says_about_itself_is_not_kept_back_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precedence, "_KEPT_BACK_AT_MOST_SECONDS", 0.001)
    desk = Precedence()
    async with desk.beginning():
        first_request_goes_out()
        another = asyncio.create_task(_begin_and_hang(desk))
        await asyncio.sleep(0)
        await asyncio.wait_for(first_requests_are_out(), 1)
        another.cancel()


async def _begin_and_hang(desk: Precedence) -> None:
    async with desk.beginning():
        await asyncio.sleep(60)


async def test_a_paid_request_goes_out_after_it_was_asked_about() -> None:
    desk, out_while_asked = Precedence(), []

    async def gate(_: Forecast) -> None:
        await asyncio.sleep(0)
        out_while_asked.append(is_out.done())

    async with desk.beginning():
        with toll.asked_of(gate):
            is_out = asyncio.create_task(first_requests_are_out())
            await toll.require_paid_picture("a-model", "bees on a roof")
            await asyncio.wait_for(is_out, 1)
    assert out_while_asked == [False]


async def test_of_many_who_begin_some_are_through_before_the_others_get_their_turn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(precedence, "_BEGIN_AT_ONCE", 2)
    desk, begun, go_on = Precedence(), list[int](), [asyncio.Event() for _ in range(4)]

    async def run(number: int) -> None:
        async with desk.beginning():
            begun.append(number)
            await go_on[number].wait()
            first_request_goes_out()
            await asyncio.sleep(60)

    running = [asyncio.create_task(run(number)) for number in range(4)]
    await asyncio.sleep(0.01)
    assert begun == [0, 1]
    go_on[1].set()
    await asyncio.sleep(0.01)
    assert begun == [0, 1, 2]
    running[0].cancel()
    await asyncio.sleep(0.01)
    assert begun == [0, 1, 2, 3]
    assert await has_to_wait(desk)  # for those who have not yet begun as well
    for each in running:
        each.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    assert not await has_to_wait(desk)
