"""The supervisor with real processes: how they fall, rise, refuse to go, and are stopped."""

import asyncio
import errno
import os
import signal
from pathlib import Path

import pytest

from deployments.home import Home
from deployments.part import Errand
from deployments.reports import Report, State
from integrations.addresses import read_stack
from models.domain.errors import Refused
from tests.deployments.stage import a_home, appears, lives, script, supervised

SLEEP = "import time; time.sleep(60)"
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); open({!r}, 'w'); time.sleep(60)"
PARENT = (
    "import subprocess, sys, time, pathlib\n"
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'], start_new_session={})\n"
    "path = pathlib.Path({!r}); path.with_suffix('.new').write_text(str(child.pid))\n"
    "path.with_suffix('.new').rename(path)\n"
    "time.sleep(60)"
)


class Seen:
    """Remembers every report, and lets a test wait for one."""

    def __init__(self) -> None:
        self.reports: list[Report] = []
        self._news = asyncio.Event()

    def tell(self, report: Report) -> None:
        self.reports.append(report)
        self._news.set()

    async def wait_for(self, state: State, restarts: int) -> Report:
        async with asyncio.timeout(10):
            while not (found := [r for r in self.reports if r.state is state and r.restarts >= restarts]):
                self._news.clear()
                await self._news.wait()
        return found[0]


async def test_a_part_that_dies_is_started_again_and_the_table_shows_it() -> None:
    seen = Seen()
    with a_home() as home:
        async with supervised(home, seen.tell) as supervisor:
            await supervisor.start(script("sleeper", SLEEP))
            first = seen.reports[-1].pid or 0
            os.kill(first, signal.SIGKILL)
            fallen = await seen.wait_for(State.RESTARTING, 1)
            risen = await seen.wait_for(State.UP, 1)
    assert "ended with -9" in fallen.note
    assert risen.pid != first
    assert not lives(first)


async def test_on_a_full_disk_a_part_that_was_started_again_is_looked_after_as_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    seen = Seen()
    with a_home() as home:
        async with supervised(home, seen.tell) as supervisor:
            await supervisor.start(script("sleeper", SLEEP))
            with monkeypatch.context() as patch:
                patch.setattr("deployments.supervisor.write_stack", full)
                os.kill(seen.reports[-1].pid or 0, signal.SIGKILL)
                risen = await seen.wait_for(State.UP, 1)
            assert lives(risen.pid or 0)
        assert not lives(risen.pid or 0)
    assert max(report.restarts for report in seen.reports) == 1


async def test_a_part_that_keeps_dying_is_tried_again_and_again() -> None:
    seen = Seen()
    with a_home() as home:
        async with supervised(home, seen.tell) as supervisor:
            await supervisor.start(script("dying", "import time; time.sleep(0.01)"))
            await seen.wait_for(State.RESTARTING, 3)
    pauses = [report.note.rsplit("in ", 1)[1] for report in seen.reports if report.state is State.RESTARTING]
    assert pauses[:3] == ["0.05 s", "0.1 s", "0.2 s"]


async def test_a_part_that_refuses_to_stop_is_killed() -> None:
    with a_home() as home:
        deaf = home.root / "deaf"
        async with supervised(home) as supervisor:
            await supervisor.start(script("deaf", DEAF.format(str(deaf)), is_ready=appears(deaf), stop_seconds=0.2))
            pid = read_stack(home.root).processes[0].pid
            await supervisor.stop((("deaf",),))
            assert not lives(pid)


@pytest.mark.parametrize("own_session", [False, True])
async def test_no_grandchild_outlives_its_part(own_session: bool) -> None:
    with a_home() as home:
        note = home.root / "grandchild"
        async with supervised(home) as supervisor:
            await supervisor.start(script("parent", PARENT.format(own_session, str(note)), is_ready=appears(note)))
            grandchild = int(note.read_text())
            assert lives(grandchild)
    assert not lives(grandchild)


