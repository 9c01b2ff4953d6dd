"""The account that a home begins with, and the key that its tokens are encrypted with."""

from typing import Any

import pytest

from deployments import first_account
from integrations.medium.refusals import TokenRefused
from integrations.services import Services
from integrations.settings import Settings
from models.domain.errors import Misconfigured
from models.store import accounts
from tests.conftest import Outside

TOKEN = "simulated-medium-token"


def _settings(desk: Services, **given: Any) -> Settings:
    given.setdefault("copydesk_secret_key", "a key")
    return Settings(_env_file=None, copydesk_home=desk.settings.copydesk_home, simulate="auto", **given)


async def _labels(desk: Services) -> list[str]:
    async with desk.database.session() as session:
        return [account.label for account in await accounts.accounts(session)]


async def test_the_token_of_the_environment_makes_the_first_account_once(desk: Services) -> None:
    settings = _settings(desk, medium_integration_token=TOKEN)
    for _ in range(2):
        await first_account.ensure(settings, desk.address)
    async with desk.database.session() as session:
        [account] = await accounts.accounts(session)
    assert (account.label, account.medium_username) == ("mine", "demo")
    assert account.medium_token is not None
    assert TOKEN.encode() not in account.medium_token


async def test_without_a_token_it_is_the_simulators_account_and_a_later_token_adds_the_real_one(desk: Services) -> None:
    await first_account.ensure(_settings(desk), desk.address)
    assert await _labels(desk) == ["demo"]
    await first_account.ensure(_settings(desk, medium_integration_token=TOKEN), desk.address)
    await first_account.ensure(_settings(desk), desk.address)
    assert await _labels(desk) == ["demo", "mine"]


async def test_another_key_on_the_same_database_is_named_at_once(desk: Services) -> None:
    await first_account.ensure(_settings(desk), desk.address)
    with pytest.raises(Misconfigured, match="COPYDESK_SECRET_KEY"):
        await first_account.ensure(_settings(desk, copydesk_secret_key="another"), desk.address)


async def test_a_token_that_medium_refuses_makes_no_account(desk: Services) -> None:
    with pytest.raises(TokenRefused, match="token"):
        await first_account.ensure(_settings(desk, medium_integration_token="not-a-token"), desk.address)
    assert await _labels(desk) == []


async def test_a_medium_that_is_away_is_no_reason_not_to_start(desk: Services, outside: Outside) -> None:
    await outside.suffer("medium", "me", "html", status=403)
    settings = _settings(desk, medium_integration_token=TOKEN)
    await first_account.ensure(settings, desk.address)
    assert await _labels(desk) == []
    await first_account.ensure(settings, desk.address)
    assert await _labels(desk) == ["mine"]
