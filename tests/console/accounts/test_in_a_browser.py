"""The pages of accounts, settings and first set-up in a real browser: axe, widths, and no need of scripts."""

from collections.abc import Awaitable, Callable

import httpx

from integrations.services import Services
from models.domain.voice import RuleOrigin, Trait
from models.store import voices
from tests.builders import a_person, an_account
from tests.console.conftest import a_visitor
from tests.console.eyes import Eyes
from tests.statements import statements

Looks = Callable[..., Awaitable[Eyes]]
LONG = "A client whose name is rather long, as names of clients are"
TRAIT = Trait(rule="Use short sentences.", sentence="I ran and ran.", story="On running")


async def test_every_page_of_an_account_is_for_everybody(desk: Services, eyes: Looks) -> None:
    account = await an_account(desk, LONG, custom_prompt="Write for gardeners. " * 100)
    await a_person(desk, account)
    async with desk.database.session() as session:
        await voices.propose(session, account.id, [TRAIT], RuleOrigin.STORIES, desk.clock())
    look = await eyes(await a_visitor(desk))
    parts = ("", "/medium", "/schedule", "/writing", "/publishing", "/voice", "/money", "/telegram", "/people")
    paths = ["/accounts", "/accounts/new", *(f"/accounts/{account.id}{part}" for part in parts)]
    assert [each for path in paths for each in await look.complaints(path, "Copydesk", widths=(360, 1920))] == []


async def test_the_settings_and_the_first_set_up_are_for_everybody(desk: Services, eyes: Looks) -> None:
    await an_account(desk, LONG)
    look = await eyes(await a_visitor(desk))
    paths = ("/settings", "/settings/people", "/settings/connections", "/settings/prices", "/setup")
    assert [each for path in paths for each in await look.complaints(path, "Copydesk", widths=(360, 1920))] == []


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
