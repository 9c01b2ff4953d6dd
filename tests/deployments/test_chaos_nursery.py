"""A role that is forked is a process as any other: its own words, environment, session, end and signals."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

PARENT = """
import asyncio, os, sys
from pathlib import Path
from deployments import supervisor
from deployments.chaos import nursery
from deployments.part import Part

async def ready(_):
    return True

async def main(log):
    nursery._CODE = ("a_heavy_module",)
    nursery.open_for(frozenset({"worker one"}))
    asyncio.get_running_loop().add_signal_handler(15, print, "told to stop")
    command = (sys.executable, "-m", "a_role", "run", "worker")
    part = Part("worker one", command, {**os.environ, "KEY": "of a role"}, ready, "")
    child = await supervisor.spawn(part, log, "a mark")
    print(child.pid, await child.process.wait())

asyncio.run(main(Path(sys.argv[1])))
"""
HEAVY = "import os\nLOADED_BY = os.getpid()"
SPEAKS = """
import os, signal, sys, a_heavy_module
print(sys.argv[1:], os.environ["KEY"], os.environ["COPYDESK_STARTED_BY"])
print(os.getsid(0) == os.getpid(), a_heavy_module.LOADED_BY == os.getppid())
"""


@pytest.fixture
def run(tmp_path: Path) -> "Run":
    return Run(tmp_path)


class Run:
    """A parent that forks one role, whose code is given."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        (folder / "a_heavy_module.py").write_text(HEAVY)

    def __call__(self, role: str) -> tuple[int, str]:
        (self._folder / "a_role.py").write_text(role)
        log = self._folder / "role.log"
        path = os.pathsep.join([str(self._folder), *sys.path])
        line = [sys.executable, "-c", PARENT, str(log)]
        done = subprocess.run(line, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=True)
        _, code = done.stdout.split()
        return int(code), log.read_text()


def test_it_has_its_own_words_environment_and_session_and_the_code_that_was_loaded_before(run: Run) -> None:
    code, said = run(SPEAKS)
    assert (code, said.splitlines()[:2]) == (0, ["['run', 'worker'] of a role a mark", "True True"])


def test_it_ends_as_it_would_alone(run: Run) -> None:
    assert run("raise SystemExit(7)") == (7, "")
    assert run("raise SystemExit('Refused.')") == (1, "Refused.\n")
    code, said = run("raise RuntimeError('fell over')")
    assert (code, said.splitlines()[-1]) == (1, "RuntimeError: fell over")


def test_a_signal_reaches_it_and_not_its_parent(run: Run) -> None:
    code, said = run(f"import os\nos.kill(os.getpid(), {signal.SIGTERM:d})")
    assert (code, said) == (-signal.SIGTERM, "")
