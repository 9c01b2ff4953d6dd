"""What a killed `up` leaves running, and what the next one may and may not end."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from deployments.home import Home, only_one
from deployments.leftovers import clear_leftovers
from integrations.addresses import Process, Stack, read_stack, write_stack
from models.domain.errors import Refused
from tests.deployments.stage import a_home, lives, myself

AN_UP = """
import asyncio, os, sys
from pathlib import Path
from tests.deployments.stage import a_home, appears, script, supervised
from tests.deployments.test_supervisor import PARENT, SLEEP
from deployments.home import Home

async def main(home, note):
    async with supervised(home) as supervisor:
        await supervisor.start(script("sleeper", SLEEP))
        await supervisor.start(script("parent", PARENT.format(True, str(note)), is_ready=appears(note)))
        print("started", flush=True)
        await asyncio.sleep(60)

asyncio.run(main(Home(Path(sys.argv[1])), Path(sys.argv[2])))
"""
CLONE = Path(__file__).parents[2]


def _killed_up(home: Home, note: Path) -> None:
    command = [sys.executable, "-c", AN_UP, str(home.root), str(note)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=CLONE) as up:
        assert up.stdout is not None
        assert up.stdout.readline() == "started\n"
        up.kill()


def test_the_next_start_clears_what_a_killed_one_left_even_orphans_in_their_own_session() -> None:
    with a_home() as home:
        note = home.root / "grandchild"
        _killed_up(home, note)
        left = [process.pid for process in read_stack(home.root).processes]
        os.kill(left[1], signal.SIGKILL)  # the parent of the grandchild, which is now nobody's
        grandchild = int(note.read_text())
        assert lives(left[0])
        assert lives(grandchild)

        clear_leftovers(home)

        assert not any(lives(pid) for pid in (*left, grandchild))


def test_a_process_with_the_same_number_but_another_birth_is_left_alone() -> None:
    with a_home() as home, subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as innocent:
        born = psutil.Process(innocent.pid).create_time()
        stranger = Process(name="desk", pid=innocent.pid, born_at=born - 100)
        write_stack(home.root, Stack(up=Process(name="up", pid=1, born_at=1.0), processes=(stranger,)))

        assert clear_leftovers(home) == ()

        assert innocent.poll() is None
        innocent.kill()


def test_a_second_up_on_the_same_home_says_that_one_is_running() -> None:
    with a_home() as home, only_one(home):
        write_stack(home.root, Stack(up=myself()))
        with pytest.raises(Refused, match=f"is running on .*pid {os.getpid()}"), only_one(home):
            pytest.fail("the lock was given twice")


def test_the_lock_is_free_again_afterwards() -> None:
    with a_home() as home:
        for _ in range(2):
            with only_one(home):
                pass
        assert (home.run / "lock").exists()
