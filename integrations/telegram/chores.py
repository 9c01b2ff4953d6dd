"""Owns what the bot does without being asked: it looks every few seconds at what a restart or an outage left over."""

import asyncio
import logging

from telegram.error import TelegramError

from integrations.services import Services
from integrations.telegram.menu import show_menu
from integrations.telegram.settling import settle
from models.domain.errors import TryLater

_EVERY_SECONDS = 5.0
_log = logging.getLogger("copydesk.bot")


async def _show_menu(desk: Services) -> None:
    """Without it the commands work all the same, and the next start tries again."""
    try:
        await show_menu(desk.bot)
    except TelegramError as failure:
        _log.warning("The menu of commands could not be set: %s", type(failure).__name__)


async def do_chores(desk: Services) -> None:
    """For ever."""
    await _show_menu(desk)
    while True:
        try:
            await settle(desk)
        except TryLater as failure:
            _log.warning("The bot's chores wait: %s", failure)
        await asyncio.sleep(_EVERY_SECONDS)
