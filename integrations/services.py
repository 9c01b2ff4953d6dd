"""Owns the wiring: every outside system, opened once for this process's event loop. Nobody else opens a client."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from weakref import WeakKeyDictionary

import httpx
import telegram
from prefect.client.orchestration import PrefectClient
from pydantic import SecretStr
from telegram.request import HTTPXRequest

from integrations.addresses import Address, running_address
from integrations.effects import Clock, Effects
from integrations.medium.client import Medium
from integrations.precedence import Precedence
from integrations.reading.fetching import open_reading_client
from integrations.reading.network import Network
from integrations.reading.reader import Reader
from integrations.review_desk import ReviewDesk
from integrations.runs import Runs
from integrations.settings import Settings, read_settings
from integrations.storage import Storage
from integrations.telegram.pacing import Pace
from integrations.telegram.sender import Sender
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
    bot: telegram.Bot
    sender: Sender
    runs: Runs
    desk: ReviewDesk
    http: httpx.AsyncClient
    reader: Reader
    precedence: Precedence

    @property
    def bot_id(self) -> int:
        """Telegram's number of the bot, which its token begins with."""
        return int(self.address.telegram_bot_token.get_secret_value().partition(":")[0])

    def medium(self, token: SecretStr) -> Medium:
        return Medium(self.http, token, self.address.medium_base_url)


def utc_now() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def open_services(settings: Settings, address: Address, clock: Clock = utc_now) -> AsyncIterator[Services]:
    async with AsyncExitStack() as stack:
        database = Database(address.database_url)
        stack.push_async_callback(database.close)
        prefect = await stack.enter_async_context(PrefectClient(address.prefect_api_url))
        bot = await stack.enter_async_context(_open_bot(address))
        model = await stack.enter_async_context(
            open_client(address.model_base_url, address.model_api_key.get_secret_value(), _MODEL_SECONDS)
        )
        tls = ssl.create_default_context()
        http = await stack.enter_async_context(httpx.AsyncClient(verify=tls))
        reading = await stack.enter_async_context(open_reading_client(tls))
        runs = Runs(prefect)
        yield Services(
            settings=settings,
            address=address,
            clock=clock,
            database=database,
            effects=Effects(database, clock),
            vault=Vault(secret_key(settings)),
            storage=Storage.at(address, settings.s3_bucket, settings.s3_region),
            writer=Writer(model, settings.writer_model),
            reviewer=Reviewer(model, settings.reviewer_model),
            illustrator=Illustrator(model, settings.image_model),
            transcriber=Transcriber(model, settings.transcription_model),
            bot=bot,
            sender=Sender(bot, Pace(settings.telegram_messages_per_second)),
            runs=runs,
            desk=ReviewDesk(database, runs),
            http=http,
            reader=Reader(reading, Network(address.own_pages)),
            precedence=Precedence(),
        )


@asynccontextmanager
async def _open_bot(address: Address) -> AsyncIterator[telegram.Bot]:
    """Not `async with Bot`: that asks getMe at once, and a desk has to start while Telegram is away."""
    root = address.telegram_base_url
    calls = HTTPXRequest(connection_pool_size=_TELEGRAM_CONNECTIONS, connect_timeout=5, read_timeout=15)
    polls = HTTPXRequest(connection_pool_size=2, connect_timeout=5, read_timeout=45)
    try:
        yield telegram.Bot(
            address.telegram_bot_token.get_secret_value(),
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
