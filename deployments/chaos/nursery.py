"""Owns the birth of roles on chaos's stack: they are forked from the supervisor, which imports their code once.

Imports cost four to five seconds of CPU at each start of a role, and while both cores import, blows fall on parts that
have not risen yet. What is forked runs `python -m` with the words of its part, in a process and a session of its own.
"""

import gc
import importlib
import os
import runpy
import signal
import sys
import traceback
from collections.abc import Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import NoReturn

from deployments import child, supervisor
from deployments.child import MARK, Child
from deployments.part import Errand, Part

_CODE = ("deployments.desk", "deployments.worker")
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_FIRST_OF_OURS = 3  # after the standard streams


def open_for(roles: frozenset[str]) -> None:
    """From here on the supervisor of this process forks these parts, and starts all others as ever."""
    vars(supervisor).update(spawn=partial(_spawn, roles))


async def _spawn(roles: frozenset[str], part: Part | Errand, log: Path, mark: str) -> Child:
    if part.name not in roles:
        return await child.spawn(part, log, mark)
    _import_all(tuple(part.environment.items()))
    environment = {**part.environment, MARK: mark}
    return await child.spawn(part, log, mark, instead=partial(become, part.command[2:], environment))


@cache
def _import_all(environment: tuple[tuple[str, str], ...]) -> None:
    """Under the environment of the roles: Prefect's client reads it when it is imported."""
    os.environ.update(environment)
    for name in _CODE:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()


def become(line: Sequence[str], environment: Mapping[str, str]) -> NoReturn:
    """In the child, which never comes back from here: `python -m` with this line."""
    code = 1
    try:
        _forget_the_parent(environment)
        module, *words = line
        sys.argv = [module, *words]
        runpy.run_module(module, run_name="__main__", alter_sys=True)
        code = 0
    except SystemExit as end:
        code = _told(end)
    except BaseException:  # noqa: BLE001 - the top of a process: nobody is above it
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _told(end: SystemExit) -> int:
    """As Python itself does: words are said, and mean that it went wrong."""
    if end.code is None or isinstance(end.code, int):
        return end.code or 0
    sys.stderr.write(f"{end.code}\n")
    return 1


def _forget_the_parent(environment: Mapping[str, str]) -> None:
    """Its open files, among them the pipe on which the parent waits for the birth; its signals, its environment."""
    signal.set_wakeup_fd(-1)
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_DFL)
    os.closerange(_FIRST_OF_OURS, os.sysconf("SC_OPEN_MAX"))
    os.environ.clear()
    os.environ.update(environment)
