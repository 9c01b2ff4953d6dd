"""Owns the handling of the inbox: a queue for each chat, side by side. A chat that hangs or fails keeps nobody waiting.

Within a chat the order is kept. What could not be done now is tried again, with growing pauses; what fails for good is
parked with its reason, and whoever sent it is told. At most so many chats are in hand at once.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

import telegram

from integrations.precedence import Urgent
from integrations.services import Services
from models.domain.errors import CopydeskError, TryLater
from models.store import inbox
from models.tables import InboxUpdate

Handle = Callable[[telegram.Update], Awaitable[None]]
_CHATS_IN_HAND = 32
_OF_A_CHAT = 20
_HANDLED_WITHIN_SECONDS = 240.0  # a voice message may take the model's three minutes
_LONGEST_PAUSE = timedelta(minutes=1)
_WAITED_OUT = timedelta(hours=24)
_TRIES_OF_THE_UNFORESEEN = 3
_UNREADABLE = "it is not what Telegram sends"
_log = logging.getLogger("copydesk.bot")


class Queues:
    def __init__(self, desk: Services, bot_id: int, handle: Handle, give_up: Handle) -> None:
        self._desk, self._bot_id, self._handle, self._give_up = desk, bot_id, handle, give_up
        self._slots = asyncio.Semaphore(_CHATS_IN_HAND)
        self._in_hand: dict[int, asyncio.Task[None]] = {}

    async def look(self, looked_again: Callable[[], None]) -> None:
        """Begin with every chat that waits and that nobody has in hand; it does not wait for their end."""
        busy = set(self._in_hand)  # before the inbox is read: who ends meanwhile has handled some of what was read
        async with self._desk.database.at_once() as session:
            waiting = await inbox.unhandled(
                session, self._bot_id, self._desk.clock(), of_a_chat=_OF_A_CHAT, but_of=busy
            )
        by_chat: dict[int, list[InboxUpdate]] = {}
        for stored in waiting:
            by_chat.setdefault(stored.chat_id, []).append(stored)
        for chat_id, updates in by_chat.items():
            self._begin(chat_id, updates, looked_again)

    async def until_done(self) -> None:
        """Until nothing that was begun is in hand any more."""
        await asyncio.gather(*self._in_hand.values())

    async def stop(self) -> None:
        """What is in hand is cut off like by a crash: it is in the inbox."""
        begun = list(self._in_hand.values())
        for task in begun:
            task.cancel()
        await asyncio.gather(*begun, return_exceptions=True)

    def _begin(self, chat_id: int, updates: Sequence[InboxUpdate], looked_again: Callable[[], None]) -> None:
        waiting = [(each, self._desk.precedence.waits_for_an_answer()) for each in updates]
        task = asyncio.create_task(self._handle_in_order(waiting, looked_again))
        self._in_hand[chat_id] = task

        def done(_: object) -> None:
            del self._in_hand[chat_id]
            for _each, urgent in waiting:
                urgent.end()
            looked_again()

        task.add_done_callback(done)

    async def _handle_in_order(
        self, updates: Sequence[tuple[InboxUpdate, Urgent]], look_again: Callable[[], None]
    ) -> None:
        async with self._slots:
            try:
                for stored, urgent in updates:
                    async with self._desk.precedence.answering(urgent):
                        pause = await self._pause_after(stored)
                    if pause is not None:
                        asyncio.get_running_loop().call_later(pause.total_seconds(), look_again)
                        return
            except TryLater as failure:  # the inbox itself is away; it is looked into again
                _log.warning("A chat waits: %s", failure)

    async def _pause_after(self, stored: InboxUpdate) -> timedelta | None:
        """Before the next try; None when it is done."""
        update = self._read(stored)
        pause, fault = await self._try(stored, update) if update is not None else (None, _UNREADABLE)
        if pause is not None:
            async with self._desk.database.session() as session:
                until = self._desk.clock() + pause
                await inbox.try_later(session, self._bot_id, stored.update_id, until, fault)
            return pause
        async with self._desk.database.at_once() as session:
            await inbox.mark_handled(session, self._bot_id, stored.update_id, self._desk.clock(), fault)
        if fault and update is not None:
            await self._tell(update)
        return None

    def _read(self, stored: InboxUpdate) -> telegram.Update | None:
        """None for what is not made as Telegram makes them; nobody can be told, since nobody knows who sent it."""
        try:
            return telegram.Update.de_json(stored.body, self._desk.bot)
        except (TypeError, ValueError, LookupError, AttributeError):
            _log.exception("Update %s cannot be read", stored.update_id)
            return None

    async def _try(self, stored: InboxUpdate, update: telegram.Update) -> tuple[timedelta | None, str]:
        """How long to wait before the next try, if there is one, and what went wrong, if anything."""
        may_wait = self._desk.clock() < stored.received_at + _WAITED_OUT
        try:
            async with asyncio.timeout(_HANDLED_WITHIN_SECONDS):
                await self._handle(update)
        except TryLater as failure:
            _log.warning("Update %s waits: %s", stored.update_id, failure)
            return (_pause(stored, failure.retry_after_seconds) if may_wait else None), str(failure)
        except CopydeskError as failure:
            _log.warning("Update %s could not be handled: %s", stored.update_id, failure)
            return None, str(failure)
        except Exception as failure:  # noqa: BLE001 - the top loop: one update that nobody foresaw must not stop it
            _log.exception("Update %s could not be handled", stored.update_id)
            is_last = stored.tries + 1 >= _TRIES_OF_THE_UNFORESEEN
            return (None if is_last else _pause(stored)), type(failure).__name__
        return None, ""

    async def _tell(self, update: telegram.Update) -> None:
        try:
            await self._give_up(update)
        except CopydeskError as failure:
            _log.warning("Nobody could be told of update %s: %s", update.update_id, failure)


def _pause(stored: InboxUpdate, asked_for_seconds: float | None = None) -> timedelta:
    growing = min(timedelta(seconds=2.0 ** min(stored.tries, 10)), _LONGEST_PAUSE)
    return max(growing, timedelta(seconds=asked_for_seconds or 0))
