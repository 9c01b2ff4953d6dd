"""A role of which there may be one: kept, lost, given back, and taken over from the dead."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from deployments.desk import be_the_bot
from deployments.duty import LENGTH, OnDuty
from integrations.services import Services
from integrations.telegram.bot import Bot
from integrations.telegram.mailbox import Mailbox
from models.store import duties
from tasks.holders import holder_of
from tests.builders import ADA
from tests.conftest import Clock, Outside

BOB, EVE = 2002, 3003
NO_PROCESS = 2**22 + 1  # beyond what Linux gives


class Role:
    """What is done on duty, and whether it is being done."""

    def __init__(self) -> None:
        self.begun, self.ended = asyncio.Event(), asyncio.Event()

    async def __call__(self) -> None:
        self.begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.ended.set()


@asynccontextmanager
async def a_process(desk: Services, holder: str) -> AsyncIterator[Role]:
    role = Role()
    task = asyncio.create_task(OnDuty(desk, "bot 1", holder, 0.01).work(role))
    try:
        yield role
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_one_works_and_the_other_stands_by_until_the_first_leaves(desk: Services) -> None:
    async with a_process(desk, "b/host:1:1") as second:
        await second.begun.wait()
        async with a_process(desk, "a/host:1:1") as first:
            with suppress(TimeoutError):
                await asyncio.wait_for(first.begun.wait(), 0.2)
            assert not first.begun.is_set()
    assert second.ended.is_set()
    async with a_process(desk, "a/host:1:1") as first:
        await first.begun.wait()


async def test_of_a_dead_process_of_this_host_it_is_free_at_once(desk: Services) -> None:
    async with desk.database.session() as session:
        await duties.keep(session, "bot 1", holder_of(NO_PROCESS, 1), desk.clock(), LENGTH)
    async with a_process(desk, "b/host:1:1") as second:
        await second.begun.wait()


async def test_of_one_that_died_elsewhere_it_is_free_when_it_has_run_out(desk: Services, clock: Clock) -> None:
    async with desk.database.session() as session:
        await duties.keep(session, "bot 1", "a/host:1:1", desk.clock(), LENGTH)
    async with a_process(desk, "b/host:1:1") as second:
        with suppress(TimeoutError):
            await asyncio.wait_for(second.begun.wait(), 0.1)
        assert not second.begun.is_set()
        clock.now += LENGTH
        await second.begun.wait()


async def test_one_that_was_frozen_and_lost_it_stops(desk: Services, clock: Clock) -> None:
    async with a_process(desk, "a/host:1:1") as first:
        await first.begun.wait()
        async with desk.database.session() as session:
            await duties.keep(session, "bot 1", "a/host:1:1", desk.clock() - 2 * LENGTH, LENGTH)
            assert await duties.keep(session, "bot 1", "b/host:1:1", desk.clock(), LENGTH)
        await first.ended.wait()


async def test_of_two_desks_with_one_bot_one_answers_and_when_it_leaves_the_other_does(
    desk: Services, outside: Outside
) -> None:
    async with a_bot(desk, "a/host:1:1"):
        await outside.post("writer/text", chat=ADA, text="hello")
        await _answers(outside, 1)
        async with a_bot(desk, "b/host:1:1"):
            await outside.post("writer/text", chat=BOB, text="hello")
            await _answers(outside, 1, BOB)
    async with a_bot(desk, "b/host:1:1"):
        await outside.post("writer/text", chat=EVE, text="hello")
        await _answers(outside, 1, EVE)
    assert len(await outside.calls("telegram", "sendMessage")) == 3


@asynccontextmanager
async def a_bot(desk: Services, holder: str) -> AsyncIterator[None]:
    bot = Bot(desk)
    mailbox = Mailbox(desk, bot.handle, bot.say_sorry)
    task = asyncio.create_task(OnDuty(desk, mailbox.name, holder, 0.05).work(lambda: be_the_bot(desk, mailbox)))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _answers(outside: Outside, number: int, chat: int = ADA) -> None:
    while sum(each["from"] == "bot" for each in await outside.messages(chat)) < number:
        await asyncio.sleep(0.02)
