"""Owns the work on pixels, which burns CPU: in threads that let the event loop, and whoever taps, go first.

The simulators use it too, since what they play works on machines of its own.
"""

import asyncio
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

_Given = ParamSpec("_Given")
_Made = TypeVar("_Made")
_LETS_OTHERS_GO_FIRST = 10


def _step_back() -> None:
    if sys.platform == "linux":  # where a thread has a priority of its own
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _LETS_OTHERS_GO_FIRST)


_threads = ThreadPoolExecutor(2, "pixels", initializer=_step_back)


async def aside(work: Callable[_Given, _Made], *args: _Given.args, **kwargs: _Given.kwargs) -> _Made:
    return await asyncio.get_running_loop().run_in_executor(_threads, partial(work, *args, **kwargs))
