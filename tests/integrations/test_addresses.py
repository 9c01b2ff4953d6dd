"""Where everything is: written down whole, for its user alone, and read back as it was."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from integrations.addresses import Address, Process, Stack, read_stack, running_address, stack_file, write_stack
from integrations.settings import Settings
from models.domain.errors import Misconfigured

ADDRESS = Address(
    database_url=SecretStr("postgresql+psycopg://u:hush-database@h/n"),
    s3_endpoint="http://127.0.0.1:1",
    s3_access_key=SecretStr("hush-access"),
    s3_secret_key=SecretStr("hush-secret"),
    prefect_api_url="http://127.0.0.1:2/api",
    prefect_ui_url="http://127.0.0.1:2",
    console_url="http://127.0.0.1:3",
    telegram_base_url="http://127.0.0.1:4/telegram",
    telegram_bot_token=SecretStr("1:hush-bot"),
    model_base_url="http://127.0.0.1:4/model/v1",
    model_api_key=SecretStr("hush-model"),
    medium_base_url="http://127.0.0.1:4/medium/v1",
    medium_feed_url="http://127.0.0.1:4/medium/feed",
)
STACK = Stack(up=Process(name="up", pid=7, born_at=1.5), ports={"console": 3}, address=ADDRESS)


def test_what_was_written_down_is_read_back_with_its_keys(tmp_path: Path) -> None:
    write_stack(tmp_path, STACK)
    assert read_stack(tmp_path) == STACK
    settings = Settings(_env_file=None, copydesk_home=tmp_path)
    assert running_address(settings).telegram_bot_token.get_secret_value() == "1:hush-bot"


def test_nobody_else_can_read_it_and_no_half_is_left_behind(tmp_path: Path) -> None:
    for _ in range(2):
        write_stack(tmp_path, STACK)
    assert stack_file(tmp_path).stat().st_mode & 0o077 == 0
    assert [each.name for each in stack_file(tmp_path).parent.iterdir()] == ["stack.json"]


def test_a_write_that_was_cut_short_is_made_good_by_the_next(tmp_path: Path) -> None:
    write_stack(tmp_path, STACK)
    stack_file(tmp_path).with_suffix(".new").write_text("{half")
    assert read_stack(tmp_path) == STACK
    write_stack(tmp_path, Stack())
    assert read_stack(tmp_path) == Stack()


def test_where_nothing_was_started_it_says_what_to_do(tmp_path: Path) -> None:
    assert read_stack(tmp_path) == Stack()
    with pytest.raises(Misconfigured, match="Run `copydesk up` first"):
        running_address(Settings(_env_file=None, copydesk_home=tmp_path))


def test_no_key_is_ever_shown() -> None:
    assert "hush" not in repr(STACK)
    assert "hush" not in f"{ADDRESS}"
