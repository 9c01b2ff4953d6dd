"""Owns the embedded Prefect server: one lean process on our PostgreSQL, with everything it writes in the home."""

import sys
from http import HTTPStatus

from deployments.home import Home
from deployments.part import Part
from deployments.probes import answers
from deployments.surroundings import plain, prefect_home

HOST = "127.0.0.1"
RUNS_KEPT_DAYS = 90  # of articles, after their end; `trim` deletes those of the housekeeping much earlier
EVENTS_KEPT_DAYS = 3  # they are most of what the housekeeping leaves; a run's states and steps stay with the run
# What looks every few seconds for what hardly ever happens here: by default together a fifth of an idle server's CPU.
_LOOKS_EVERY_SECONDS = {
    "PREFECT_SERVER_SERVICES_LATE_RUNS_LOOP_SECONDS": 60,  # only names a run Late in the UI
    "PREFECT_SERVER_SERVICES_FOREMAN_LOOP_SECONDS": 60,  # only shows workers as offline
    "PREFECT_SERVER_SERVICES_CLEANUP_RECONCILER_LOOP_SECONDS": 300,  # for workers that end infrastructure
    "PREFECT_SERVER_SERVICES_CANCELLATION_CLEANUP_LOOP_SECONDS": 120,
    "PREFECT_SERVER_SERVICES_REPOSSESSOR_LOOP_SECONDS": 60,  # frees the place of a scheduled run whose process died
    "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": 120,
    "PREFECT_SERVER_SERVICES_SCHEDULER_RECENT_DEPLOYMENTS_LOOP_SECONDS": 30,
    "PREFECT_SERVER_SERVICES_SCHEDULER_MIN_SCHEDULED_TIME": "PT10M",  # not an hour of runs at each look
    "PREFECT_SERVER_SERVICES_TRIGGERS_PG_NOTIFY_HEARTBEAT_INTERVAL_SECONDS": 60,
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": 1,
    "PREFECT_SERVER_EVENTS_PROACTIVE_GRANULARITY": "PT60S",  # of automations that wait for something not to happen
}
# Each state of a step is recorded by itself by default: half of what a run that goes on costs the server.
_AT_ONCE = {
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": 200,
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_BATCH_SIZE": 100,
}


def part(home: Home, port: int, database_url: str, note: str = "") -> Part:
    """`prefect server start` would stay in memory beside the server that it starts."""
    return Part(
        name="prefect",
        command=(sys.executable, "-m", "deployments.prefect_app"),
        environment=plain() | prefect_home(home) | _lean(home, port, database_url),
        is_ready=answers(f"http://{HOST}:{port}/api/health", HTTPStatus.OK),
        fix="See what it says, below (-9: out of memory), or set PREFECT_API_URL to a server of your own.",
        where=f"http://{HOST}:{port}",
        note=note,
        ready_seconds=120,
        stop_seconds=2,
    )


def _lean(home: Home, port: int, database_url: str) -> dict[str, str]:
    return {name: str(number) for name, number in (_LOOKS_EVERY_SECONDS | _AT_ONCE).items()} | {
        "PREFECT_API_DATABASE_CONNECTION_URL": database_url,
        "PREFECT_SERVER_DATABASE_MIGRATE_ON_START": "false",  # a child of `prefect_app` does
        "PREFECT_SERVER_DATABASE_SQLALCHEMY_POOL_SIZE": "3",
        "PREFECT_SERVER_DATABASE_SQLALCHEMY_MAX_OVERFLOW": "7",
        "PREFECT_SERVER_API_HOST": HOST,
        "PREFECT_SERVER_API_PORT": str(port),
        "PREFECT_SERVER_UI_API_URL": f"http://{HOST}:{port}/api",
        "PREFECT_SERVER_UI_STATIC_DIRECTORY": str(home.prefect / "ui"),
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
        "PREFECT_SERVER_SERVICES_PAUSE_EXPIRATIONS_ENABLED": "false",  # loads every paused run, every 5 s
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(RUNS_KEPT_DAYS * 86_400),
        "PREFECT_SERVER_EVENTS_RETENTION_PERIOD": f"P{EVENTS_KEPT_DAYS}D",
        "PREFECT__SERVER_FINAL": "1",  # what `prefect server start` passes: no second app will be made here
    }
