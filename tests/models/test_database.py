"""The schema and the one commit place, on a real PostgreSQL."""

import asyncio
import socket
from datetime import datetime
from functools import partial
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest
from alembic import command
from psycopg.errors import IdleInTransactionSessionTimeout
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.exc import InternalError, StatementError

from deployments import postgres
from integrations.services import Services
from models import migrations
from models.database import Database, with_driver, without_driver
from models.domain.errors import Misconfigured, Refused, TryLater
from models.statements import execute, statement
from models.store import articles
from models.tables import Account
from tasks.lease import LENGTH
from tests.conftest import NOW, Grounds
from tests.wire import Wire

_TOLD_TO_THE_SYSTEM = {"TCP_USER_TIMEOUT": 15_000, "TCP_KEEPIDLE": 10, "TCP_KEEPINTVL": 5, "TCP_KEEPCNT": 3}


async def test_migrating_twice_changes_nothing_and_the_tables_are_the_models(database_url: SecretStr) -> None:
    migrations.upgrade(database_url.get_secret_value())
    command.check(migrations.config(database_url.get_secret_value()))


async def test_a_naive_time_never_gets_into_the_database(desk: Services) -> None:
    naive = datetime(2026, 12, 1, 9, 0)  # noqa: DTZ001 - the point of the test
    with pytest.raises(StatementError, match="has no time zone"):
        async with desk.database.session() as session:
            session.add(Account(label="demo", created_at=naive))


async def test_a_time_comes_back_in_utc_whatever_zone_the_server_speaks(desk: Services) -> None:
    async with desk.database.session() as session:
        session.add(Account(label="demo", created_at=NOW))
    async with desk.database.session() as session:
        await (await session.connection()).execute(text("set local timezone = 'Asia/Kathmandu'"))
        account = await session.get_one(Account, 1)
    assert account.created_at == NOW
    assert account.created_at.utcoffset() is not None
    assert account.created_at.hour == NOW.hour


async def test_an_unknown_word_in_the_database_fails_loudly(desk: Services) -> None:
    async with desk.database.session() as session:
        account = Account(label="demo", created_at=NOW)
        session.add(account)
        await session.flush()
        insert = (
            "insert into article (account_id, topic, brief, category, custom_prompt, publish_at, stage, stage_since,"
        )
        insert += " reason, attempt, failed_runs, created_at)"
        insert += " values (1, 't', '', '', '', now(), 'lost', now(), '', 1, 0, now())"
        await (await session.connection()).execute(text(insert))
    with pytest.raises(ValueError, match="'lost' is not a valid Stage"):
        async with desk.database.session() as session:
            await articles.articles(session)


async def test_all_of_a_session_or_nothing_is_stored(desk: Services) -> None:
    async def half() -> None:
        async with desk.database.session() as session:
            session.add(Account(label="half", created_at=NOW))
            await session.flush()
            raise RuntimeError("killed")

    with pytest.raises(RuntimeError, match="killed"):
        await half()
    async with desk.database.session() as session:
        assert await session.scalar(text("select count(*) from account")) == 0


async def test_at_once_is_for_what_needs_no_transaction(desk: Services) -> None:
    """What is written is there when the statement ends; a lock, or an object that changes, would be lost in silence."""
    async with desk.database.session() as session:
        session.add(Account(label="demo", created_at=NOW))
    async with desk.database.at_once() as session:
        await (await session.connection()).execute(text("update account set label = 'other'"))
        async with desk.database.at_once() as meanwhile:
            assert (await meanwhile.get_one(Account, 1)).label == "other"
    with pytest.raises(RuntimeError, match="want a transaction"):
        async with desk.database.at_once() as session:
            await session.get_one(Account, 1, with_for_update=True)
    with pytest.raises(RuntimeError, match="want a transaction"):
        async with desk.database.at_once() as session:
            (await session.get_one(Account, 1)).label = "lost"


async def test_a_naive_time_does_not_get_in_by_a_statement_that_is_written_once(desk: Services) -> None:
    naive = datetime(2026, 12, 1, 9, 0)  # noqa: DTZ001 - the point of the test
    asked = statement("select :now", times=("now",))
    with pytest.raises(StatementError, match="has no time zone"):
        async with desk.database.at_once() as session:
            await execute(session, asked, now=naive)


async def test_a_database_that_is_gone_may_be_asked_again_later_and_shows_no_password() -> None:
    database = Database(SecretStr(f"postgresql://u:hush-{uuid4()}@127.0.0.1:9/none"))
    with pytest.raises(TryLater) as refusal:
        async with database.session() as session:
            await (await session.connection()).execute(text("select 1"))
    assert "hush" not in str(refusal.value)
    await database.close()


async def test_psycopg_by_itself_finds_the_same_database_also_in_a_home_with_a_space(database_url: SecretStr) -> None:
    assert "%20" in database_url.get_secret_value()
    async with await psycopg.AsyncConnection.connect(without_driver(database_url)) as connection:
        found = await (await connection.execute("select current_database()")).fetchone()
    assert found is not None
    assert found[0] in database_url.get_secret_value()


