"""Owns what the bot does without being asked: it looks every few seconds at what a restart or an outage left over."""

import asyncio
import logging

from integrations.services import Services
from integrations.telegram.settling import settle
from models.domain.errors import TryLater

_EVERY_SECONDS = 5.0
_log = logging.getLogger("copydesk.bot")


async def do_chores(desk: Services) -> None:
    """For ever."""
    while True:
        try:
            await settle(desk)
        except TryLater as failure:
            _log.warning("The bot's chores wait: %s", failure)
        await asyncio.sleep(_EVERY_SECONDS)
