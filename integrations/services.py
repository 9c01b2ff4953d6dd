"""Owns the wiring: every outside system, opened once for this process's event loop. Nobody else opens a client."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from weakref import WeakKeyDictionary

import httpx
import telegram
from prefect.client.orchestration import PrefectClient
from pydantic import SecretStr
from telegram.request import HTTPXRequest

from integrations.addresses import Address, running_address
from integrations.effects import Clock, Effects
from integrations.medium.client import Medium
from integrations.medium.patience import Sleep
from integrations.medium.token_line import TokenLine
from integrations.precedence import Precedence
from integrations.reading.fetching import open_reading_client
from integrations.reading.network import Network
from integrations.reading.reader import Reader
from integrations.review_desk import ReviewDesk
from integrations.runs import Runs
from integrations.settings import Settings, read_settings
from integrations.storage import Bucket, Storage
from integrations.telegram.bots import Bots
from integrations.telegram.pacing import Pace
from integrations.telegram.sender import Sender
from integrations.tls import trusted_tls
from integrations.vault import Vault, secret_key
from integrations.writing.client import open_client
from integrations.writing.illustrator import Illustrator
from integrations.writing.reviewer import Reviewer
from integrations.writing.transcriber import Transcriber
from integrations.writing.writer import Writer
from models.database import Database

_MODEL_SECONDS = 180.0
_TELEGRAM_CONNECTIONS = 32


@dataclass(frozen=True)
class Services:
    """Everything outside, as the tasks, the bot and the console see it."""

    settings: Settings
    address: Address
    clock: Clock
    database: Database
    effects: Effects
    vault: Vault
    storage: Storage
    writer: Writer
    reviewer: Reviewer
    illustrator: Illustrator
    transcriber: Transcriber
    bots: Bots
    bot: telegram.Bot
    sender: Sender
    runs: Runs
    desk: ReviewDesk
    http: httpx.AsyncClient
    reader: Reader
    precedence: Precedence
    token_line: TokenLine
    own_bot: int | None = None  # the number of an account's own bot, where these services hear and answer that one

    @property
    def bot_id(self) -> int:
        """Telegram's number of the bot, which its token begins with."""
        return self.own_bot or int(self.address.telegram_bot_token.get_secret_value().partition(":")[0])

    async def through(self, own_bot: int) -> "Services":
        """The same services, hearing and answering an account's own bot."""
        bot = await self.bots.bot(own_bot)
        return replace(self, own_bot=own_bot, bot=bot, sender=self.sender.through(own_bot))

    def of_bot(self, key: str) -> str:
        """An effect's key that names a chat or a message: with every bot their numbers begin anew."""
        return key if self.own_bot is None else f"bot:{self.own_bot}:{key}"

    def medium(self, token: SecretStr, sleep: Sleep = asyncio.sleep) -> Medium:
        return Medium(self.http, token, self.address.medium_base_url, in_line=self.token_line.turn, sleep=sleep)


def utc_now() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def open_services(settings: Settings, address: Address, clock: Clock = utc_now) -> AsyncIterator[Services]:
    async with AsyncExitStack() as stack:
        database = Database(address.database_url)
        stack.push_async_callback(database.close)
        prefect = await stack.enter_async_context(PrefectClient(address.prefect_api_url))
        open_bot = partial(_open_bot, address.telegram_base_url)
        bot = await stack.enter_async_context(open_bot(address.telegram_bot_token))
        vault = Vault(secret_key(settings))
        bots = Bots(database, vault, bot, open_bot)
        stack.push_async_callback(bots.close)
        model = await stack.enter_async_context(
            open_client(address.model_base_url, address.model_api_key.get_secret_value(), _MODEL_SECONDS)
        )
        tls = trusted_tls()
        http = await stack.enter_async_context(httpx.AsyncClient(verify=tls))
        reading = await stack.enter_async_context(open_reading_client(tls))
        runs = Runs(prefect)
        yield Services(
            settings=settings,
            address=address,
            clock=clock,
            database=database,
            effects=Effects(database, clock),
            vault=vault,
            storage=Storage.at(address, Bucket.of(settings)),
            writer=Writer(model, settings.writer_model),
            reviewer=Reviewer(model, settings.reviewer_model),
            illustrator=Illustrator(model, settings.image_model),
            transcriber=Transcriber(model, settings.transcription_model),
            bots=bots,
            bot=bot,
            sender=Sender(bots.bot, partial(Pace, settings.telegram_messages_per_second)),
            runs=runs,
            desk=ReviewDesk(database, runs),
            http=http,
            reader=Reader(reading, Network(address.own_pages)),
            precedence=Precedence(),
            token_line=TokenLine(database, clock, settings.medium_seconds_between_requests),
        )


@asynccontextmanager
async def _open_bot(root: str, token: SecretStr) -> AsyncIterator[telegram.Bot]:
    """Not `async with Bot`: that asks getMe at once, and a desk has to start while Telegram is away."""
    calls = HTTPXRequest(connection_pool_size=_TELEGRAM_CONNECTIONS, connect_timeout=5, read_timeout=15)
    polls = HTTPXRequest(connection_pool_size=2, connect_timeout=5, read_timeout=45)
    try:
        yield telegram.Bot(
            token.get_secret_value(),
            base_url=f"{root}/bot",
            base_file_url=f"{root}/file/bot",
            request=calls,
            get_updates_request=polls,
        )
    finally:
        await calls.shutdown()
        await polls.shutdown()


_of_loop: "WeakKeyDictionary[asyncio.AbstractEventLoop, Services]" = WeakKeyDictionary()
_kept: "WeakKeyDictionary[asyncio.AbstractEventLoop, AsyncExitStack]" = WeakKeyDictionary()  # else they are closed
_opening: "WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock]" = WeakKeyDictionary()


def install(services: Services) -> None:
    """Let this loop's tasks use these services; the desk does it at its start, tests do it with theirs."""
    _of_loop[asyncio.get_running_loop()] = services


async def services() -> Services:
    """This loop's services. Under a stock worker nobody installed any: then they are opened, until the process ends."""
    loop = asyncio.get_running_loop()
    async with _opening.setdefault(loop, asyncio.Lock()):
        if loop not in _of_loop:
            settings = read_settings()
            kept = _kept.setdefault(loop, AsyncExitStack())
            _of_loop[loop] = await kept.enter_async_context(open_services(settings, running_address(settings)))
    return _of_loop[loop]
