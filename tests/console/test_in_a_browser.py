"""The pages in a real browser: what axe's rules say of them, whether they fit, and whether the keyboard is enough."""

from collections.abc import Awaitable, Callable

from integrations.logins import first_link
from integrations.services import Services
from tests.console.conftest import a_visitor
from tests.console.eyes import Eyes

Looks = Callable[..., Awaitable[Eyes]]


async def test_the_login_and_the_first_link_are_for_everybody(desk: Services, eyes: Looks) -> None:
    nobody = await eyes()
    async with desk.database.session() as session:
        path = await first_link(session, desk.clock())
    assert path is not None
    assert await nobody.complaints("/login", "Log in") == []
    assert await nobody.complaints(path, "Choose a name and a password") == []


async def test_a_failure_is_a_page_for_everybody(desk: Services, eyes: Looks) -> None:
    assert await (await eyes(await a_visitor(desk))).complaints("/nowhere", "There is no such page") == []


async def test_the_first_owner_comes_in_with_the_keyboard_alone_and_without_scripts(
    desk: Services, eyes: Looks
) -> None:
    async with desk.database.session() as session:
        path = await first_link(session, desk.clock())
    async with (await eyes()).opened(path or "", "Choose a name", scripts=False) as page:
        await page.keyboard.type("Ada")
        await page.keyboard.press("Tab")
        await page.keyboard.type("bees on a city roof")
        await page.keyboard.press("Enter")
        await page.get_by_text("Welcome. You are logged in here").wait_for()


async def test_the_menu_of_a_phone_opens_and_closes_without_scripts(desk: Services, eyes: Looks) -> None:
    async with (await eyes(await a_visitor(desk))).opened("/", "Dashboard", scripts=False) as page:
        menu = page.get_by_role("navigation")
        assert not await menu.is_visible()
        await page.get_by_role("link", name="Menu").click()
        assert await menu.is_visible()
        await page.get_by_role("link", name="Close").click()
        assert not await menu.is_visible()


async def test_whoever_uses_the_keyboard_may_skip_the_menu(desk: Services, eyes: Looks) -> None:
    async with (await eyes(await a_visitor(desk))).opened("/", "Dashboard", width=1280) as page:
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        assert await page.evaluate("document.activeElement.id") == "main"