async def test_what_no_column_can_hold_is_refused_and_not_quoted(desk: Services) -> None:
    for wrong in ({"label": "nul \x00"}, {"label": "a", "words": 2**40}):
        with pytest.raises(Refused) as refusal:
            async with desk.database.session() as session:
                session.add(Account(created_at=NOW, **wrong))
        assert "nul" not in str(refusal.value)


@pytest.mark.parametrize("spelling", ["postgres", "postgresql", "postgresql+psycopg", "postgresql+asyncpg"])
def test_every_spelling_of_an_address_is_given_our_driver(spelling: str) -> None:
    assert with_driver(f"{spelling}://u:p@h:5433/n") == "postgresql+psycopg://u:p@h:5433/n"


def test_an_address_for_psycopg_keeps_every_escape() -> None:
    """A password with a space or a plus is one and the same on both ways to the database."""
    url = SecretStr("postgresql+psycopg://ada:p%20a%2Bss@db.example/copydesk?host=/a%20home")
    assert without_driver(url) == "postgresql://ada:p%20a%2Bss@db.example/copydesk?host=/a%20home"


async def test_tables_of_another_version_are_named_with_their_fix(desk: Services) -> None:
    with pytest.raises(Misconfigured, match="copydesk provision"):
        async with desk.database.session() as session:
            await (await session.connection()).execute(text("select a_column_of_tomorrow from article"))


async def test_a_connection_is_looked_at_before_it_is_used(desk: Services, database_url: SecretStr) -> None:
    """As after a restart of PostgreSQL: what lay in the pool is dead, and nobody is to notice."""
    assert await desk.database.is_alive()
    with psycopg.connect(without_driver(database_url), autocommit=True) as other:
        ours = "select pg_terminate_backend(pid, 5000) from pg_stat_activity"  # and waits until they are gone
        other.execute(f"{ours} where datname = current_database() and pid <> pg_backend_pid()")
    assert await desk.database.is_alive()


async def test_what_a_rush_opened_goes_again_and_whoever_asks_next_does_not_notice(
    desk: Services, database_url: SecretStr, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.database._RESTS_AT_MOST", "200ms")
    database = Database(database_url)
    with psycopg.connect(without_driver(database_url), autocommit=True) as other:
        before = _others(other)
        async with asyncio.TaskGroup() as group:
            for _ in range(4):
                group.create_task(database.is_alive())
        assert _others(other) > before
        async with asyncio.timeout(5):
            while _others(other) > before:
                await asyncio.sleep(0.05)
    assert await database.is_alive()
    await database.close()


def _others(asking: psycopg.Connection) -> int:
    query = "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
    (count,) = asking.execute(query).fetchone() or (0,)
    return int(count)


async def test_a_frozen_process_keeps_its_locks_for_less_time_than_its_lease(desk: Services) -> None:
    async with desk.database.session() as session:
        bound = text("select extract(epoch from current_setting('idle_in_transaction_session_timeout')::interval)")
        assert 0 < await (await session.connection()).scalar(bound) < LENGTH.total_seconds()


async def test_whoever_was_frozen_in_a_transaction_for_too_long_may_try_again(desk: Services) -> None:
    """psycopg says so in one of two ways, by how far the server has come with hanging up; this is the rarer one."""
    with pytest.raises(TryLater):
        async with desk.database.session():
            raise InternalError("commit", None, IdleInTransactionSessionTimeout("terminating connection"))


@pytest.mark.parametrize(("named", "differently"), [("", {}), ("?keepalives_idle=60", {"TCP_KEEPIDLE": 60})])
async def test_a_connection_over_a_network_notices_when_it_is_cut_unless_its_address_knows_better(
    desk: Services, grounds: Grounds, database_url: SecretStr, named: str, differently: dict[str, int]
) -> None:
    """A system that has no such word for one of them, as macOS for the first, cannot be told that one."""
    wanted = {name: value for name, value in (_TOLD_TO_THE_SYSTEM | differently).items() if hasattr(socket, name)}
    assert "TCP_KEEPCNT" in wanted
    path = postgres.socket_folder(grounds.home) / ".s.PGSQL.5432"
    async with Wire.to(partial(asyncio.open_unix_connection, path)) as wire:
        name = urlsplit(database_url.get_secret_value()).path
        database = Database(SecretStr(f"postgresql://postgres@127.0.0.1:{wire.port}{name}{named}"))
        async with database.session() as session:
            raw = await (await session.connection()).get_raw_connection()
            assert raw.driver_connection is not None
            with socket.fromfd(raw.driver_connection.fileno(), socket.AF_INET, socket.SOCK_STREAM) as ours:
                told = {name: ours.getsockopt(socket.IPPROTO_TCP, getattr(socket, name)) for name in wanted}
        await database.close()
    assert told == wanted
