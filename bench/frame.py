"""Owns how every bench is run as a command: within its time, its table shown, its raw file written, its exit status.

It refuses to leave anything behind: a bench that is told to stop, or takes too long, still stops its stack.
"""

import asyncio
import signal
import sys
from collections.abc import Coroutine
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Annotated, Any, NoReturn

import httpx
import typer
from rich.console import Console

from bench.report import Report, show, write_raw
from models.domain.errors import CopydeskError

RawFile = Annotated[Path | None, typer.Option("--json", help="Write the raw lists to this file.")]
KeptHome = Annotated[
    Path | None, typer.Option("--home", help="A home of earlier benches: kept, and its waiting articles used again.")
]
_WIDTH = 120
_TERMINATED = 128 + signal.SIGTERM


def conduct(measure: Coroutine[Any, Any, Report], raw_file: Path | None, within_seconds: float) -> NoReturn:
    """Exit 0 when every bar is met, 1 when one is missed or the bench could not be brought to its end."""
    console = Console(width=max(Console().width, _WIDTH))  # a file has no width of its own
    signal.signal(signal.SIGTERM, _leave)
    try:
        report = asyncio.run(_in_time(measure, within_seconds))
    except (CopydeskError, TimeoutError, httpx.HTTPError) as failure:
        console.print(f"The bench was not brought to its end: {failure}", markup=False, soft_wrap=True)
        raise typer.Exit(1) from None
    show(report, console)
    if raw_file is not None:
        write_raw(report, raw_file, datetime.now(UTC))
    raise typer.Exit(0 if report.is_met else 1)


async def _in_time(measure: Coroutine[Any, Any, Report], seconds: float) -> Report:
    try:
        async with asyncio.timeout(seconds):
            return await measure
    except TimeoutError:
        raise TimeoutError(f"it took more than {seconds:.0f} s") from None


def _leave(_number: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(_TERMINATED)
