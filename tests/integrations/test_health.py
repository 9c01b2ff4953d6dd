"""What is told of each part, well or not."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import SecretStr

from deployments.home import Home
from deployments.whereabouts import address_of
from integrations.addresses import Address
from integrations.health import SILENT_AFTER, Health, beat, check_all, heartbeat
from integrations.settings import Settings

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
NOWHERE = {"console": 9, "prefect": 9, "object store": 9, "simulators": 9}  # the discard port: nobody listens


def _settings(home: Path, worker: str = "desk") -> Settings:
    return Settings(_env_file=None, copydesk_home=home, copydesk_worker=worker)


def _address(home: Path) -> Address:
    (home / "run").mkdir(exist_ok=True)
    return address_of(_settings(home), Home(home), NOWHERE)


async def test_parts_that_do_not_answer_are_told_each_by_its_name(tmp_path: Path) -> None:
    healths = await check_all(_settings(tmp_path), _address(tmp_path), NOW)
    assert [health.name for health in healths] == ["postgres", "object store", "prefect", "simulators", "bot", "worker"]
    assert not any(health.ok for health in healths)


async def test_no_password_is_told(tmp_path: Path) -> None:
    secret = SecretStr("postgresql+psycopg://desk:hush@127.0.0.1:9/copydesk")
    address = _address(tmp_path).model_copy(update={"database_url": secret})
    healths = await check_all(_settings(tmp_path), address, NOW)
    assert not any("hush" in health.detail for health in healths)


async def test_the_stock_worker_is_not_asked_for_our_heartbeat(tmp_path: Path) -> None:
    healths = await check_all(_settings(tmp_path, "process"), _address(tmp_path), NOW)
    assert "worker" not in {health.name for health in healths}


def test_a_role_is_well_while_its_heart_beats(tmp_path: Path) -> None:
    beat(tmp_path, "bot", NOW)
    assert heartbeat(tmp_path, "bot", NOW + timedelta(seconds=4)) == Health("bot", True, "last heard 4 s ago")


def test_a_role_that_fell_silent_is_not_well(tmp_path: Path) -> None:
    beat(tmp_path, "bot", NOW)
    assert not heartbeat(tmp_path, "bot", NOW + SILENT_AFTER).ok


def test_a_role_that_never_started_says_so(tmp_path: Path) -> None:
    assert heartbeat(tmp_path, "worker", NOW) == Health("worker", False, "has not started")
