"""Tokens at rest: sealed in the database, opened with one key only, and never shown."""

import asyncio
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from deployments.first_account import make
from integrations.services import Services
from integrations.settings import Settings
from integrations.vault import Vault, secret_key
from models.domain.errors import Misconfigured
from models.store import accounts
from tests.builders import an_account
from tests.conftest import Outside

TOKEN = "a-medium-token-that-nobody-may-read"


async def test_the_database_holds_no_plain_token_anywhere(desk: Services) -> None:
    await an_account(desk, token=TOKEN)
    async with desk.database.session() as session:
        row = (await (await session.connection()).execute(text("select a::text, a.medium_token from account a"))).one()
    assert TOKEN.encode() not in bytes(row.medium_token)
    assert TOKEN not in row.a
    assert desk.vault.open(bytes(row.medium_token)).get_secret_value() == TOKEN


def test_the_same_token_is_sealed_differently_each_time() -> None:
    vault = Vault(SecretStr("key"))
    assert vault.seal(SecretStr(TOKEN)) != vault.seal(SecretStr(TOKEN))


@pytest.mark.parametrize("damage", [b"", b"not sealed", "other key"])
def test_what_cannot_be_opened_names_the_setting_and_shows_nothing(damage: bytes | str) -> None:
    sealed = Vault(SecretStr("their key")).seal(SecretStr(TOKEN)) if isinstance(damage, str) else damage
    with pytest.raises(Misconfigured, match="COPYDESK_SECRET_KEY") as refusal:
        Vault(SecretStr("our key")).open(sealed)
    assert TOKEN not in str(refusal.value)
    assert "our key" not in str(refusal.value)
    assert refusal.value.__cause__ is None


def test_a_home_without_a_key_makes_one_that_only_its_user_reads_and_keeps_it(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, copydesk_home=tmp_path / "home", copydesk_secret_key=None)
    key = secret_key(settings)
    path = settings.copydesk_home / "secret.key"
    assert path.stat().st_mode & 0o077 == 0
    assert len(key.get_secret_value()) >= 32
    assert secret_key(settings) == key


def test_two_homes_make_two_keys_and_the_setting_goes_before_the_home(tmp_path: Path) -> None:
    one, two = (Settings(_env_file=None, copydesk_home=tmp_path / name, copydesk_secret_key=None) for name in "ab")
    assert secret_key(one) != secret_key(two)
    given = one.model_copy(update={"copydesk_secret_key": SecretStr("given")})
    assert secret_key(given).get_secret_value() == "given"


async def _start(desk: Services, home: Path, key: str | None) -> None:
    """The errand of `up`; it has a loop of its own, so it runs beside this one."""
    settings = Settings(
        _env_file=None, copydesk_home=home, copydesk_secret_key=SecretStr(key) if key else None, simulate="all"
    )
    await asyncio.to_thread(make, settings, desk.address)


async def test_the_first_start_makes_one_account_and_every_further_one_none(
    desk: Services, outside: Outside, tmp_path: Path
) -> None:
    for _ in range(2):
        await _start(desk, tmp_path / "a", "shared")
    async with desk.database.session() as session:
        [account] = await accounts.accounts(session)
    assert (account.label, account.medium_username) == ("demo", "demo")
    assert Vault(SecretStr("shared")).open(account.medium_token or b"").get_secret_value() == "simulated-medium-token"


async def test_two_homes_that_share_a_database_have_to_share_the_key(
    desk: Services, outside: Outside, tmp_path: Path
) -> None:
    await _start(desk, tmp_path / "a", "shared")
    await _start(desk, tmp_path / "b", "shared")
    for wrong in ("another", None):
        with pytest.raises(Misconfigured, match="encrypted with another COPYDESK_SECRET_KEY"):
            await _start(desk, tmp_path / "c", wrong)
