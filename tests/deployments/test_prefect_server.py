"""The embedded Prefect server: one lean process, and a scheduler that works with the libraries we lock."""

from datetime import timedelta
from importlib.metadata import version
from pathlib import Path

import pytest
from prefect.settings import Settings
from prefect.settings.models.server.root import ServerSettings

from deployments import prefect_server
from deployments.home import Home

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
