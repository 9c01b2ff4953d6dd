"""Owns which parts this home needs, and in which groups they start and stop; it starts nothing."""

import sys
from dataclasses import dataclass
from http import HTTPStatus

from deployments import databases, object_store, postgres, prefect_server, simulators, surroundings
from deployments.home import Home
from deployments.part import Errand, Part
from deployments.ports import Ports
from deployments.probes import answers
from deployments.whereabouts import address_of, choose_ports, prefect_database
from integrations.addresses import Address
from integrations.settings import Settings, WorkerKind

POOL = "copydesk"
STOCK_RUNS_AT_ONCE = 8
STOP_ORDER = (("desk", "worker"), ("prefect",), ("simulators", "object store"), ("postgres",))


@dataclass(frozen=True)
class Plan:
    """The databases wait for PostgreSQL, Prefect for its database, provisioning for all of it, the desk for that."""

    address: Address
    postgres: Part | None
    beside: tuple[Part, ...]
    databases: Errand
    prefect: Part | None
    provision: Errand
    desk: tuple[Part, ...]
    stop_order: tuple[tuple[str, ...], ...] = STOP_ORDER


def make_plan(settings: Settings, home: Home, ports: Ports) -> Plan:
    choose_ports(settings, ports)
    address = address_of(settings, home, ports.chosen)
    prefect_url = prefect_database(settings, home)
    wanted = [address.database_url.get_secret_value(), *([] if settings.prefect_api_url else [prefect_url])]
    prefect = None
    if settings.prefect_api_url is None:
        note = _moved("prefect", settings.prefect_port, ports)
        prefect = prefect_server.part(home, ports.chosen["prefect"], prefect_url, note)
    return Plan(
        address=address,
        postgres=None if settings.database_url else postgres.part(home),
        beside=_beside(settings, home, ports),
        databases=databases.errand(*wanted),
        prefect=prefect,
        provision=_provision(settings, address),
        desk=_desk(settings, address, ports),
    )


def _beside(settings: Settings, home: Home, ports: Ports) -> tuple[Part, ...]:
    parts = []
    if settings.s3_endpoint is None:
        parts.append(object_store.part(home, ports.chosen["object store"]))
    if settings.simulated:
        parts.append(simulators.part(home, ports.chosen["simulators"], ", ".join(sorted(settings.simulated))))
    return tuple(parts)


def _provision(settings: Settings, address: Address) -> Errand:
    return Errand(
        name="provisioning",
        command=(sys.executable, "-m", "deployments.cli", "provision"),
        environment=surroundings.of_ours(settings, address),
        fix="See what it says, below; `copydesk doctor` checks every part and key.",
    )


def _desk(settings: Settings, address: Address, ports: Ports) -> tuple[Part, ...]:
    desk = Part(
        name="desk",
        command=(sys.executable, "-m", "deployments.cli", "run", "desk"),
        environment=surroundings.of_ours(settings, address),
        is_ready=answers(f"{address.console_url}/healthz", HTTPStatus.OK),
        fix="See what it says, below; `copydesk doctor` checks every part and key.",
        where=address.console_url,
        note=_moved("console", settings.console_port, ports),
        stop_seconds=3.5,
    )
    return (desk, _stock_worker(settings, address)) if settings.copydesk_worker is WorkerKind.PROCESS else (desk,)


def _stock_worker(settings: Settings, address: Address) -> Part:
    return Part(
        name="worker",
        command=stock_worker_command(),
        environment=surroundings.of_ours(settings, address),
        is_ready=_at_once,
        fix="See what it says, below, or set COPYDESK_WORKER=desk.",
        where=f"pool {POOL}",
        stop_seconds=3.5,
    )


def stock_worker_command() -> tuple[str, ...]:
    """Without a limit it starts a process for whatever is due, and a crowd of articles would take all memory."""
    worker = (sys.executable, "-m", "deployments.stock_worker", "worker", "start", "--pool", POOL, "--type", "process")
    return (*worker, "--limit", str(STOCK_RUNS_AT_ONCE))


async def _at_once(_pid: int) -> bool:
    """It listens on nothing; a worker that cannot work ends, and is seen to."""
    return True


def _moved(part: str, wanted: int, ports: Ports) -> str:
    return "" if ports.chosen[part] == wanted else f"{wanted} was taken"
