"""Owns what the bot does without being asked: feedback is taken in when it is due, and cards lose dead buttons.

It looks when something was handled, when something is due, and now and then for what was decided elsewhere.
"""

import asyncio
import logging
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from telegram.error import TelegramError

from integrations.services import Services
from integrations.telegram.collecting import next_at, take_in_all
from integrations.telegram.mailbox import note_heard
from integrations.telegram.menu import show_menu
from integrations.telegram.replies import Replies
from integrations.telegram.settling import settle
from models.domain.errors import CopydeskError

_SHORTEST_REST_SECONDS, _LONGEST_REST_SECONDS = 1.0, 10.0
_HEARD_EVERY = timedelta(minutes=1)
_log = logging.getLogger("copydesk.bot")


async def _show_menu(desk: Services) -> None:
    """Without it the commands work all the same, and the next start tries again."""
    try:
        await show_menu(desk.bot)
    except TelegramError as failure:
        _log.warning("The menu of commands could not be set: %s", type(failure).__name__)


async def listen(desk: Services) -> None:
    """Where updates come by webhook, a quiet day is no silence: Telegram is asked whether it is there."""
    if desk.settings.telegram_webhook_url is None:
        return
    try:
        await desk.bot.get_webhook_info()
    except TelegramError as failure:
        _log.warning("Telegram does not answer: %s", type(failure).__name__)
        return
    await note_heard(desk)


async def do_chores(desk: Services, handled: asyncio.Event) -> None:
    """For ever."""
    await _show_menu(desk)
    replies, heard_at = Replies(desk), datetime.min.replace(tzinfo=UTC)
    woken = handled if desk.own_bot is None else asyncio.Event()
    while True:
        rest_seconds = _SHORTEST_REST_SECONDS
        try:
            if desk.own_bot is None:  # once for all bots: what is sent goes through the bot of its chat
                rest_seconds = _until(await look(desk, replies), desk.clock())
            if desk.clock() - heard_at >= _HEARD_EVERY:
                heard_at = desk.clock()
                await listen(desk)
        except CopydeskError as failure:
            _log.warning("The bot's chores wait: %s", failure)
        await _rest(woken, rest_seconds)


async def look(desk: Services, replies: Replies) -> datetime | None:
    """Cards are settled although an acknowledgement has to wait. Gives when there is something to be taken in again."""
    due_at = await next_at(desk)
    if due_at is not None and due_at <= desk.clock():
        try:
            await take_in_all(desk, replies)
        except CopydeskError as failure:
            _log.warning("What was said is taken in later: %s", failure)
        due_at = await next_at(desk)
    await desk.precedence.give_way()
    await settle(desk)
    return due_at


def _until(moment: datetime | None, now: datetime) -> float:
    return _LONGEST_REST_SECONDS if moment is None else min((moment - now).total_seconds(), _LONGEST_REST_SECONDS)


async def _rest(woken: asyncio.Event, seconds: float) -> None:
    await asyncio.sleep(_SHORTEST_REST_SECONDS)
    with suppress(TimeoutError):
        async with asyncio.timeout(max(0.0, seconds - _SHORTEST_REST_SECONDS)):
            await woken.wait()
    woken.clear()
