"""Owns the parts that the tests of the core share: one PostgreSQL, one S3 server and the simulators for the session.

Each test has a database to itself, migrated and empty, and a clock that only it moves. A test that asks for none of
this starts none of it.
"""

import dataclasses
import itertools
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import hypothesis
import psycopg
import pytest
import pytest_asyncio
from prefect.settings import PREFECT_API_URL, temporary_settings
from psycopg import sql
from pydantic import SecretStr
from sqlmodel import SQLModel

from deployments import object_store, postgres
from deployments.databases import make_missing
from deployments.home import Home, object_keys
from deployments.ports import Ports, Wish
from deployments.whereabouts import LOOPBACK, SIMULATED_BOT_TOKEN, SIMULATED_MODEL_KEY
from integrations.addresses import Address
from integrations.effects import Effects
from integrations.medium.token_line import TokenLine
from integrations.review_desk import ReviewDesk
from integrations.services import Services, install, open_services
from integrations.settings import Settings
from integrations.simulators import server as simulators
from integrations.telegram.pacing import Pace
from integrations.telegram.sender import Sender
from integrations.vault import Vault, secret_key
from models import migrations
from models.database import Database, without_driver
from tests.deployments.stage import a_home, supervised
from tests.integrations.medium.served import served
from tests.recorded_prefect import RecordedPrefect

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
_TEMPLATE = "template_of_tests"
_OTHERS = """
    select 1 from pg_stat_activity
    where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()
"""
_numbers = itertools.count(1)


def pytest_configure() -> None:
    """How long an example may take depends on what else the machine does, so no property fails for that."""
    hypothesis.settings.register_profile("of a busy machine", deadline=None)
    hypothesis.settings.load_profile("of a busy machine")


