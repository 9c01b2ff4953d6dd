"""Owns which port each part listens on: the one it had, else the wanted one, else the next that is free.

It refuses to move away from a port that the user named: that one is free or an error says who has it.
"""

import fcntl
import os
import socket
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import psutil

from models.domain.errors import Misconfigured

NEIGHBOURS = 100


@dataclass(frozen=True)
class Wish:
    """A part's wanted port; `setting` is the name under which the user insisted on it, if so."""

    part: str
    host: str
    port: int
    setting: str | None = None


class Ports:
    """Keeps what it handed out reserved until closed, so that two homes that start at once do not choose the same."""

    def __init__(self, kept: dict[str, int], reservations: Path | None = None) -> None:
        self._kept = kept
        self._folder = reservations or Path(tempfile.gettempdir()) / f"copydesk-ports-{os.getuid()}"
        self._open = ExitStack()
        self.chosen: dict[str, int] = {}

    def choose(self, wish: Wish) -> int:
        port = self._insisted(wish) if wish.setting else self._first_free(wish)
        self.chosen[wish.part] = port
        return port

    def close(self) -> None:
        self._open.close()

    def _insisted(self, wish: Wish) -> int:
        if not self._take(wish.host, wish.port):
            raise Misconfigured(
                f"{wish.setting}={wish.port} is taken{holder_of(wish.port)}. Free it, or set {wish.setting} to another."
            )
        return wish.port

    def _first_free(self, wish: Wish) -> int:
        kept = self._kept.get(wish.part, wish.port)
        last: int = min(wish.port + NEIGHBOURS, 65535)
        candidates: list[int] = [kept, *range(wish.port, last + 1)]
        for port in candidates:
            if self._take(wish.host, port):
                return port
        raise Misconfigured(f"No port between {wish.port} and {last} is free for {wish.part}{holder_of(wish.port)}.")

    def _take(self, host: str, port: int) -> bool:
        return self._reserve(port) and is_free(host, port)

    def _reserve(self, port: int) -> bool:
        self._folder.mkdir(mode=0o700, exist_ok=True)
        file = self._open.enter_context((self._folder / str(port)).open("a"))
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def is_free(host: str, port: int) -> bool:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the servers do: a port in TIME_WAIT is free
        try:
            probe.bind(address)
        except OSError:
            return False
        return True


def holder_of(port: int) -> str:
    """In words, where the system lets us see it."""
    try:
        for connection in psutil.net_connections("tcp"):
            here = connection.laddr[1:] == (port,) and connection.status == psutil.CONN_LISTEN
            if here and connection.pid:
                return f" by {psutil.Process(connection.pid).name()} (pid {connection.pid})"
    except psutil.Error:
        return ""
    return ""
