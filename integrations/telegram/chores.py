"""Owns what the bot does without being asked: it looks every few seconds at what a restart or an outage left over."""

import asyncio
import itertools
import logging

from telegram.error import TelegramError

from integrations.services import Services
from integrations.telegram.collecting import take_in_all
from integrations.telegram.mailbox import note_heard
from integrations.telegram.menu import show_menu
from integrations.telegram.replies import Replies
from integrations.telegram.settling import settle
from models.domain.errors import CopydeskError

_EVERY_SECONDS = 1.0
_SETTLED_EVERY_ROUNDS, _HEARD_EVERY_ROUNDS = 5, 60
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


async def do_chores(desk: Services) -> None:
    """For ever."""
    await _show_menu(desk)
    replies, rounds = Replies(desk), itertools.count()
    while True:
        try:
            await take_in_all(desk, replies)
            number = next(rounds)
            if number % _SETTLED_EVERY_ROUNDS == 0:
                await desk.precedence.give_way()
                await settle(desk)
            if number % _HEARD_EVERY_ROUNDS == 0:
                await listen(desk)
        except CopydeskError as failure:
            _log.warning("The bot's chores wait: %s", failure)
        await asyncio.sleep(_EVERY_SECONDS)
