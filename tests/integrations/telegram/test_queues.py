"""The queues of the chats: in order within one, side by side between them, and nothing keeps another waiting."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

import pytest
import telegram

from integrations.services import Services
from models.domain.errors import CopydeskError, NeedsPerson, Refused, TryLater, Unknown
from models.store import inbox
from tests.conftest import Clock
from tests.integrations.telegram.updates import Handled, a_mailbox, an_update, stored


class Killed(BaseException):
    """Ends the handling where it stands, as a kill does."""


async def test_within_a_chat_the_order_is_kept_however_the_updates_came(desk: Services) -> None:
    handled = Handled()
    mailbox = a_mailbox(desk, handled)
    await mailbox.receive([an_update(9, "third"), an_update(7, "first")])
    await mailbox.receive([an_update(8, "second")])
    await mailbox.handle_waiting()
    assert handled.texts == ["first", "second", "third"]


async def test_what_has_to_wait_is_handled_later_and_before_what_came_after_it(desk: Services, clock: Clock) -> None:
    handled = Handled(first=TryLater("not now"))
    mailbox = a_mailbox(desk, handled)
    await mailbox.receive([an_update(7, "first"), an_update(8, "second")])
    await mailbox.handle_waiting()
    await mailbox.handle_waiting()
    assert [each.handled_at for each in await stored(desk)] == [None, None]
    assert handled.texts == ["first"]
    clock.advance(seconds=1)
    await mailbox.handle_waiting()
    assert handled.texts == ["first", "first", "second"]
    assert all(each.handled_at is not None and each.fault == "" for each in await stored(desk))


async def test_a_chat_that_waits_neither_stops_another_nor_lets_it_be_handled_twice(desk: Services) -> None:
    began, may_end = asyncio.Event(), asyncio.Event()
    handled: list[str] = []

    async def handle(update: telegram.Update) -> None:
        text = update.message.text if update.message else None
        handled.append(str(text))
        if text == "busy":
            raise TryLater("not now")
        began.set()
        await may_end.wait()

    mailbox = a_mailbox(desk, handle)
    await mailbox.receive([an_update(7, "busy", chat=1), an_update(8, "slow", chat=2)])
    passing = asyncio.create_task(mailbox.handle_waiting())
    await began.wait()
    done, _ = await asyncio.wait({passing}, timeout=0.1)
    assert not done, "the next look would handle what is still in hand"
    may_end.set()
    await passing
    assert sorted(handled) == ["busy", "slow"]


@pytest.mark.parametrize("fault", [NeedsPerson("shut out"), Unknown("lost"), Refused("no")])
async def test_what_fails_for_good_is_kept_with_its_fault_and_stops_nothing(
    desk: Services, fault: CopydeskError
) -> None:
    handled = Handled(first=fault)
    mailbox = a_mailbox(desk, handled)
    await mailbox.receive([an_update(7, "first"), an_update(8, "second")])
    await mailbox.handle_waiting()
    await mailbox.handle_waiting()
    assert handled.texts == ["first", "second"]
    assert [each.fault for each in await stored(desk)] == [str(fault), ""]


async def test_what_nobody_foresaw_is_tried_again_then_parked_and_told_and_the_next_one_is_handled(
    desk: Services, clock: Clock
) -> None:
    tried: list[str] = []

    async def handle(update: telegram.Update) -> None:
        tried.append(update.message.text or "" if update.message else "")
        if tried[-1] == "first":
            raise SystemError("nobody foresaw this")

    told = Handled()
    mailbox = a_mailbox(desk, handle, told)
    await mailbox.receive([an_update(7, "first"), an_update(8, "second"), an_update(9, "other", chat=2)])
    for _ in range(4):
        await mailbox.handle_waiting()
        clock.advance(seconds=10)
    assert tried == ["first", "other", "first", "first", "second"]
    assert told.texts == ["first"]
    assert [each.fault for each in await stored(desk)] == ["SystemError", "", ""]


async def test_an_outage_is_waited_out_with_growing_pauses_but_not_for_ever(desk: Services, clock: Clock) -> None:
    tries = 0

    async def handle(_: telegram.Update) -> None:
        nonlocal tries
        tries += 1
        raise TryLater("away", retry_after_seconds=90 if tries == 2 else None)

    told = Handled()
    mailbox = a_mailbox(desk, handle, told)
    await mailbox.receive([an_update(7, "first")])
    pauses = []
    for _ in range(9):
        await mailbox.handle_waiting()
        [update] = await stored(desk)
        assert update.retry_at is not None
        pauses.append((update.retry_at - desk.clock()).total_seconds())
        clock.now = update.retry_at
    assert pauses == [1, 90, 4, 8, 16, 32, 60, 60, 60]
    clock.advance(hours=24)
    await mailbox.handle_waiting()
    [update] = await stored(desk)
    assert (update.handled_at, update.fault, told.texts) == (desk.clock(), "away", ["first"])


async def test_a_chat_that_hangs_keeps_no_other_waiting_not_even_for_what_comes_later(desk: Services) -> None:
    handled: list[str] = []

    async def handle(update: telegram.Update) -> None:
        text = str(update.message.text if update.message else "")
        if text == "hangs":
            await asyncio.Event().wait()
        handled.append(text)

    mailbox = a_mailbox(desk, handle)
    await mailbox.receive([an_update(7, "hangs", chat=1), an_update(8, "behind it", chat=1), an_update(9, "a", chat=2)])
    working = asyncio.create_task(mailbox.work())
    await until(lambda: handled == ["a"])
    await mailbox.receive([an_update(10, "b", chat=2)])
    await until(lambda: handled == ["a", "b"])
    working.cancel()
    with suppress(asyncio.CancelledError):
        await working
    assert [each.handled_at for each in await stored(desk)][:2] == [None, None]


async def test_a_chat_that_many_updates_wait_for_leaves_room_for_the_others(desk: Services) -> None:
    mailbox = a_mailbox(desk, Handled())
    await mailbox.receive(an_update(number, "busy", chat=1) for number in range(1, 101))
    await mailbox.receive([an_update(101, "quiet", chat=2)])
    async with desk.database.session() as session:
        waiting = await inbox.unhandled(session, mailbox._bot_id, desk.clock(), of_a_chat=20, limit=10)
    assert [each.chat_id for each in waiting].count(2) == 1
    for _ in range(5):
        await mailbox.handle_waiting()
    assert all(each.handled_at is not None for each in await stored(desk))


async def until(so: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not so():
            await asyncio.sleep(0.01)


async def test_a_death_before_the_end_of_the_handling_lets_it_be_handled_again(desk: Services) -> None:
    handled = Handled(first=Killed())
    mailbox = a_mailbox(desk, handled)
    await mailbox.receive([an_update(7, "first")])
    with pytest.raises(Killed):
        await mailbox.handle_waiting()
    await a_mailbox(desk, handled).handle_waiting()
    assert handled.texts == ["first", "first"]
