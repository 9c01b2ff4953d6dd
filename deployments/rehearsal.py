"""Owns a whole stack of one's own for a while: `copydesk up` as a child, on the simulators, in a home that it is given.

The demo, the journeys and the benches stand on it. It takes no key from the environment and no port that is in use.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from integrations.addresses import Address, read_stack
from integrations.settings import Settings
from models.domain.errors import CopydeskError

_STARTS_WITHIN_SECONDS = 180
_STOPS_WITHIN_SECONDS = 20
_READY = "Copydesk is up"
_UP = ("deployments.cli", "up")


Run = Callable[[Mapping[str, str], Sequence[str], str], subprocess.CompletedProcess[str]]


def as_a_person_does(
    environment: Mapping[str, str], words: Sequence[str], typed: str = ""
) -> subprocess.CompletedProcess[str]:
    """`copydesk WORDS` in these surroundings, as a process that is started for it."""
    line = [sys.executable, "-m", "deployments.cli", *words]
    return subprocess.run(
        line, env=dict(environment), capture_output=True, text=True, check=False, timeout=120, input=typed
    )


@dataclass
class Rehearsal:
    """A running stack, the process that holds it, and how a command is run on it."""

    home: Path
    environment: dict[str, str]
    process: subprocess.Popen[str]
    run: Run = as_a_person_does

    @property
    def address(self) -> Address:
        address = read_stack(self.home).address
        if address is None:
            raise CopydeskError(f"The stack in {self.home} has no addresses.")
        return address

    @property
    def simulators_url(self) -> str:
        return self.address.simulators_url or ""

    def command(self, *words: str) -> str:
        """`copydesk WORDS` on this home: what it printed."""
        done = self.run(self.environment, words, "")
        if done.returncode != 0:
            raise CopydeskError(f"copydesk {' '.join(words)} failed:\n{done.stdout}{done.stderr}")
        return done.stdout

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(_STOPS_WITHIN_SECONDS)

    def kill(self) -> None:
        """As a power cut would: `up` itself dies at once, and its children are left behind."""
        self.process.kill()
        self.process.wait(_STOPS_WITHIN_SECONDS)


def environment_of(home: Path, more: Mapping[str, str]) -> dict[str, str]:
    """The surroundings without any setting of ours, so that no real key is ever played with."""
    ours = {name.upper() for name in Settings.model_fields}
    kept = {name: value for name, value in os.environ.items() if name.upper() not in ours}
    own = {"COPYDESK_HOME": str(home), "COPYDESK_ENV_FILE": os.devnull, "SIMULATE": "all", "PYTHONUNBUFFERED": "1"}
    own |= {"TELEGRAM_MESSAGES_PER_SECOND": "0", "FEEDBACK_PAUSE_SECONDS": "0"}  # a script waits for nobody
    own |= {"MEDIUM_SECONDS_BETWEEN_REQUESTS": "0", "MEDIUM_SECONDS_BETWEEN_STORIES": "0"}
    return {**kept, **own, **more}


def start(home: Path, more: Mapping[str, str] | None = None, module: Sequence[str] = _UP) -> Rehearsal:
    """`module` is what `python -m` runs, with its words: `copydesk up`, or another that brings a stack up."""
    environment = environment_of(home, more or {})
    home.mkdir(parents=True, exist_ok=True)
    said = home / "up.log"
    with said.open("w") as log:
        process = subprocess.Popen([sys.executable, "-m", *module], env=environment, stdout=log, stderr=log, text=True)
    with ExitStack() as interrupted:  # nobody else would have a hold on it
        interrupted.callback(process.terminate)
        _wait_until_ready(process, said)
        interrupted.pop_all()
    return Rehearsal(home, environment, process)


def _wait_until_ready(process: subprocess.Popen[str], said: Path) -> None:
    deadline = time.monotonic() + _STARTS_WITHIN_SECONDS
    while _READY not in said.read_text():
        if process.poll() is not None or time.monotonic() > deadline:
            raise CopydeskError(f"The stack did not start:\n{said.read_text()[-3000:]}")
        time.sleep(0.1)


@contextmanager
def rehearsal(home: Path, more: Mapping[str, str] | None = None, module: Sequence[str] = _UP) -> Iterator[Rehearsal]:
    stack = start(home, more, module)
    try:
        yield stack
    finally:
        stack.stop()