@dataclass
class Clock:
    """A clock that stands still until a test moves it."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        self.now += timedelta(**by)

    async def rest(self, seconds: float) -> None:
        """For who waits by this clock, which would not move while they wait for real."""
        self.advance(seconds=seconds)


@dataclass(frozen=True)
class Outside:
    """The vendors as a test sees them: what it plans for them and what they received."""

    root: str
    http: httpx.AsyncClient = field(repr=False)

    async def get(self, path: str, **query: Any) -> Any:
        return (await self.http.get(f"{self.root}/_sim/{path}", params=query)).raise_for_status().json()

    async def post(self, path: str, **body: Any) -> Any:
        return (await self.http.post(f"{self.root}/_sim/{path}", json=body)).raise_for_status().json()

    async def suffer(self, service: str, method: str, kind: str, **how: Any) -> None:
        await self.post("faults", service=service, method=method, kind=kind, **how)

    async def calls(self, service: str, method: str) -> list[dict[str, Any]]:
        return [each for each in await self.get("log", service=service) if each["method"] == method]

    async def stories(self) -> list[dict[str, Any]]:
        """What is on Medium."""
        found: list[dict[str, Any]] = await self.get("medium/posts")
        return found

    async def messages(self, chat: int = 1001) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self.get(f"writer/chat/{chat}"))["messages"]
        return found


@dataclass(frozen=True)
class Spare:
    """A migrated and empty database. Its engine is kept with it, since that remembers how statements are compiled."""

    name: str
    database: Database
    keeper: psycopg.Connection = field(repr=False)

    def is_left_alone(self) -> bool:
        """A database that a test left connections to, or hung up on all of them, is given to nobody else."""
        try:
            return self.keeper.execute(_OTHERS).fetchone() is None
        except psycopg.OperationalError:
            return False

    def empty(self) -> None:
        """Its rows go and its numbers begin anew: a hundred times cheaper than a fresh copy of the template."""
        self.keeper.execute("select pg_temp.empty()")


@dataclass(frozen=True)
class Grounds:
    """Where the real parts of this session are."""

    address: Address
    home: Home
    spare: list["Spare"] = field(default_factory=list)

    def database_url(self, name: str) -> str:
        return postgres.url(self.home, name)

    def connected(self, name: str) -> psycopg.Connection:
        return psycopg.connect(without_driver(SecretStr(self.database_url(name))), autocommit=True)

    def make_database(self) -> Spare:
        name = f"test_{next(_numbers)}"
        with self.connected("postgres") as connection:
            query = sql.SQL("create database {} template {} strategy file_copy")
            connection.execute(query.format(sql.Identifier(name), sql.Identifier(_TEMPLATE)))
        keeper = self.connected(name)
        keeper.execute(_emptying())
        return Spare(name, Database(SecretStr(self.database_url(name)), connections=4), keeper)


def _emptying() -> sql.Composed:
    """As a function of the keeper's session, which plans each statement once."""
    tables = [sql.Identifier(each.name) for each in reversed(SQLModel.metadata.sorted_tables)]
    rows = sql.SQL(" ").join(sql.SQL("delete from {};").format(each) for each in tables)
    numbers = sql.SQL("perform setval(seqrelid::regclass, seqstart, false) from pg_sequence;")
    body = sql.SQL("begin {} {} end").format(rows, numbers)
    return sql.SQL("create function pg_temp.empty() returns void language plpgsql as {}").format(body.as_string())


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def prefect_of_session() -> AsyncIterator[tuple[str, RecordedPrefect]]:
    recorded = RecordedPrefect()
    async with served(recorded.app) as root:
        with temporary_settings({PREFECT_API_URL: f"{root}/api"}):
            yield f"{root}/api", recorded


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def vendors(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    async with served(simulators.build(tmp_path_factory.mktemp("simulators"))) as root:
        yield root


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def grounds(vendors: str, prefect_of_session: tuple[str, RecordedPrefect]) -> AsyncIterator[Grounds]:
    """PostgreSQL and the S3 server as `up` starts them; the test's PostgreSQL alone need not survive a power cut."""
    ports = Ports({})
    with a_home() as home:
        port = ports.choose(Wish("object store", LOOPBACK, 8470))
        async with supervised(home) as supervisor:
            await supervisor.start(postgres.part(home))
            await supervisor.start(object_store.part(home, port))
            grounds = Grounds(_address(home, port, vendors, prefect_of_session[0]), home)
            with grounds.connected("postgres") as connection:
                connection.execute("alter system set fsync = off")
                connection.execute("select pg_reload_conf()")
            make_missing(grounds.database_url(_TEMPLATE))
            migrations.upgrade(grounds.database_url(_TEMPLATE))
            yield grounds
    ports.close()


def _address(home: Home, s3_port: int, vendors: str, prefect_api: str) -> Address:
    keys = object_keys(home)
    return Address(
        database_url=SecretStr(postgres.url(home, _TEMPLATE)),
        s3_endpoint=f"http://{LOOPBACK}:{s3_port}",
        s3_access_key=keys.access,
        s3_secret_key=keys.secret,
        prefect_api_url=prefect_api,
        prefect_ui_url=prefect_api.removesuffix("/api"),
        console_url=f"http://{LOOPBACK}:8400",
        telegram_base_url=f"{vendors}/telegram",
        telegram_bot_token=SecretStr(SIMULATED_BOT_TOKEN),
        model_base_url=f"{vendors}/model/v1",
        model_api_key=SecretStr(SIMULATED_MODEL_KEY),
        medium_base_url=f"{vendors}/medium/v1",
        medium_feed_url=f"{vendors}/medium/feed",
        simulators_url=vendors,
    )


@pytest.fixture
async def own(grounds: Grounds) -> AsyncIterator[Spare]:
    """A database that this test has to itself."""
    spare = grounds.spare.pop() if grounds.spare else grounds.make_database()
    yield spare
    await spare.database.close()
    if spare.is_left_alone():
        spare.empty()
        grounds.spare.append(spare)
    else:
        spare.keeper.close()


@pytest.fixture
def database_url(grounds: Grounds, own: Spare) -> SecretStr:
    return SecretStr(grounds.database_url(own.name))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def settings(tmp_path: Path, clients: Services) -> Settings:
    return clients.settings.model_copy(update={"copydesk_home": tmp_path})


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def clients(grounds: Grounds, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Services]:
    """The clients of the outside, opened once: a TLS context for each costs more than most tests."""
    key = SecretStr("a key for tests")
    settings = Settings(
        _env_file=None,
        copydesk_home=tmp_path_factory.mktemp("home"),
        copydesk_secret_key=key,
        feedback_pause_seconds=0,
        medium_seconds_between_requests=0,
        medium_seconds_between_stories=0,
        telegram_messages_per_second=0,  # the pace of real chats would be the pace of the tests, and outlast each
    )
    async with open_services(settings, grounds.address) as services:
        await services.storage.make_bucket_if_missing()
        yield services


@pytest.fixture
async def desk(
    clients: Services, settings: Settings, own: Spare, database_url: SecretStr, clock: Clock, prefect: RecordedPrefect
) -> AsyncIterator[Services]:
    """The services of this test: its own database and clock; Prefect as good as new."""
    vault = Vault(secret_key(settings))
    bots = clients.bots.elsewhere(own.database, vault)
    desk = dataclasses.replace(
        clients,
        settings=settings,
        address=clients.address.model_copy(update={"database_url": database_url}),
        clock=clock,
        database=own.database,
        effects=Effects(own.database, clock),
        vault=vault,
        bots=bots,
        sender=Sender(bots.bot, partial(Pace, 0)),
        desk=ReviewDesk(own.database, clients.runs),
        token_line=TokenLine(own.database, clock, 0, clock.rest),
    )
    install(desk)
    yield desk
    await bots.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def outside_of_session(vendors: str) -> AsyncIterator[Outside]:
    async with httpx.AsyncClient(trust_env=False, timeout=30) as http:
        yield Outside(vendors, http)


@pytest.fixture
async def outside(outside_of_session: Outside) -> Outside:
    await outside_of_session.post("reset")
    return outside_of_session


@pytest.fixture
def prefect(prefect_of_session: tuple[str, RecordedPrefect]) -> RecordedPrefect:
    prefect_of_session[1].forget()
    return prefect_of_session[1]
