"""Owns what a part of the stack is: how it is started, known to be ready, stopped, and explained when it fails."""

import signal
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class SystemUser:
    """Whom a part runs as, where it must not run as root."""

    uid: int
    gid: int


def _nothing_to_prepare() -> None:
    return


@dataclass(frozen=True)
class Part:
    """One long-lived process. Its environment may hold secrets and is never shown."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(repr=False)
    is_ready: Callable[[int], Awaitable[bool]]
    fix: str
    where: str = ""
    note: str = ""
    user: SystemUser | None = None
    prepare: Callable[[], None] = _nothing_to_prepare
    ready_seconds: float = 60
    stop_signals: tuple[signal.Signals, ...] = (signal.SIGTERM,)
    stop_seconds: float = 2


@dataclass(frozen=True)
class Errand:
    """One process that runs to its end while the stack starts."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(repr=False)
    fix: str
    user: SystemUser | None = None
