"""Where everything is said to be, from the settings alone."""

from pathlib import Path
from typing import Any

import pytest

from deployments.home import Home
from deployments.plan import make_plan
from deployments.ports import Ports
from deployments.whereabouts import address_of, prefect_database
from integrations.addresses import Address
from integrations.settings import Settings
from models.domain.errors import Misconfigured

PORTS = {"console": 8400, "prefect": 4200, "object store": 8420, "simulators": 8410}


def _settings(home: Path, **given: Any) -> Settings:
    return Settings(_env_file=None, copydesk_home=home, **given)


def _address(home: Path, **given: Any) -> Address:
    return address_of(_settings(home, **given), Home(home), PORTS)


def test_without_any_key_everything_is_simulated_on_real_parts(tmp_path: Path) -> None:
    address = _address(tmp_path)
    assert address.telegram_base_url == "http://127.0.0.1:8410/telegram"
    assert address.model_base_url == "http://127.0.0.1:8410/model/v1"
    assert address.medium_base_url == "http://127.0.0.1:8410/medium/v1"
    assert address.medium_feed_url == "http://127.0.0.1:8410/medium/feed"
    assert address.database_url.get_secret_value().startswith("postgresql+psycopg://postgres@/copydesk?host=")


def test_a_service_with_a_key_is_the_real_one(tmp_path: Path) -> None:
    address = _address(tmp_path, telegram_bot_token="1:real")
    assert address.telegram_base_url == "https://api.telegram.org"
    assert address.telegram_bot_token.get_secret_value() == "1:real"
    assert address.medium_base_url.startswith(str(address.simulators_url))


def test_a_simulated_service_never_gets_the_users_real_key(tmp_path: Path) -> None:
    address = _address(tmp_path, simulate="all", telegram_bot_token="1:real", model_api_key="sk-real")
    assert "real" not in address.telegram_bot_token.get_secret_value() + address.model_api_key.get_secret_value()


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"simulate": "none", "model_api_key": "k"}, "TELEGRAM_BOT_TOKEN"),
        ({"simulate": "none", "telegram_bot_token": "t"}, "MODEL_API_KEY"),
        ({"s3_endpoint": "https://s3.example.com"}, "S3_ACCESS_KEY"),
    ],
)
def test_half_of_something_is_refused_with_its_name(tmp_path: Path, given: dict[str, str], missing: str) -> None:
    with pytest.raises(Misconfigured, match=missing):
        _address(tmp_path, **given)


def test_an_own_server_of_each_kind_replaces_the_embedded_one(tmp_path: Path) -> None:
    given = {
        "database_url": "postgres://u:p@db/desk",
        "s3_endpoint": "https://s3.example.com",
        "s3_access_key": "a",
        "s3_secret_key": "s",
        "prefect_api_url": "https://prefect.example.com/api",
        "simulate": "none",
        "telegram_bot_token": "t",
        "model_api_key": "k",
    }
    ports = Ports({}, tmp_path)
    plan = make_plan(_settings(tmp_path, **given), Home(tmp_path), ports)
    assert (plan.postgres, plan.beside, plan.prefect) == (None, (), None)
    assert plan.address.prefect_ui_url == "https://prefect.example.com"
    assert ports.chosen.keys() == {"console"}


def test_prefects_database_lies_beside_the_users(tmp_path: Path) -> None:
    settings = _settings(tmp_path, database_url="postgres://u:p@db/desk")
    assert prefect_database(settings, Home(tmp_path)) == "postgresql+asyncpg://u:p@db/desk_prefect"


def test_the_stock_worker_is_a_part_of_its_own(tmp_path: Path) -> None:
    tmp_path.mkdir(exist_ok=True)
    plan = make_plan(_settings(tmp_path, copydesk_worker="process"), Home(tmp_path), Ports({}, tmp_path))
    assert [part.name for part in plan.desk] == ["desk", "worker"]
    environment = plan.desk[1].environment
    assert environment["PREFECT_WORKER_PREFETCH_SECONDS"] == "0"
    assert environment["COPYDESK_HOME"] == str(tmp_path)


def test_the_parts_that_need_no_key_see_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:real")
    plan = make_plan(_settings(tmp_path), Home(tmp_path), Ports({}, tmp_path))
    parts = (plan.postgres, plan.prefect, *plan.beside)
    assert not any("1:real" in str(dict(part.environment)) for part in parts if part)


def test_no_secret_shows_in_a_command_line_or_a_repr(tmp_path: Path) -> None:
    plan = make_plan(_settings(tmp_path), Home(tmp_path), Ports({}, tmp_path))
    secret = plan.address.s3_secret_key.get_secret_value()
    assert secret not in repr(plan)
    assert not any(secret in word for part in plan.beside for word in part.command)
