"""A blow hits the process that plays the part, by pid and birth, and nothing else."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import psutil
import pytest

from deployments.chaos import blows
from deployments.chaos.blows import Fist
from deployments.chaos.outside import Outside
from deployments.chaos.plan import Target
from integrations.addresses import Process, Stack, write_stack


@asynccontextmanager
async def a_bot(home: Path, *, born_later_by: float = 0) -> AsyncIterator[psutil.Process]:
    """A process that the stack wrote down as its bot."""
    child = await asyncio.create_subprocess_exec(sys.executable, "-c", "import time; time.sleep(60)")
    try:
        process = psutil.Process(child.pid)
        born_at = process.create_time() + born_later_by
        write_stack(home, Stack(processes=(Process(name="bot", pid=child.pid, born_at=born_at),)))
        yield process
    finally:
        if child.returncode is None:
            child.kill()
        await child.wait()


@pytest.fixture
async def fist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Fist]:
    monkeypatch.setattr(blows, "_WAITS_FOR_A_PROCESS_SECONDS", 0.3)
    async with httpx.AsyncClient() as http:
        yield Fist(tmp_path, Outside(http))


async def test_a_part_is_killed_and_the_blow_is_noted(tmp_path: Path, fist: Fist) -> None:
    async with a_bot(tmp_path) as bot:
        await fist.kill(Target.BOT)
        gone, _ = await asyncio.to_thread(psutil.wait_procs, [bot], 5)
        assert gone == [bot]
        assert [(dealt.blow.target, dealt.pids) for dealt in fist.dealt] == [(Target.BOT, (bot.pid,))]


async def test_a_process_that_only_has_the_number_of_a_dead_part_is_left_alone(tmp_path: Path, fist: Fist) -> None:
    async with a_bot(tmp_path, born_later_by=3600) as stranger:
        await fist.kill(Target.BOT)
        assert stranger.status() in (psutil.STATUS_SLEEPING, psutil.STATUS_RUNNING)
        assert fist.dealt[0].pids == ()


async def test_a_part_that_sleeps_is_woken_at_the_end(tmp_path: Path, fist: Fist) -> None:
    async with a_bot(tmp_path) as bot:
        fist.put_to_sleep(bot)
        assert await _is_stopped(bot, True)
        fist.wake_all()
        assert await _is_stopped(bot, False)
        assert fist.dealt[0].until >= fist.dealt[0].began


async def _is_stopped(process: psutil.Process, wanted: bool) -> bool:
    """A signal takes its moment."""

    async def is_so() -> bool:
        return (process.status() == psutil.STATUS_STOPPED) is wanted

    return await blows.until(is_so, 5)
