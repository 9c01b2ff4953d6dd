"""Owns a bot without an inbox: like the library's own updater it confirms updates that it holds in memory."""

import asyncio
import logging

import telegram
from telegram.error import TelegramError

from deployments.cli import app
from integrations.telegram.bot import Bot
from integrations.telegram.mailbox import Mailbox
from models.domain.errors import CopydeskError

_POLL_SECONDS = 25
_log = logging.getLogger("copydesk.bot")


async def _poll_into_memory(self: Mailbox) -> None:
    queue: asyncio.Queue[telegram.Update] = asyncio.Queue()
    offset = 0
    async with asyncio.TaskGroup() as group:
        group.create_task(_handle_from(Bot(self._desk), queue))
        while True:
            try:
                for update in await self._desk.bot.get_updates(offset, timeout=_POLL_SECONDS):
                    offset = update.update_id + 1
                    queue.put_nowait(update)
            except TelegramError:
                await asyncio.sleep(1)


async def _handle_from(bot: Bot, queue: asyncio.Queue[telegram.Update]) -> None:
    while True:
        try:
            await bot.handle(await queue.get())
        except (CopydeskError, TelegramError) as failure:
            _log.warning("An update was given up: %s", failure)


def break_guard() -> None:
    Mailbox.poll = _poll_into_memory  # type: ignore[method-assign]


if __name__ == "__main__":
    break_guard()
    app(["run", "bot"])
