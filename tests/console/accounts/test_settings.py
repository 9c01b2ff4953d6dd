"""An account's settings in the console: each in one small form, all of a form or nothing, and by who may."""

import httpx
import pytest

from console.accounts.topics import PAGES
from integrations.account_settings import SETTINGS
from integrations.services import Services
from models.domain.people import Role
from models.tables import Account
from tests.builders import an_account
from tests.console.conftest import Opened, a_visitor


async def _now(desk: Services, account: Account) -> Account:
    async with desk.database.session() as session:
        return await session.get_one(Account, account.id)


@pytest.fixture
async def account(desk: Services) -> Account:
    return await an_account(desk, "mine")


def test_every_setting_stands_in_one_form() -> None:
    laid_out = [name for topics in PAGES.values() for names in topics.values() for name in names]
    assert sorted(laid_out) == sorted(each.name for each in SETTINGS)


async def test_a_form_sets_all_that_it_asks_and_says_what_changed(
    desk: Services, account: Account, console: httpx.AsyncClient
) -> None:
    typed = {"zone": "Europe/Berlin", "slots": "mon 09:00", "slots-zone": "Europe/Berlin", "lead": "2 days"}
    answer = await console.post(f"/accounts/{account.id}/settings/times", data=typed | {"grace": "2 hours"})
    assert answer.headers["location"] == f"/accounts/{account.id}/schedule#times"
    page = (await console.get(f"/accounts/{account.id}/schedule")).text
    assert "Saved: Time zone, Slots, Zone of the slots, Lead time." in page
    kept = await _now(desk, account)
    assert (kept.zone, kept.slots, kept.lead_minutes) == ("Europe/Berlin", ["mon 09:00"], 2880)


async def test_what_cannot_be_is_shown_again_as_typed_with_what_is_wrong_and_nothing_is_changed(
    desk: Services, account: Account, console: httpx.AsyncClient
) -> None:
    typed = {"language": "Deutsch", "words": "<b>nine", "prompt": "</textarea><script>alert(1)</script>"}
    answer = await console.post(f"/accounts/{account.id}/settings/text", data=typed)
    assert answer.status_code == 409
    assert "An article has 100 to 6000 words" in answer.text
    assert 'value="&lt;b&gt;nine"' in answer.text
    assert "<script>" not in answer.text
    kept = await _now(desk, account)
    assert (kept.language, kept.words, kept.custom_prompt) == ("English", 900, "")


async def test_a_line_break_of_a_browser_is_one_character(
    desk: Services, account: Account, console: httpx.AsyncClient
) -> None:
    path = f"/accounts/{account.id}/settings/text"
    await console.post(path, data={"prompt": "For gardeners.\r\n\r\nNo brands."})
    assert (await _now(desk, account)).custom_prompt == "For gardeners.\n\nNo brands."
    await console.post(path, data={"prompt": "For gardeners.\r\n\r\nNo brands."})
    assert "Nothing was different" in (await console.get(f"/accounts/{account.id}/writing")).text


async def test_a_form_that_asks_for_something_else_changes_nothing_else(
    desk: Services, account: Account, console: httpx.AsyncClient
) -> None:
    await console.post(f"/accounts/{account.id}/settings/quiet", data={"lead": "9 days", "medium_token": "x"})
    assert (await _now(desk, account)).lead_minutes == 4320
    assert (await console.post(f"/accounts/{account.id}/settings/nothing")).status_code == 404


@pytest.mark.parametrize(("role", "status"), [(Role.OWNER, 303), (Role.EDITOR, 303), (Role.VIEWER, 403), (None, 404)])
async def test_settings_are_for_those_who_decide(
    desk: Services, account: Account, opened: Opened, role: Role | None, status: int
) -> None:
    other = await an_account(desk, "other", token=None)
    person = await a_visitor(desk, "bob", account=account if role else other, role=role or Role.OWNER)
    browser = await opened(person)
    answer = await browser.post(f"/accounts/{account.id}/settings/pictures", data={"images": "3"})
    assert answer.status_code == status
    assert (await _now(desk, account)).images == (3 if status == 303 else 2)


@pytest.mark.parametrize(("role", "status"), [(Role.OWNER, 303), (Role.EDITOR, 403)])
async def test_what_an_account_may_spend_is_for_its_owners(
    desk: Services, account: Account, opened: Opened, role: Role, status: int
) -> None:
    browser = await opened(await a_visitor(desk, "bob", account=account, role=role))
    before = (await _now(desk, account)).ceiling_micro
    answer = await browser.post(f"/accounts/{account.id}/settings/ceiling", data={"ceiling": "77"})
    assert answer.status_code == status
    assert (await _now(desk, account)).ceiling_micro == (77_000_000 if status == 303 else before)


async def test_whoever_only_looks_sees_the_settings_and_no_form(
    desk: Services, account: Account, opened: Opened
) -> None:
    browser = await opened(await a_visitor(desk, "eve", account=account, role=Role.VIEWER))
    for page in ("schedule", "writing", "publishing"):
        answer = await browser.get(f"/accounts/{account.id}/{page}")
        assert answer.status_code == 200
        assert f"/accounts/{account.id}/settings/" not in answer.text
