"""An account is connected with the token that Medium accepted, however it was pasted."""

import pytest
from pydantic import SecretStr

from integrations.accounts import connected
from integrations.medium.refusals import TokenRefused
from integrations.services import Services
from models.domain.errors import Refused
from models.store import accounts
from tests.builders import an_account
from tests.conftest import Outside
from tests.integrations.medium.served import DEMO_ID, DEMO_TOKEN


async def test_a_token_pasted_with_spaces_is_kept_without_them(desk: Services, outside: Outside) -> None:
    pasted = SecretStr(f"  {DEMO_TOKEN[:8]} \n{DEMO_TOKEN[8:]}\r\n")
    profile = await desk.medium(pasted).me()
    account = connected(profile, pasted, desk.vault, "mine", "Europe/Berlin", desk.clock())
    assert (account.medium_user_id, account.medium_username) == (DEMO_ID, "demo")
    assert account.medium_token is not None
    assert desk.vault.open(account.medium_token).get_secret_value() == DEMO_TOKEN


async def test_a_token_that_medium_refuses_is_not_shown(desk: Services, outside: Outside) -> None:
    with pytest.raises(TokenRefused) as refusal:
        await desk.medium(SecretStr("a-wrong-token")).me()
    assert "a-wrong-token" not in str(refusal.value)


async def test_an_account_is_found_by_its_label_in_any_case_and_others_are_listed(desk: Services) -> None:
    account = await an_account(desk, "Demo")
    async with desk.database.session() as session:
        assert (await accounts.account_named(session, "dEMO")).id == account.id
        with pytest.raises(Refused, match=r"no account called 'other'. There is: Demo\."):
            await accounts.account_named(session, "other")
