"""Owns `copydesk up`: everything is started in order, kept alive in the foreground, and stopped in order.

It refuses to run twice on one home, and to leave a process behind.
"""

import asyncio
import os
import signal
import time
from collections.abc import Callable

import psutil
from rich.console import Console

from deployments.backoff import Backoff
from deployments.board import Board
from deployments.home import Home, only_one
from deployments.leftovers import clear_leftovers
from deployments.logs import keep_small
from deployments.plan import Plan, make_plan
from deployments.ports import Ports
from deployments.reports import Reports
from deployments.supervisor import Supervisor
from deployments.welcome import welcome
from integrations.addresses import Process, Stack, read_stack
from integrations.settings import Settings

STOP_ON = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
REFRESH_SECONDS = 1.0
LOOK_AT_LOGS_SECONDS = 60.0
MakePlan = Callable[[Settings, Home, Ports], Plan]


def up(settings: Settings, console: Console, make: MakePlan = make_plan, backoff: Backoff | None = None) -> None:
    home = Home(settings.copydesk_home)
    home.make()
    with only_one(home), Board(console) as board:
        if left := clear_leftovers(home):
            board.say(f"Cleared what an earlier run left behind: {', '.join(left)}.")
        asyncio.run(_serve(settings, home, board, make, backoff or Backoff()))


async def _serve(settings: Settings, home: Home, board: Board, make: MakePlan, backoff: Backoff) -> None:
    ports = Ports(read_stack(home.root).ports)
    try:
        plan = make(settings, home, ports)
        stack = Stack(ports=read_stack(home.root).ports | ports.chosen, address=plan.address)
        supervisor = Supervisor(home, _myself(), stack, Reports(board.tell), backoff)
        await _until_told(supervisor, plan, settings, home, board)
    finally:
        ports.close()


async def _until_told(supervisor: Supervisor, plan: Plan, settings: Settings, home: Home, board: Board) -> None:
    told, began = _told_to_stop(), time.monotonic()
    starting = asyncio.create_task(_start(supervisor, plan))
    try:
        await asyncio.wait((starting, told), return_when=asyncio.FIRST_COMPLETED)
        if starting.done():
            starting.result()
            board.say(welcome(settings, plan.address, time.monotonic() - began))
            await _look_after(home, board, told)
    finally:
        starting.cancel()
        await asyncio.gather(starting, return_exceptions=True)
        await supervisor.stop(plan.stop_order)


async def _start(supervisor: Supervisor, plan: Plan) -> None:
    try:
        await _start_ground(supervisor, plan)
        for part in plan.desk:
            await supervisor.start(part)
    except ExceptionGroup as failed:
        raise failed.exceptions[0] from None  # the others were only cancelled because of it


async def _start_ground(supervisor: Supervisor, plan: Plan) -> None:
    """Side by side where nothing depends on the other: a second start is to take seconds."""
    async with asyncio.TaskGroup() as group:
        beside = [group.create_task(supervisor.start(part)) for part in plan.beside]
        if plan.postgres:
            await supervisor.start(plan.postgres)
        await supervisor.run(plan.databases)
        if plan.prefect:
            group.create_task(supervisor.start(plan.prefect))
        await asyncio.gather(*beside)
        await supervisor.run(plan.provision)


async def _look_after(home: Home, board: Board, told: asyncio.Future[None]) -> None:
    looked = time.monotonic()
    while not told.done():
        await asyncio.wait((told,), timeout=REFRESH_SECONDS)
        board.refresh()
        if time.monotonic() - looked > LOOK_AT_LOGS_SECONDS:
            looked = time.monotonic()
            await asyncio.to_thread(_keep_logs_small, home)


def _keep_logs_small(home: Home) -> None:
    for log in home.logs.glob("*.log"):
        keep_small(log)


def _told_to_stop() -> asyncio.Future[None]:
    loop = asyncio.get_running_loop()
    told: asyncio.Future[None] = loop.create_future()

    def tell() -> None:
        if not told.done():
            told.set_result(None)

    for number in STOP_ON:
        loop.add_signal_handler(number, tell)
    return told


def _myself() -> Process:
    return Process(name="up", pid=os.getpid(), born_at=psutil.Process().create_time())
