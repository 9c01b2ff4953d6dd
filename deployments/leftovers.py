"""Owns clearing what a killed `up` left running; it refuses to touch a process that it cannot prove to be ours."""

import signal
from contextlib import suppress

import psutil

from deployments.child import family_of, kill, mark_of, marked_by
from deployments.home import Home
from deployments.postgres import postmaster_of
from integrations.addresses import Process, Stack, read_stack

GRACE_SECONDS = 5.0
BIRTH_TOLERANCE_SECONDS = 0.02  # what a float loses on its way through JSON and the system's clock ticks


def clear_leftovers(home: Home) -> tuple[str, ...]:
    """The names of the programs that were still running."""
    stack = read_stack(home.root)
    left = _left_by(stack, home) | _postmaster(home)
    names = tuple(sorted({_name(process) for process in left}))
    for process in left:
        _ask(process)
    _, stubborn = psutil.wait_procs(left, timeout=GRACE_SECONDS)
    kill(stubborn)
    psutil.wait_procs(stubborn, timeout=GRACE_SECONDS)
    return names


def _left_by(stack: Stack, home: Home) -> set[psutil.Process]:
    found = {member for recorded in stack.processes if is_alive(recorded) for member in family_of(recorded.pid)}
    return found | set(marked_by(mark_of(stack.up, home))) if stack.up else found


def is_alive(recorded: Process) -> bool:
    try:
        process = psutil.Process(recorded.pid)
        same = abs(process.create_time() - recorded.born_at) < BIRTH_TOLERANCE_SECONDS
        return same and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _postmaster(home: Home) -> set[psutil.Process]:
    postmaster = postmaster_of(home)
    return {postmaster} if postmaster else set()


def _ask(process: psutil.Process) -> None:
    """To PostgreSQL, SIGTERM means to wait for its clients, SIGINT to let them go."""
    with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
        process.send_signal(signal.SIGINT if process.name() == "postgres" else signal.SIGTERM)


def _name(process: psutil.Process) -> str:
    try:
        return process.name()
    except psutil.NoSuchProcess:
        return "gone"
