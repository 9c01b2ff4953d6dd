"""The embedded PostgreSQL, for real, in a home with a space in its name; and the two databases on it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psutil
import psycopg
import pytest
import pytest_asyncio

from deployments import databases, postgres
from deployments.home import Home
from integrations.addresses import read_stack
from models.domain.errors import Misconfigured, Refused, TryLater
from tests.deployments.stage import a_home, lives, supervised


@asynccontextmanager
async def _server(home: Home) -> AsyncIterator[None]:
    async with supervised(home) as supervisor:
        await supervisor.start(postgres.part(home))
        yield


@pytest_asyncio.fixture(scope="module")
async def home() -> AsyncIterator[Home]:
    with a_home() as home:
        async with _server(home):
            yield home


def _ask(home: Home, question: str, database: str = "postgres") -> object:
    url = urlunsplit(urlsplit(postgres.url(home, database))._replace(scheme="postgresql"))
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(question.encode()).fetchone()
    return row[0] if row else None


async def test_it_listens_on_no_network(home: Home) -> None:
    pid = read_stack(home.root).processes[0].pid
    assert not psutil.Process(pid).net_connections("tcp")
    assert _ask(home, "SHOW listen_addresses") == ""


async def test_its_socket_and_data_are_open_to_nobody_else(home: Home) -> None:
    assert postgres.socket_folder(home).stat().st_mode & 0o077 == 0
    assert home.postgres.stat().st_mode & 0o077 == 0


async def test_it_survives_a_power_cut_and_is_sized_for_a_small_machine(home: Home) -> None:
    assert [_ask(home, f"SHOW {name}") for name in ("fsync", "shared_buffers", "max_connections")] == [
        "on",
        "16MB",
        "60",
    ]


async def test_missing_databases_are_made_and_a_second_time_left_alone(home: Home) -> None:
    url = postgres.url(home, "made")
    databases.make_missing(url)
    _ask(home, "SELECT 1 FROM pg_database", "made")
    databases.make_missing(url)
    assert _ask(home, "SELECT count(*) FROM pg_database WHERE datname = 'made'") == 1


async def test_without_the_right_the_sql_is_said(home: Home) -> None:
    with psycopg.connect(f"host='{postgres.socket_folder(home)}' user=postgres", autocommit=True) as connection:
        connection.execute("CREATE ROLE plain LOGIN")
    url = postgres.url(home, "x_prefect").replace("postgres@", "plain@")
    with pytest.raises(Misconfigured, match='CREATE DATABASE "x_prefect" OWNER "plain"'):
        databases.make_missing(url)


def test_an_unreachable_server_is_no_reason_to_make_anything(tmp_path: Path) -> None:
    with pytest.raises(TryLater, match="PostgreSQL does not let us in"):
        databases.make_missing(f"postgresql+psycopg://postgres@/copydesk?host={tmp_path}")


async def test_it_starts_again_on_the_same_data_and_stops_clean() -> None:
    with a_home("b") as home:
        async with _server(home):
            databases.make_missing(postgres.url(home, "kept"))
        async with _server(home):
            pid = read_stack(home.root).processes[0].pid
            postmaster = postgres.postmaster_of(home)
            assert postmaster is not None
            assert postmaster.pid == pid
            assert _ask(home, "SELECT current_database()", "kept") == "kept"
        assert not lives(pid)
        assert not (home.postgres / "postmaster.pid").exists()


async def test_data_of_another_major_version_is_refused_with_the_way_out() -> None:
    with a_home("c") as home:
        home.postgres.mkdir()
        (home.postgres / "PG_VERSION").write_text("17\n")
        with pytest.raises(Refused, match="made by PostgreSQL 17, and 18 is installed"):
            postgres.part(home).prepare()


def test_a_long_home_has_its_socket_in_the_temporary_folder(tmp_path: Path) -> None:
    home = Home(tmp_path / ("long" * 30))
    assert len(str(postgres.socket_folder(home) / ".s.PGSQL.5432")) < 103
    assert postgres.socket_folder(Home(Path("/srv/copydesk"))) == Path("/srv/copydesk/socket")


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_way_to_write_the_address_becomes_ours(scheme: str) -> None:
    assert (
        databases.ours(f"{scheme}://u:p@h:5433/n?sslmode=require")
        == "postgresql+psycopg://u:p@h:5433/n?sslmode=require"
    )


@pytest.mark.parametrize("wrong", ["mysql://u:p4ssw0rd@h/n", "postgresql://u:p4ssw0rd@h"])
def test_an_address_of_something_else_is_refused_without_showing_the_password(wrong: str) -> None:
    with pytest.raises(Misconfigured) as refusal:
        databases.ours(wrong)
    assert "p4ssw0rd" not in str(refusal.value)


def test_prefects_database_lies_beside_ours_in_the_words_of_its_driver() -> None:
    url = databases.beside("postgresql+psycopg://u:p%40@h:5433/n?sslmode=require&channel_binding=require")
    assert databases.for_prefect(url) == "postgresql+asyncpg://u:p%40@h:5433/n_prefect?ssl=require"
