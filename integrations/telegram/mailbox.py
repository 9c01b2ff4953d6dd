"""Owns how updates come in: stored in our inbox first, confirmed to Telegram after, handled by the queues of the chats.

The library's own updater holds updates in memory and confirms them at the next poll; a kill would lose taps.
"""

import asyncio
import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from integrations.health import beat
from integrations.services import Services
from integrations.telegram.queues import Handle, Queues
from integrations.telegram.sender import seconds_of
from models.domain.errors import CopydeskError, TryLater
from models.store import cards, concerns, contacts, inbox
from models.store.inbox import Arrived
from models.tables import Json

UPDATES_LIVE = timedelta(hours=23)  # core.telegram.org/bots/api#getting-updates: not kept longer than 24 hours
_HEARD_EVERY = timedelta(seconds=2)
_POLL_SECONDS = 25
_LOOKED_INTO_EVERY_SECONDS, _TRIED_AGAIN_AFTER_SECONDS = 10.0, 1.0
_REFUSED_AGAIN_AFTER_SECONDS = 30.0
_BY_WEBHOOK_EVERY_SECONDS = 1.0  # a console in another process may have stored something
_KINDS = ["message", "edited_message", "callback_query", "my_chat_member"]
_log = logging.getLogger("copydesk.bot")


class Mailbox:
    def __init__(self, desk: Services, handle: Handle, give_up: Handle, handled: asyncio.Event | None = None) -> None:
        self._desk = desk
        self._bot_id = desk.bot_id
        self._is_taken: bool | None = None  # whether Telegram takes the token; none until it was asked
        self._heard_at: datetime | None = None
        self._arrived = asyncio.Event()
        self.handled = handled or asyncio.Event()  # for whoever does what follows from it a moment later
        is_by_webhook = desk.settings.telegram_webhook_url is not None
        self._looks_every_seconds = _BY_WEBHOOK_EVERY_SECONDS if is_by_webhook else _LOOKED_INTO_EVERY_SECONDS
        self._queues = Queues(desk, self._bot_id, handle, give_up)

    @property
    def name(self) -> str:
        """Of the one bot whose updates these are."""
        return f"bot {self._bot_id}"

    async def receive(self, updates: Iterable[Json]) -> None:
        """Store them; from here on they are ours and cannot be lost."""
        await store_updates(self._desk, self._bot_id, updates)
        self._arrived.set()

    async def poll(self) -> None:
        """Ask Telegram for ever. The offset that confirms is the last one that is stored."""
        stored: int | None = None
        while True:
            try:
                stored = await self._poll(stored)
                await self.hear()
            except InvalidToken:
                await self.refuse()
                await asyncio.sleep(_REFUSED_AGAIN_AFTER_SECONDS)
            except Conflict:
                _log.warning("Another process polls this bot; this one tries again.")
                await asyncio.sleep(5)
            except RetryAfter as limit:
                await asyncio.sleep(seconds_of(limit))
            except (TelegramError, CopydeskError) as failure:
                _log.warning("Updates could not be fetched: %s", type(failure).__name__)
                await asyncio.sleep(1)

    async def _poll(self, stored: int | None) -> int:
        """After the update that was stored last. Which one that was is looked up where it is not known yet."""
        if stored is None:
            async with self._desk.database.at_once() as session:
                stored = await inbox.last_update_id(session, self._bot_id)
        updates = await self._desk.bot.get_updates(stored + 1, timeout=_POLL_SECONDS, allowed_updates=_KINDS)
        if not updates:
            return stored
        await self.receive(update.to_dict() for update in updates)
        return updates[-1].update_id

    async def hear(self) -> None:
        """It is written down now and then: only a silence of a day matters."""
        now = self._desk.clock()
        if self._heard_at is None or now - self._heard_at >= _HEARD_EVERY:
            await note_heard(self._desk)
            self._heard_at = now
        if not self._is_taken:
            async with self._desk.database.session() as session:
                await concerns.bot_taken(session, self._bot_id, self._desk.clock())
            self._is_taken = True

    async def refuse(self) -> None:
        """Telegram does not take the token: nobody can be told through it, so it stands where people look."""
        _log.warning("Telegram refuses the token of bot %s.", self._bot_id)
        if self._is_taken is not False:
            async with self._desk.database.session() as session:
                await concerns.bot_refused(session, self._bot_id, self._desk.clock())
            self._is_taken = False

    async def work(self) -> None:
        """Handle what comes in, for ever."""
        try:
            while True:
                beat(self._desk.settings.copydesk_home, "bot", self._desk.clock())
                rest_seconds = self._looks_every_seconds
                try:
                    await self._queues.look(self._look_again)
                except TryLater as failure:
                    _log.warning("The inbox waits: %s", failure)
                    rest_seconds = _TRIED_AGAIN_AFTER_SECONDS
                await self._wait(rest_seconds)
        finally:
            await self._queues.stop()

    async def handle_waiting(self) -> None:
        """Handle what is in the inbox now, and wait for its end."""
        await self._queues.look(self._look_again)
        await self._queues.until_done()

    def _look_again(self) -> None:
        self._arrived.set()
        self.handled.set()

    async def _wait(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):  # wait_for of 3.11 may swallow a cancellation
                await self._arrived.wait()
        except TimeoutError:
            return
        self._arrived.clear()


async def store_updates(desk: Services, bot_id: int, updates: Iterable[Json]) -> None:
    async with desk.database.at_once() as session:
        await inbox.store(session, bot_id, [_arrived(each) for each in updates], desk.clock())


def _storable(value: Any) -> Any:
    """Without what PostgreSQL takes in no text: one update of somebody's own making must not keep all others out."""
    match value:
        case str():
            return value.replace("\0", "").encode("utf-8", "ignore").decode()
        case dict():
            return {_storable(name): _storable(each) for name, each in value.items()}
        case list() | tuple():
            return [_storable(each) for each in value]
    return value


async def note_heard(desk: Services) -> None:
    """Telegram was heard. After a longer silence than it keeps updates, what waits for a word is shown again."""
    async with desk.database.session() as session:
        before = await contacts.heard(session, desk.bot_id, desk.clock())
        again = await cards.show_again_with(session, desk.own_bot) if desk.clock() - before > UPDATES_LIVE else 0
    if again:
        _log.warning("Telegram was not heard since %s: %s cards go out again", before, again)


def _arrived(update: Json) -> Arrived:
    """Whatever kind of update it is, what it holds names its chat, or its message does."""
    body = _storable(update)
    held = next((value for name, value in body.items() if name != "update_id" and isinstance(value, dict)), {})
    chat = held.get("chat") or held.get("message", {}).get("chat") or {}
    return Arrived(int(chat.get("id", 0)), body)
