"""Owns how updates come in: stored in our inbox first, confirmed to Telegram after, handled from the inbox.

The library's own updater holds updates in memory and confirms them at the next poll; a kill would lose taps.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from datetime import timedelta
from itertools import groupby

import telegram
from telegram.error import Conflict, RetryAfter, TelegramError

from integrations.health import beat
from integrations.services import Services
from integrations.telegram.sender import seconds_of
from models.domain.errors import CopydeskError, TryLater
from models.store import cards, contacts, inbox
from models.tables import InboxUpdate, Json

Handle = Callable[[telegram.Update], Awaitable[None]]
UPDATES_LIVE = timedelta(hours=23)  # core.telegram.org/bots/api#getting-updates: not kept longer than 24 hours
_POLL_SECONDS = 25
_LOOKED_INTO_EVERY_SECONDS = 1.0
_KINDS = ["message", "edited_message", "callback_query", "my_chat_member"]
_log = logging.getLogger("copydesk.bot")


class Mailbox:
    def __init__(self, desk: Services, handle: Handle) -> None:
        self._desk, self._handle = desk, handle
        self._bot_id = int(desk.address.telegram_bot_token.get_secret_value().partition(":")[0])
        self._arrived = asyncio.Event()

    async def receive(self, updates: Iterable[Json]) -> None:
        """Store them; from here on they are ours and cannot be lost."""
        async with self._desk.database.session() as session:
            await inbox.store(session, self._bot_id, list(updates), self._desk.clock())
        self._arrived.set()

    async def poll(self) -> None:
        """Ask Telegram for ever. The offset that confirms is the last one that is stored."""
        while True:
            try:
                async with self._desk.database.session() as session:
                    offset = await inbox.last_update_id(session, self._bot_id) + 1
                updates = await self._desk.bot.get_updates(offset, timeout=_POLL_SECONDS, allowed_updates=_KINDS)
                if updates:
                    await self.receive(update.to_dict() for update in updates)
                await self.hear()
            except Conflict:
                _log.warning("Another process polls this bot; this one tries again.")
                await asyncio.sleep(5)
            except RetryAfter as limit:
                await asyncio.sleep(seconds_of(limit))
            except (TelegramError, TryLater) as failure:
                _log.warning("Updates could not be fetched: %s", type(failure).__name__)
                await asyncio.sleep(1)

    async def hear(self) -> None:
        """Telegram was heard. After a longer silence than it keeps updates, what waits for a word is shown again."""
        async with self._desk.database.session() as session:
            before = await contacts.heard(session, self._bot_id, self._desk.clock())
            if self._desk.clock() - before > UPDATES_LIVE:
                _log.warning(
                    "Telegram was not heard since %s: %s cards go out again", before, await cards.show_again(session)
                )

    async def work(self) -> None:
        """Handle what comes in, for ever."""
        while True:
            beat(self._desk.settings.copydesk_home, "bot", self._desk.clock())
            try:
                await self.handle_waiting()
            except TryLater as failure:
                _log.warning("The inbox waits: %s", failure)
            await self._wait()

    async def handle_waiting(self) -> None:
        """Handle what is in the inbox, in order within a chat, side by side between chats."""
        async with self._desk.database.session() as session:
            waiting = sorted(await inbox.unhandled(session, self._bot_id), key=_chat_of)
        by_chat = [list(of_chat) for _, of_chat in groupby(waiting, key=_chat_of)]
        await asyncio.gather(*(self._handle_in_order(of_chat) for of_chat in by_chat))

    async def _wait(self) -> None:
        try:
            await asyncio.wait_for(self._arrived.wait(), _LOOKED_INTO_EVERY_SECONDS)
        except TimeoutError:
            return
        self._arrived.clear()

    async def _handle_in_order(self, updates: list[InboxUpdate]) -> None:
        """What has to wait lets those behind it wait too, but never another chat: nothing is handled twice at once."""
        try:
            for stored in updates:
                fault = await self._fault_in_handling(stored)
                async with self._desk.database.session() as session:
                    await inbox.mark_handled(session, self._bot_id, stored.update_id, self._desk.clock(), fault)
        except TryLater as failure:
            _log.warning("A chat waits: %s", failure)

    async def _fault_in_handling(self, stored: InboxUpdate) -> str:
        try:
            await self._handle(telegram.Update.de_json(stored.body, self._desk.bot))
        except TryLater:
            raise
        except CopydeskError as failure:
            _log.warning("Update %s could not be handled: %s", stored.update_id, failure)
            return str(failure)
        except Exception as failure:  # noqa: BLE001 - the top loop: one update that nobody foresaw must not stop it
            _log.exception("Update %s could not be handled", stored.update_id)
            return type(failure).__name__
        return ""


def _chat_of(stored: InboxUpdate) -> int:
    body = stored.body
    message = body.get("message") or body.get("edited_message") or body.get("callback_query", {}).get("message") or {}
    return int(message.get("chat", {}).get("id", 0))
