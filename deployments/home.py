"""Owns where things lie in the home, and the lock that lets one `up` at a time work on it; it refuses a second."""

import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, SecretStr

from integrations.addresses import read_stack
from models.domain.errors import Refused


@dataclass(frozen=True)
class Home:
    """The one folder that holds all state."""

    root: Path

    @property
    def run(self) -> Path:
        return self.root / "run"

    @property
    def first_link(self) -> Path:
        """The path in the console by which its first owner comes in; gone once there is one."""
        return self.run / "first-link"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def postgres(self) -> Path:
        return self.root / "postgres"

    @property
    def objects(self) -> Path:
        return self.root / "objects"

    @property
    def prefect(self) -> Path:
        return self.root / "prefect"

    @property
    def simulators(self) -> Path:
        return self.root / "simulators"

    def log_of(self, part: str) -> Path:
        return self.logs / f"{part}.log"

    def make(self) -> None:
        """A home that was there keeps its own permissions; what we put into it is the owner's alone."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in (self.run, self.logs, self.objects, self.prefect, self.simulators):
            folder.mkdir(mode=0o700, exist_ok=True)


class ObjectKeys(BaseModel):
    """The key pair of the embedded object store, made once."""

    model_config = ConfigDict(frozen=True)

    access: SecretStr
    secret: SecretStr


def object_keys(home: Home) -> ObjectKeys:
    path = home.root / "object_store.json"
    if not path.exists():
        pair = {"access": secrets.token_hex(10), "secret": secrets.token_hex(20)}
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(pair, file)
    return ObjectKeys.model_validate_json(path.read_text())


@contextmanager
def only_one(home: Home) -> Iterator[None]:
    """The kernel drops the lock with its holder, so a killed `up` never blocks the next one."""
    with (home.run / "lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused(_who_runs(home)) from None
        yield


def _who_runs(home: Home) -> str:
    stack = read_stack(home.root)
    pid = f"pid {stack.up.pid}" if stack.up else "still starting"
    console = f", console {stack.address.console_url}" if stack.address else ""
    return f"Copydesk is running on {home.root} already: {pid}{console}. Stop it there, or give another COPYDESK_HOME."
