"""The embedded Prefect server: one lean process, and a scheduler that works with the libraries we lock."""

import asyncio
import sys
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import Mapping
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path

import psycopg
import pytest
from prefect.settings import Settings
from prefect.settings.models.server.root import ServerSettings
from pydantic import SecretStr

from deployments import prefect_server
from deployments.databases import for_prefect, make_missing
from deployments.home import Home
from models.database import without_driver
from tests.conftest import Grounds

URL = "postgresql+asyncpg://postgres@/prefect?host=/srv/copydesk/socket"


def test_sqlalchemy_is_one_that_prefects_scheduler_works_with() -> None:
    """With 2.1.9, prefect 3.8.8 schedules nothing: its log says "Can't evaluate bulk DML statement" for ever."""
    assert version("sqlalchemy").startswith("2.0.")


def test_it_writes_nothing_outside_the_home(tmp_path: Path) -> None:
    environment = prefect_server.part(Home(tmp_path), 4200, URL).environment
    assert environment["PREFECT_HOME"] == str(tmp_path / "prefect")
    assert environment["PREFECT_SERVER_UI_STATIC_DIRECTORY"].startswith(str(tmp_path))


def test_it_reports_to_nobody_and_leaves_paused_runs_alone(tmp_path: Path) -> None:
    environment = prefect_server.part(Home(tmp_path), 4200, URL).environment
    assert environment["DO_NOT_TRACK"] == "1"
    assert environment["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    assert environment["PREFECT_SERVER_SERVICES_PAUSE_EXPIRATIONS_ENABLED"] == "false"


def test_its_database_password_is_in_no_command_line_and_no_repr(tmp_path: Path) -> None:
    part = prefect_server.part(Home(tmp_path), 4200, "postgresql+asyncpg://u:hush@db/desk_prefect")
    assert "hush" not in repr(part)
    assert not any("hush" in word for word in part.command)


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ServerSettings:
    """What Prefect itself reads from what we give its server: a misspelt name it would pass over in silence."""
    for name, value in prefect_server.part(Home(tmp_path), 4200, URL).environment.items():
        monkeypatch.setenv(name, value)
    return Settings().server


def test_runs_that_ended_stay_for_ninety_days_and_events_for_less(server: ServerSettings) -> None:
    """Prefect's vacuum takes runs that have an end: an article that waits has none, and stays."""
    assert server.services.db_vacuum.enabled_vacuum_types == {"events", "flow_runs", "orphans"}
    assert server.services.db_vacuum.retention_period == timedelta(days=90)
    assert server.events.retention_period == timedelta(days=3)


def test_an_idle_server_looks_seldom_for_what_hardly_ever_happens(server: ServerSettings) -> None:
    services = server.services
    assert services.late_runs.loop_seconds == 60
    assert services.foreman.loop_seconds == 60
    assert services.cleanup_reconciler.loop_seconds == 300
    assert services.cancellation_cleanup.loop_seconds == 120
    assert services.repossessor.loop_seconds == 60
    assert services.scheduler.loop_seconds == 120
    assert services.scheduler.recent_deployments_loop_seconds == 30
    assert services.scheduler.min_scheduled_time == timedelta(minutes=10)
    assert services.triggers.pg_notify_heartbeat_interval_seconds == 60
    assert server.events.proactive_granularity == timedelta(seconds=60)


def test_what_steps_and_events_leave_is_recorded_together(server: ServerSettings) -> None:
    recorder = server.services.task_run_recorder
    assert (recorder.batch_size, recorder.flush_interval) == (200, 1)
    assert server.services.event_persister.batch_size == 100


async def _a_migrating_server(environment: Mapping[str, str]) -> tuple[int | None, str]:
    """The beginning of the server's own process, and what of Alembic is left in it."""
    begin = "import sys; from deployments import prefect_app; prefect_app.migrate(); print('alembic' in sys.modules)"
    command = (sys.executable, "-c", begin)
    process = await asyncio.create_subprocess_exec(*command, env=environment, stdout=PIPE, stderr=STDOUT)
    said, _ = await process.communicate()
    return process.returncode, said.decode().strip()


async def test_its_tables_are_made_by_a_child_and_what_that_takes_is_not_left_with_the_server(
    grounds: Grounds, tmp_path: Path
) -> None:
    url = grounds.database_url(f"prefect_{tmp_path.name.replace('-', '_')}")
    make_missing(url)
    environment = prefect_server.part(Home(tmp_path), 4200, for_prefect(url)).environment
    assert await _a_migrating_server(environment) == (0, "False")
    with psycopg.connect(without_driver(SecretStr(url))) as connection:
        assert connection.execute("select count(*) from flow_run").fetchone() == (0,)


async def test_a_server_whose_tables_cannot_be_made_ends_and_says_so(grounds: Grounds, tmp_path: Path) -> None:
    url = for_prefect(grounds.database_url("never_made"))
    environment = prefect_server.part(Home(tmp_path), 4200, url).environment
    ended_with, said = await _a_migrating_server(environment)
    assert ended_with == 1
    assert 'database "never_made" does not exist' in said
    assert said.endswith("The tables of Prefect could not be brought up to date.")
