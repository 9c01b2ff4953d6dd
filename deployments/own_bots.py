"""Owns the bots that accounts have of their own: each is heard by one process, from its setting to its removal.

What goes wrong with one of them keeps neither the others nor the bot of all accounts from being heard.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from deployments.duty import OnDuty
from integrations.services import Services
from integrations.telegram.bot import Bot
from integrations.telegram.mailbox import Mailbox
from models.domain.errors import CopydeskError, TryLater
from models.store import accounts

_LOOKS_EVERY_SECONDS = 3.0
_log = logging.getLogger("copydesk.bot")

Be = Callable[[Services, Mailbox], Coroutine[Any, Any, None]]


class OwnBots:
    """`handled` wakes whoever does the chores of all bots."""

    def __init__(
        self, desk: Services, be: Be, handled: asyncio.Event, looks_every_seconds: float = _LOOKS_EVERY_SECONDS
    ) -> None:
        self._desk, self._be, self._handled, self._looks_every_seconds = desk, be, handled, looks_every_seconds
        self._heard: dict[int, tuple[bytes, asyncio.Task[None]]] = {}

    async def work(self) -> None:
        """For ever: begin with bots that were set, leave those that were removed or got another token."""
        try:
            while True:
                try:
                    await self._look()
                except TryLater as failure:
                    _log.warning("Which bots there are cannot be told now: %s", failure)
                await asyncio.sleep(self._looks_every_seconds)
        finally:
            await self._leave(list(self._heard))

    async def _look(self) -> None:
        async with self._desk.database.session() as session:
            wanted = await accounts.own_bots(session)
        await self._leave(
            [each for each, (sealed, task) in self._heard.items() if self._is_over(wanted, each, sealed, task)]
        )
        for bot_id, sealed in wanted.items():
            if bot_id not in self._heard:
                self._heard[bot_id] = (sealed, asyncio.create_task(self._hear(bot_id)))

    @staticmethod
    def _is_over(wanted: dict[int, bytes], bot_id: int, sealed: bytes, task: asyncio.Task[None]) -> bool:
        return task.done() or wanted.get(bot_id) != sealed

    async def _leave(self, bot_ids: list[int]) -> None:
        tasks = [self._heard.pop(bot_id)[1] for bot_id in bot_ids]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _hear(self, bot_id: int) -> None:
        try:
            desk = await self._desk.through(bot_id)
            bot = Bot(desk)
            mailbox = Mailbox(desk, bot.handle, bot.say_sorry, self._handled)
            await OnDuty(desk, mailbox.name).work(lambda: self._be(desk, mailbox))
        except CopydeskError as failure:
            _log.warning("Bot %s is not heard; it is tried again: %s", bot_id, failure)
        except ExceptionGroup as failures:
            _log.warning("Bot %s is not heard; it is tried again: %s", bot_id, type(failures.exceptions[0]).__name__)
