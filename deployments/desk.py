"""Owns the desk: bot, worker and console in one event loop, or any of them alone."""

import asyncio
import gc
import logging
import signal
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

import uvicorn
from telegram.error import InvalidToken, TelegramError

from console.app import create_app
from deployments import fast_lane
from deployments.duty import OnDuty
from deployments.own_bots import OwnBots
from integrations.addresses import running_address
from integrations.services import Services, install, open_services
from integrations.settings import Settings
from integrations.telegram import webhook
from integrations.telegram.bot import Bot
from integrations.telegram.chores import do_chores
from integrations.telegram.mailbox import Mailbox
from models.domain.errors import TryLater

_log = logging.getLogger("copydesk.desk")
_AGREES_AGAIN_AFTER_SECONDS = 5


class Role(StrEnum):
    """A part of the desk that can also run in a process of its own."""

    BOT = "bot"
    WORKER = "worker"
    CONSOLE = "console"


async def serve(settings: Settings, roles: frozenset[Role]) -> None:
    """Run until SIGTERM or SIGINT, then finish what is in hand and leave within a few seconds."""
    fast_lane.prepare_process()
    stop = _stop_on_signals()
    async with open_services(settings, running_address(settings)) as desk:
        install(desk)
        bot = Bot(desk)
        mailbox = Mailbox(desk, bot.handle, bot.say_sorry)
        async with asyncio.TaskGroup() as group:
            if Role.BOT in roles:
                group.create_task(_until(stop, OnDuty(desk, mailbox.name).work(lambda: be_the_bot(desk, mailbox))))
                group.create_task(_until(stop, OwnBots(desk, be_the_bot, mailbox.handled).work()))
            if Role.WORKER in roles:
                group.create_task(_work(desk, stop))
            if Role.CONSOLE in roles:
                group.create_task(_show(desk, mailbox, stop))


def _stop_on_signals() -> asyncio.Event:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop


async def _until(stop: asyncio.Event, endless: Coroutine[Any, Any, None]) -> None:
    """For what may be cut off anywhere: what it had in hand is in the inbox."""
    task, told = asyncio.create_task(endless), asyncio.create_task(stop.wait())
    await asyncio.wait({task, told}, return_when=asyncio.FIRST_COMPLETED)
    told.cancel()
    if task.done():
        task.result()
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def be_the_bot(desk: Services, mailbox: Mailbox) -> None:
    """Telegram lets one process poll, and two that look into one inbox would both answer."""
    async with asyncio.TaskGroup() as group:
        group.create_task(_receive(desk, mailbox))
        group.create_task(mailbox.work())
        group.create_task(do_chores(desk, mailbox.handled))


async def _receive(desk: Services, mailbox: Mailbox) -> None:
    """By webhook or by polling, as it is agreed with Telegram, which may be away when we start."""
    while True:
        try:
            is_webhook = await webhook.agree(desk)
        except InvalidToken:
            await _say_that_it_is_refused(mailbox)
            await asyncio.sleep(_AGREES_AGAIN_AFTER_SECONDS)
            continue
        except TelegramError as failure:
            _log.warning("Telegram does not answer yet: %s", type(failure).__name__)
            await asyncio.sleep(_AGREES_AGAIN_AFTER_SECONDS)
            continue
        if is_webhook:
            return
        await mailbox.poll()


async def _say_that_it_is_refused(mailbox: Mailbox) -> None:
    try:
        await mailbox.refuse()
    except TryLater as failure:
        _log.warning("That a bot is refused cannot be noted now: %s", failure)


async def _work(desk: Services, stop: asyncio.Event) -> None:
    from deployments.worker import run_worker  # noqa: PLC0415 - a bot or a console alone needs no flows

    await run_worker(desk, stop)


async def _show(desk: Services, mailbox: Mailbox, stop: asyncio.Event) -> None:
    where = urlsplit(desk.address.console_url)
    app = create_app(desk, mailbox.receive)
    keep_out_of_collections()
    config = uvicorn.Config(
        app,
        host=desk.settings.console_host,
        port=where.port or desk.settings.console_port,
        log_level="warning",
        timeout_graceful_shutdown=2,
    )
    server = _Server(config)
    async with asyncio.TaskGroup() as group:
        group.create_task(server.serve())
        await stop.wait()
        app.state.live.end()
        server.should_exit = True


def keep_out_of_collections() -> None:
    """What is there now stays to the end. To look through all of it, as Python does now and then for its garbage, would
    take a quarter of a second out of somebody's page.
    """
    gc.collect()
    gc.freeze()


class _Server(uvicorn.Server):
    """uvicorn without its own signal handlers: the desk has them."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
