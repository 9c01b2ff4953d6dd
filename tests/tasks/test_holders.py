"""Whether the holder of a lease still lives: said where it is certain, and left open where it is not."""

import asyncio
import os
import signal
import sys
from contextlib import suppress

import psutil

from tasks.holders import holder_of, is_certainly_alive, is_certainly_dead, this_host, this_process

NO_PROCESS = 2**22 + 1  # beyond what Linux gives


def test_this_process_is_alive() -> None:
    holder = f"{this_process()}:1"
    assert is_certainly_alive(holder)
    assert not is_certainly_dead(holder)


def test_a_number_that_nobody_has_is_dead() -> None:
    assert is_certainly_dead(f"{holder_of(NO_PROCESS, 1)}:1")


def test_a_number_that_was_given_to_another_process_since_is_dead() -> None:
    """As after a restart of a container, where every desk is number 1."""
    assert is_certainly_dead(f"{holder_of(os.getpid(), psutil.Process().create_time() - 60)}:1")


async def test_one_that_was_killed_is_dead_before_anybody_has_seen_to_it() -> None:
    child = await asyncio.create_subprocess_exec(sys.executable, "-c", "import time; time.sleep(60)")
    holder = f"{holder_of(child.pid, psutil.Process(child.pid).create_time())}:1"
    assert is_certainly_alive(holder)
    os.kill(child.pid, signal.SIGKILL)
    with suppress(psutil.NoSuchProcess):  # somebody has seen to it already
        while psutil.Process(child.pid).status() != psutil.STATUS_ZOMBIE:
            os.sched_yield()
    assert is_certainly_dead(holder)
    await child.wait()


def test_of_other_hosts_and_of_holders_of_an_earlier_version_nothing_is_known() -> None:
    for holder in (f"{this_host()}-other:{NO_PROCESS}:1:1", f"{this_host().partition('/')[0]}:{NO_PROCESS}:1"):
        assert not is_certainly_dead(holder)
        assert not is_certainly_alive(holder)
