"""Owns how the journeys type `copydesk WORDS`: each is a process of its own, forked from one that has the code.

Imports cost four seconds of CPU at each start, and the journeys type fifty commands. It refuses other surroundings than
those of the stack: there a process is started as a person starts it.
"""

import gc
import importlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

from deployments.chaos.nursery import become
from deployments.rehearsal import Run, as_a_person_does

_CLONE = Path(__file__).resolve().parents[2]
_CODE = (
    *("account_desk", "article_desk", "bot_desk", "export_desk", "import_desk", "ledger", "publishing_desk"),
    *("standing_desk", "voice_desk", "writing_desk", "account_commands", "article_commands", "carry_commands"),
    *("money_commands", "publishing_commands", "voice_commands"),
)
_WITHIN_SECONDS = 120
_STREAMS = {"in": os.O_RDONLY, "out": os.O_WRONLY | os.O_CREAT, "err": os.O_WRONLY | os.O_CREAT}


@contextmanager
def a_forge(surroundings: Mapping[str, str]) -> Iterator[Run]:
    """What has the code is started by the first command, in the surroundings that all have."""
    lock, started = Lock(), list[subprocess.Popen[str]]()

    def run(environment: Mapping[str, str], words: Sequence[str], typed: str = "") -> subprocess.CompletedProcess[str]:
        if environment != surroundings:
            return as_a_person_does(environment, words, typed)
        with lock, TemporaryDirectory(prefix="copydesk-command-") as folder:
            if not started:
                started.append(_started(surroundings))
            (Path(folder) / "in").write_text(typed)
            code = _told(started[0], [folder, *words])
            said, complained = ((Path(folder) / name).read_text() for name in ("out", "err"))
            return subprocess.CompletedProcess([*words], code, said, complained)

    yield run
    for each in started:
        each.communicate(timeout=10)


def _started(surroundings: Mapping[str, str]) -> subprocess.Popen[str]:
    line = [sys.executable, "-m", __name__]
    return subprocess.Popen(
        line, env=dict(surroundings), cwd=_CLONE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def _told(forge: subprocess.Popen[str], order: Sequence[str]) -> int:
    assert forge.stdin is not None
    assert forge.stdout is not None
    forge.stdin.write(f"{json.dumps(order)}\n")
    forge.stdin.flush()
    return int(forge.stdout.readline())


def _serve() -> None:
    """Until nobody can order anything any more."""
    for name in _CODE:
        importlib.import_module(f"deployments.{name}")
    gc.collect()
    gc.freeze()
    while order := sys.stdin.readline():
        folder, *words = json.loads(order)
        if (child := os.fork()) == 0:
            _be(Path(folder), words)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)  # noqa: T201 - to whoever ordered it


def _be(folder: Path, words: Sequence[str]) -> None:
    for number, (name, how) in enumerate(_STREAMS.items()):
        os.dup2(os.open(folder / name, how, 0o600), number)
    signal.alarm(_WITHIN_SECONDS)
    become(["deployments.cli", *words], dict(os.environ))


if __name__ == "__main__":
    _serve()
