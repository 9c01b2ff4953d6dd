"""The rate at which the bot writes: bursts, one a second in a chat, order kept, and pauses that Telegram asks for."""

import asyncio
import dataclasses
from contextlib import suppress

import pytest

from integrations.services import Services
from integrations.telegram.pacing import Pace
from integrations.telegram.sender import Sender
from models.domain.errors import TryLater
from models.tables import Chat
from tests.builders import ADA
from tests.conftest import Outside


class Time:
    """Passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(0)
        self.now += seconds


def a_pace(time: Time, per_second: float = 1.0) -> Pace:
    return Pace(per_second, time, time.sleep)


async def written(pace: Pace, time: Time, chat: int, count: int) -> list[float]:
    """When each was out, in seconds from the first."""
    start, out = time.now, list[float]()
    for _ in range(count):
        async with pace.turn(chat):
            out.append(round(time.now - start, 2))
    return out


async def test_a_short_burst_goes_out_at_once_and_the_rest_one_a_second() -> None:
    time = Time()
    assert await written(a_pace(time), time, ADA, 12) == [0.0] * 8 + [1.0, 2.0, 3.0, 4.0]


async def test_a_group_gets_twenty_a_minute() -> None:
    time = Time()
    assert await written(a_pace(time), time, -100, 11) == [0.0] * 8 + [3.0, 6.0, 9.0]


async def test_all_chats_together_stay_under_thirty_a_second() -> None:
    time = Time()
    pace = a_pace(time)
    for chat in range(1, 101):
        await written(pace, time, chat, 1)
    assert time.now - 100.0 == pytest.approx(3.0, abs=0.1)


async def test_who_comes_first_writes_first() -> None:
    time = Time()
    pace, out = a_pace(time), list[int]()

    async def write(number: int) -> None:
        async with pace.turn(ADA):
            await asyncio.sleep(0)
            out.append(number)

    await asyncio.gather(*(write(number) for number in range(20)))
    assert out == list(range(20))


async def test_who_would_wait_long_is_sent_away_with_the_time_to_come_back() -> None:
    time = Time()
    pace = a_pace(time)
    pace.pause(ADA, 300)
    with pytest.raises(TryLater) as refused:
        await written(pace, time, ADA, 1)
    assert refused.value.retry_after_seconds == pytest.approx(300)
    assert await written(pace, time, 7, 1) == [0.0]


async def test_an_answer_waits_for_nobody_and_what_comes_after_makes_up_for_it() -> None:
    time = Time()
    pace = a_pace(time)
    await written(pace, time, ADA, 8)
    async with pace.turn(ADA, first=True):
        pass
    assert time.now == 100.0
    assert await written(pace, time, ADA, 1) == [2.0]


async def test_without_a_rate_nothing_waits() -> None:
    time = Time()
    pace = a_pace(time, 0)
    pace.pause(ADA, 300)
    assert await written(pace, time, ADA, 100) == [0.0] * 100


async def test_a_morning_of_thirty_drafts_goes_out_whole_and_in_order_although_telegram_limits(
    desk: Services, outside: Outside
) -> None:
    """Thirty cards and a Telegram that takes three at once and then a thousand a second, so that the test is short."""
    await outside.post("writer/text", chat=ADA, text="hello")
    await outside.post("writer/limits", on=True, chat_per_second=1000.0, chat_burst=3)
    time = Time()
    sender = Sender(desk.bots.bot, lambda: a_pace(time))
    chat = Chat(account_id=1, telegram_chat_id=ADA, paired_at=desk.clock())
    sent = 0
    while sent < 30:
        with suppress(TryLater):
            await sender.text(chat, f"draft {sent}")
            sent += 1
    await outside.post("writer/limits", on=False)
    said = [each["text"] for each in await outside.messages() if each["from"] == "bot"]
    assert said == [f"draft {number}" for number in range(30)]


async def test_a_pause_that_telegram_asks_for_is_kept_by_whoever_writes_next(desk: Services, outside: Outside) -> None:
    await outside.post("writer/text", chat=ADA, text="hello")
    await outside.suffer("telegram", "sendMessage", "status", status=429, retry_after=7)
    time = Time()
    patient = dataclasses.replace(desk, sender=Sender(desk.bots.bot, lambda: a_pace(time)))
    chat = Chat(account_id=1, telegram_chat_id=ADA, paired_at=desk.clock())
    with pytest.raises(TryLater):
        await patient.sender.text(chat, "one")
    await patient.sender.text(chat, "two")
    assert time.now == 107.0
