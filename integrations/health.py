"""Owns whether each part is well right now; it asks with short timeouts and refuses to repair anything.

The bot and the worker may live in other processes than whoever asks, so they leave a heartbeat in the home.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import psycopg

from integrations.addresses import Address
from integrations.settings import Settings, WorkerKind
from integrations.storage import Bucket, Storage
from integrations.tls import trusted_tls
from models.database import without_driver
from models.domain.errors import CopydeskError

ANSWER_SECONDS = 2.0
SILENT_AFTER = timedelta(seconds=30)


@dataclass(frozen=True)
class Health:
    """One part, whether it is well, and a few words for a person."""

    name: str
    ok: bool
    detail: str


async def check_all(settings: Settings, address: Address, now_utc: datetime) -> tuple[Health, ...]:
    """Every part that this home depends on, asked side by side."""
    checks = [
        _ask("postgres", lambda: _postgres(address)),
        _ask("object store", lambda: _object_store(settings, address)),
        _ask("prefect", lambda: _answers(f"{address.prefect_api_url}/health")),
    ]
    if address.simulators_url:
        control = f"{address.simulators_url}/_sim/faults"
        checks.append(_ask("simulators", lambda: _answers(control)))
    beats = [heartbeat(settings.copydesk_home, role, now_utc) for role in _beating(settings)]
    return (*await asyncio.gather(*checks), *beats)


def beat(home: Path, role: str, now_utc: datetime) -> None:
    """To be called by the bot and the worker at least every ten seconds, from the loop that does their work."""
    path = _beat_file(home, role)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch()
    os.utime(path, (now_utc.timestamp(),) * 2)  # in one step: whoever reads meanwhile finds the old beat or the new


def heartbeat(home: Path, role: str, now_utc: datetime) -> Health:
    last = _last_beat(home, role)
    if last is None:
        return Health(role, False, "has not started")
    silent = now_utc - last
    return Health(role, silent < SILENT_AFTER, f"last heard {max(silent.total_seconds(), 0):.0f} s ago")


def _beating(settings: Settings) -> tuple[str, ...]:
    """The stock worker knows nothing of our heartbeats; Prefect's UI shows it."""
    return ("bot", "worker") if settings.copydesk_worker is WorkerKind.DESK else ("bot",)


def _last_beat(home: Path, role: str) -> datetime | None:
    try:
        return datetime.fromtimestamp(_beat_file(home, role).stat().st_mtime, UTC)
    except FileNotFoundError:
        return None


def _beat_file(home: Path, role: str) -> Path:
    return home / "run" / "heartbeats" / role


async def _ask(name: str, check: Callable[[], Awaitable[str]]) -> Health:
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            return Health(name, True, await check())
    except TimeoutError:
        return Health(name, False, f"no answer within {ANSWER_SECONDS:g} s")
    except psycopg.Error as error:  # some of its errors quote the whole address, with the password
        return Health(name, False, f"no connection ({type(error).__name__})")
    except (httpx.HTTPError, CopydeskError) as error:
        return Health(name, False, str(error) or type(error).__name__)


async def _postgres(address: Address) -> str:
    url = without_driver(address.database_url)
    async with await psycopg.AsyncConnection.connect(url, connect_timeout=2) as connection:
        await connection.execute("SELECT 1")
    return "answers"


async def _object_store(settings: Settings, address: Address) -> str:
    storage = Storage.at(address, Bucket.of(settings), timeout_seconds=ANSWER_SECONDS)
    if await storage.has_bucket():
        return f"bucket {settings.s3_bucket}"
    raise CopydeskError(f"the bucket {settings.s3_bucket} is missing: run `copydesk up`")


async def _answers(url: str) -> str:
    async with httpx.AsyncClient(timeout=ANSWER_SECONDS, trust_env=False, verify=trusted_tls()) as client:
        (await client.get(url)).raise_for_status()
    return "answers"
