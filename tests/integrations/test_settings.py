"""What the settings accept, refuse, and never show."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from deployments.env_example import render
from integrations.settings import CLONE, Settings, Simulated


def _settings(**given: Any) -> Settings:
    return Settings(_env_file=None, **given)


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.mark.parametrize(
    "url",
    [
        "https://api.example.com",
        "http://localhost:1",
        "http://10.0.0.5/v1",
        "http://nas.local",
        "http://ollama:11434/v1",
    ],
)
def test_a_key_may_travel_by_https_or_within_private_networks(url: str) -> None:
    assert _settings(model_base_url=url).model_base_url == url


@pytest.mark.parametrize("url", ["http://api.example.com", "http://8.8.8.8", "ftp://nas.local", "api.example.com"])
def test_a_key_never_travels_over_plain_http_in_public(url: str) -> None:
    with pytest.raises(ValidationError, match="https"):
        _settings(model_base_url=url)


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(ValidationError, match="not an IANA time zone"):
        _settings(copydesk_zone="Mars/Olympus")


def test_without_keys_everything_is_simulated() -> None:
    assert _settings().simulated == frozenset(Simulated)


def test_a_given_key_makes_its_service_real() -> None:
    settings = _settings(telegram_bot_token="1:t", medium_integration_token="m")
    assert settings.simulated == {Simulated.MODEL}


def test_a_model_of_ones_own_needs_no_key() -> None:
    assert Simulated.MODEL not in _settings(model_base_url="http://localhost:11434/v1").simulated


@pytest.mark.parametrize(("mode", "expected"), [("all", frozenset(Simulated)), ("none", frozenset())])
def test_simulate_decides_over_the_keys(mode: str, expected: frozenset[Simulated]) -> None:
    assert _settings(simulate=mode, telegram_bot_token="1:t").simulated == expected


def test_an_empty_value_is_no_value() -> None:
    assert _settings(telegram_bot_token="", database_url="").database_url is None


def test_no_secret_shows_in_the_settings_or_in_their_errors() -> None:
    assert "sk-hush" not in repr(_settings(model_api_key="sk-hush"))
    with pytest.raises(ValidationError) as refusal:
        _settings(copydesk_zone="nowhere", model_api_key=["sk-hush"])
    assert "sk-hush" not in str(refusal.value)


def test_a_relative_home_means_the_same_from_every_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert _settings(copydesk_home="elsewhere").copydesk_home == CLONE / "elsewhere"
    assert _settings(copydesk_home="~/desk").copydesk_home == Path.home() / "desk"
    assert _settings(copydesk_home=tmp_path).copydesk_home == tmp_path


def test_the_example_file_is_what_the_settings_say() -> None:
    """After a change: `copydesk env-example > .env.example`."""
    assert (CLONE / ".env.example").read_text() == render()


def test_the_example_file_names_every_setting_and_shows_no_path_of_a_machine() -> None:
    example = render()
    assert all(f"# {name.upper()}=" in example for name in Settings.model_fields)
    assert str(CLONE) not in example


def test_every_line_of_the_example_file_may_be_uncommented(tmp_path: Path) -> None:
    filled = tmp_path / ".env"
    assignments = [line.removeprefix("# ") for line in render().splitlines() if "=" in line and line.startswith("# ")]
    filled.write_text("\n".join(line for line in assignments if line.split("=")[0].isupper()))
    assert Settings(_env_file=filled).model_dump() == _settings().model_dump()
