"""Owns which bot speaks in a chat: the one of all accounts, or the account's own, opened when it is first needed.

It refuses to speak through a bot that no account has any more.
"""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass

import telegram
from pydantic import SecretStr
from telegram.error import InvalidToken, TelegramError

from integrations.vault import Vault
from models.database import Database
from models.domain.errors import NeedsPerson, Refused, TryLater
from models.store import accounts

Open = Callable[[SecretStr], AbstractAsyncContextManager[telegram.Bot]]
_GONE = "No account has the bot of this chat any more. Pair the chat with the bot that its account has now"


@dataclass(frozen=True)
class _Opened:
    sealed: bytes
    bot: telegram.Bot


class Bots:
    """Every bot by its number; none is the bot of all accounts."""

    def __init__(self, database: Database, vault: Vault, shared: telegram.Bot, open_bot: Open) -> None:
        self._database, self._vault, self._shared, self._open = database, vault, shared, open_bot
        self._opened: dict[int, _Opened] = {}
        self._kept, self._opening = AsyncExitStack(), asyncio.Lock()

    async def bot(self, bot_id: int | None) -> telegram.Bot:
        if bot_id is None:
            return self._shared
        async with self._database.session() as session:
            sealed = (await accounts.own_bots(session)).get(bot_id)
        if sealed is None:
            raise NeedsPerson(_GONE)
        async with self._opening:
            known = self._opened.get(bot_id)
            if known is None or known.sealed != sealed:  # a token that was revoked has a successor
                known = _Opened(sealed, await self._kept.enter_async_context(self._open(self._vault.open(sealed))))
                self._opened[bot_id] = known
        return known.bot

    async def try_out(self, token: SecretStr) -> telegram.User:
        """Whose token it is."""
        try:
            async with self._open(token) as bot:
                return await bot.get_me()
        except InvalidToken:
            raise Refused("Telegram does not know this token. Copy it again from @BotFather.") from None
        except TelegramError as failure:
            raise TryLater(f"Telegram could not be asked ({type(failure).__name__}). Try again.") from None

    def elsewhere(self, database: Database, vault: Vault) -> "Bots":
        """The same for another database and key."""
        return Bots(database, vault, self._shared, self._open)

    async def close(self) -> None:
        await self._kept.aclose()
