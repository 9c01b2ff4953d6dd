"""What the doctor finds, and what the board and the welcome show."""

import io
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner

from deployments.board import Board
from deployments.cli import app
from deployments.doctor import examine, show
from deployments.home import Home
from deployments.reports import Reports, State
from deployments.welcome import welcome
from deployments.whereabouts import address_of
from integrations.checkup import Finding
from integrations.settings import Settings

PORTS = {"console": 8400, "prefect": 4200, "object store": 8420, "simulators": 8410}


def _settings(home: Path, **given: Any) -> Settings:
    return Settings(_env_file=None, copydesk_home=home, **given)


async def _by_name(home: Path, **given: Any) -> dict[str, Finding]:
    return {finding.name: finding for finding in await examine(_settings(home, **given), live=False)}


async def test_a_home_where_nothing_runs_is_told_what_to_do(tmp_path: Path) -> None:
    findings = await _by_name(tmp_path)
    assert not findings["stack"].ok
    assert findings["stack"].fix == "Run `copydesk up`."


async def test_a_simulated_service_needs_no_key_and_a_real_one_does(tmp_path: Path) -> None:
    assert (await _by_name(tmp_path))["telegram"].ok
    missing = (await _by_name(tmp_path, simulate="none"))["telegram"]
    assert (missing.ok, missing.fix) == (False, "Set TELEGRAM_BOT_TOKEN.")


async def test_no_key_is_shown(tmp_path: Path) -> None:
    output = io.StringIO()
    given = {"telegram_bot_token": "1:hush", "model_api_key": "sk-hush", "medium_integration_token": "m-hush"}
    show(await examine(_settings(tmp_path, **given), live=False), Console(file=output, width=200))
    assert "a key is set" in output.getvalue()
    assert "hush" not in output.getvalue()


def test_the_command_ends_with_1_while_something_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPYDESK_HOME", str(tmp_path))
    result = CliRunner().invoke(app, ["doctor"])
    assert result.exit_code == 1
    assert "copydesk up" in result.output


def test_a_setting_that_cannot_be_used_is_a_sentence_and_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPYDESK_ZONE", "Mars/Olympus")
    result = CliRunner().invoke(app, ["doctor"])
    assert result.exit_code == 1
    assert "COPYDESK_ZONE" in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize("terminal", [True, False])
def test_the_board_shows_where_a_part_is_and_how_often_it_fell(terminal: bool) -> None:
    output = io.StringIO()
    with Board(Console(file=output, force_terminal=terminal, width=160)) as board:
        reports = Reports(board.tell)
        reports.started("prefect", 4711, "http://127.0.0.1:4200", "")
        reports.fell("prefect", "ended with -9, again in 0.5 s")
        reports.started("prefect", 4712, "http://127.0.0.1:4200", "")
        reports.turned("prefect", State.UP)
    end = output.getvalue()[-400:]
    assert all(word in end for word in ("prefect", "up", "http://127.0.0.1:4200", "4712"))


def test_the_welcome_says_where_everything_is_and_what_is_only_played(tmp_path: Path) -> None:
    settings = _settings(tmp_path)
    (tmp_path / "run").mkdir()
    words = welcome(settings, address_of(settings, Home(tmp_path), PORTS), 3.21)
    assert "http://127.0.0.1:8400" in words
    assert "http://127.0.0.1:4200" in words
    assert "medium, model, telegram" in words
    assert "http://127.0.0.1:8400/phone" in words
    assert "copydesk pair demo" in words


def test_the_welcome_of_a_real_desk_speaks_of_no_simulator(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    settings = _settings(tmp_path, simulate="none", telegram_bot_token="t", model_api_key="k")
    assert "sim" not in welcome(settings, address_of(settings, Home(tmp_path), PORTS), 1).replace(str(tmp_path), "")
