"""The line before Medium: whoever asks with a token, in whichever process, asks alone and apart."""

import asyncio
from itertools import pairwise

import pytest
from pydantic import SecretStr

from integrations.medium.client import Medium
from integrations.medium.token_line import LENGTH, TokenLine, digest_of
from integrations.services import Services, utc_now
from models.domain.errors import TryLater
from models.store import token_lines
from tests.conftest import Clock, Outside
from tests.integrations.medium.served import DEMO_TOKEN

APART_SECONDS = 0.03


async def _soon(seconds: float) -> None:
    await asyncio.sleep(min(seconds, 0.005))


async def test_requests_of_two_processes_never_overlap_and_keep_their_distance(
    desk: Services, outside: Outside
) -> None:
    await outside.suffer("medium", "me", "slow", seconds=0.02, count=6)
    lines = [TokenLine(desk.database, utc_now, APART_SECONDS, sleep=_soon) for _ in range(2)]
    pasted = [SecretStr(DEMO_TOKEN), SecretStr(f" {DEMO_TOKEN}\n")]
    asking = [
        Medium(desk.http, token, desk.address.medium_base_url, in_line=line.turn).me()
        for line, token in zip(lines, pasted, strict=True)
        for _ in range(3)
    ]
    await asyncio.gather(*asking)
    calls = sorted((each["at"], each["at"] + each["ms"] / 1000) for each in await outside.calls("medium", "me"))
    assert len(calls) == 6
    assert all(after[0] - before[1] >= APART_SECONDS for before, after in pairwise(calls))


async def test_tokens_do_not_wait_for_each_other(desk: Services) -> None:
    line = TokenLine(desk.database, utc_now, 30)
    async with line.turn(SecretStr("one")), line.turn(SecretStr("another")):
        pass


async def test_a_holder_that_died_keeps_nobody_waiting_for_long(desk: Services, clock: Clock) -> None:
    slept = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        clock.advance(seconds=seconds)

    line = TokenLine(desk.database, clock, 0, sleep=sleep)
    async with desk.database.session() as session:
        assert await token_lines.take(session, digest_of(SecretStr("one")), "a dead process", clock(), LENGTH)
    async with line.turn(SecretStr("one")):
        assert sum(slept) == pytest.approx(LENGTH.total_seconds(), abs=1)


async def test_who_would_wait_long_is_sent_away_with_the_time_that_is_left(desk: Services, clock: Clock) -> None:
    line = TokenLine(desk.database, clock, 300)
    async with line.turn(SecretStr("one")):
        pass
    with pytest.raises(TryLater) as refusal:
        async with line.turn(SecretStr("one")):
            raise AssertionError("it did not wait")
    assert refusal.value.retry_after_seconds == 300