async def test_a_grandchild_is_gone_before_its_fallen_part_rises_again() -> None:
    seen = Seen()
    with a_home() as home:
        note = home.root / "grandchild"
        async with supervised(home, seen.tell) as supervisor:
            await supervisor.start(script("parent", PARENT.format(False, str(note)), is_ready=appears(note)))
            grandchild = int(note.read_text())
            os.kill(seen.reports[-1].pid or 0, signal.SIGKILL)
            await seen.wait_for(State.RESTARTING, 1)
            assert not lives(grandchild)


async def test_a_failed_start_names_the_part_its_last_words_its_log_and_the_fix() -> None:
    with a_home() as home:
        async with supervised(home) as supervisor:
            with pytest.raises(Refused) as refusal:
                await supervisor.start(
                    script("broken", "print('the disk is gone'); raise SystemExit(3)", is_ready=_never)
                )
    said = str(refusal.value)
    assert "broken ended with 3. Mend broken." in said
    assert "the disk is gone" in said
    assert str(home.log_of("broken")) in said


async def test_a_failure_does_not_quote_what_an_earlier_run_logged() -> None:
    with a_home() as home:
        home.log_of("broken").write_text("an old complaint\n")
        async with supervised(home) as supervisor:
            with pytest.raises(Refused) as refusal:
                await supervisor.start(script("broken", "raise SystemExit('a new one')", is_ready=_never))
    assert "a new one" in str(refusal.value)
    assert "an old complaint" not in str(refusal.value)


async def test_a_part_that_is_never_ready_fails_its_start() -> None:
    with a_home() as home:
        async with supervised(home) as supervisor:
            with pytest.raises(Refused, match="slow was not ready in time"):
                await supervisor.start(script("slow", SLEEP, is_ready=_never, ready_seconds=0.2))


async def test_the_stack_is_written_down_before_the_part_is_ready() -> None:
    with a_home() as home:
        written: list[str] = []

        async def look(_pid: int) -> bool:
            written.extend(process.name for process in read_stack(home.root).processes)
            return True

        async with supervised(home) as supervisor:
            await supervisor.start(script("early", SLEEP, is_ready=look))
    assert written == ["early"]


async def test_after_a_stop_only_the_ports_are_remembered() -> None:
    with a_home() as home:
        async with supervised(home) as supervisor:
            await supervisor.start(script("sleeper", SLEEP))
        stack = read_stack(home.root)
    assert stack.ports == {"console": 8400}
    assert (stack.up, stack.processes, stack.address) == (None, (), None)


async def test_parts_stop_in_the_given_order() -> None:
    seen = Seen()
    with a_home() as home:
        async with supervised(home, seen.tell) as supervisor:
            for name in ("ground", "middle", "top"):
                await supervisor.start(script(name, SLEEP))
            await supervisor.stop((("top",), ("middle",), ("ground",)))
    assert [report.name for report in seen.reports if report.state is State.STOPPED][:3] == ["top", "middle", "ground"]


async def test_an_errand_that_fails_says_why() -> None:
    with a_home() as home:
        async with supervised(home) as supervisor:
            with pytest.raises(Refused, match="no such right"):
                await supervisor.run(_errand("raise SystemExit('no such right')"))


async def test_an_errand_in_hand_is_ended_with_the_rest() -> None:
    seen = Seen()
    with a_home() as home:
        async with supervised(home, seen.tell) as supervisor:
            running = asyncio.create_task(supervisor.run(_errand(SLEEP)))
            pid = (await seen.wait_for(State.STARTING, 0)).pid or 0
            running.cancel()
            await supervisor.stop(())
            assert not lives(pid)


async def _never(_pid: int) -> bool:
    return False


def _errand(code: str) -> Errand:
    part = script("errand", code)
    return Errand("errand", part.command, part.environment, "Mend the errand.")


def test_a_log_is_nobody_elses_to_read(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.make()
    assert home.logs.stat().st_mode & 0o077 == 0
