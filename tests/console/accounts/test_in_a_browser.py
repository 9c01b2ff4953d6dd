"""The pages of accounts, settings and first set-up in a real browser: no need of scripts."""

from collections.abc import Awaitable, Callable

import httpx

from integrations.services import Services
from tests.builders import an_account
from tests.console.conftest import a_visitor
from tests.console.eyes import Eyes
from tests.statements import statements

Looks = Callable[..., Awaitable[Eyes]]


async def test_an_account_is_added_and_set_up_without_scripts(desk: Services, eyes: Looks) -> None:
    async with (await eyes(await a_visitor(desk))).opened(
        "/accounts/new", "Add a Medium account", scripts=False
    ) as page:
        await page.get_by_label("Label").fill("my blog")
        await page.get_by_role("button", name="Add the account").click()
        await page.get_by_text("my blog was added.").wait_for()
        await page.get_by_role("link", name="Schedule").click()
        await page.get_by_label("Lead time").fill("never")
        await page.locator("#times").get_by_role("button", name="Save").click()
        await page.get_by_text("is no length of time").wait_for()
        await page.get_by_label("Lead time").fill("2 days")
        await page.locator("#times").get_by_role("button", name="Save").click()
        await page.get_by_text("Saved: Lead time.").wait_for()


async def test_no_page_asks_more_where_there_are_more_accounts(desk: Services, console: httpx.AsyncClient) -> None:
    asked = dict[str, list[int]]()
    for more in (1, 12):
        for number in range(more):
            await an_account(desk, f"client {more} {number}")
        for path in ("/accounts", "/setup", "/settings/people", "/settings/connections"):
            with statements(desk) as heard:
                assert (await console.get(path)).status_code == 200
            asked.setdefault(path, []).append(len(heard))
    assert [path for path, (few, many) in asked.items() if many > few] == []
