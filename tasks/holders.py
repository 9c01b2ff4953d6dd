"""Owns the name of who holds a lease: a host, a process and its birth. It says of another's life only what is certain.

A host is one that sees the same processes: two containers on one machine do not, whatever they call themselves, and
after a reboot a number means another process. Of those elsewhere nothing is known, so their leases have to run out.
"""

import os
import socket
from functools import cache
from hashlib import sha256
from pathlib import Path

import psutil

_BOOT, _PROCESSES = Path("/proc/sys/kernel/random/boot_id"), Path("/proc/self/ns/pid")
_BIRTHS_DIFFER_SECONDS = 2.0  # the same birth is read anew each time, against a clock that may be set


@cache
def this_host() -> str:
    is_linux = _BOOT.exists()  # elsewhere there are no such containers
    boot = _BOOT.read_text() if is_linux else str(round(psutil.boot_time(), -2))
    sees = f"{boot} {_PROCESSES.stat().st_ino if is_linux else 0}"
    return f"{socket.gethostname()}/{sha256(sees.encode()).hexdigest()[:12]}"


def this_process() -> str:
    return holder_of(os.getpid(), psutil.Process().create_time())


def holder_of(pid: int, born_at: float) -> str:
    return f"{this_host()}:{pid}:{born_at:.0f}"


def is_of_this_host(holder: str) -> bool:
    return holder.startswith(f"{this_host()}:")


def is_certainly_dead(holder: str) -> bool:
    """Of this host, and gone; a number that was given to another process since is no life."""
    if not is_of_this_host(holder):
        return False
    pid, born_at = holder.split(":")[1:3]
    try:
        process = psutil.Process(int(pid))
        is_same = abs(process.create_time() - float(born_at)) <= _BIRTHS_DIFFER_SECONDS
        return not is_same or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def is_certainly_alive(holder: str) -> bool:
    return is_of_this_host(holder) and not is_certainly_dead(holder)
