"""The second step at the login: set up with a first code, asked for after the password, never taken twice."""

import base64
import html
import re
from collections.abc import Awaitable, Callable

import httpx
import pytest

from console.login_code import HALF_COOKIE
from console.visitors import COOKIE
from integrations.logins import fresh_link
from integrations.services import Services
from models.domain.second_step import code_at, step_at
from models.tables import Person, RecoveryCode, SecondStep
from tests.conftest import Clock
from tests.console.conftest import Opened, a_visitor
from tests.console.eyes import Eyes, broken_rules
from tests.console.settings.test_settings import ANOTHER, PASSWORD, somebody

Looks = Callable[..., Awaitable[Eyes]]
AT = "/settings/second-step"


def code(desk: Services, secret: bytes, later: int = 0) -> str:
    return code_at(secret, step_at(desk.clock()) + later)


async def set_up(desk: Services, browser: httpx.AsyncClient) -> tuple[bytes, list[str]]:
    """The app's secret as it was typed into the app by hand, and the codes for paper."""
    page = (await browser.post(AT, data={"password": PASSWORD})).text
    assert "data:image/svg+xml" in page
    [letters] = re.findall(r"<code>([A-Z2-7 ]+)</code>", page)
    secret = base64.b32decode(letters.replace(" ", ""))
    page = (await browser.post(f"{AT}/confirm", data={"code": code(desk, secret)})).text
    return secret, re.findall(r"<code>([a-z2-7-]{19})</code>", page)


async def half_in(browser: httpx.AsyncClient) -> None:
    answer = await browser.post("/login", data={"name": "ada", "password": PASSWORD, "next": "/articles"})
    assert answer.headers["location"] == "/login/code?next=%2Farticles"
    assert COOKIE not in browser.cookies


async def typed(browser: httpx.AsyncClient, words: str) -> httpx.Response:
    return await browser.post("/login/code", data={"code": words, "next": "/articles"})


@pytest.fixture
async def ada(desk: Services, opened: Opened) -> tuple[httpx.AsyncClient, Person]:
    browser = await opened()
    return browser, await somebody(desk, browser, "ada")


@pytest.fixture
async def secret(desk: Services, ada: tuple[httpx.AsyncClient, Person], clock: Clock) -> bytes:
    found, _ = await set_up(desk, ada[0])
    clock.advance(minutes=1)
    return found


async def test_it_is_set_up_with_the_password_and_counts_from_its_first_code_on(
    desk: Services, ada: tuple[httpx.AsyncClient, Person], opened: Opened
) -> None:
    here, person = ada
    assert (await here.post(AT, data={"password": "not mine"})).status_code == 409
    await here.post(AT, data={"password": PASSWORD})
    wrong = await here.post(f"{AT}/confirm", data={"code": "000000"})
    assert (wrong.status_code, "data:image/svg+xml" in wrong.text) == (409, True)
    there = await opened()
    assert (await there.post("/login", data={"name": "ada", "password": PASSWORD})).headers["location"] == "/"
    secret, codes = await set_up(desk, here)
    assert len(set(codes)) == 10
    page = (await here.get(AT)).text
    assert "10 recovery codes are left." in page
    assert not any(each in page for each in codes)
    assert (await here.post(AT, data={"password": PASSWORD})).status_code == 409
    async with desk.database.session() as session:
        kept = await session.get_one(SecondStep, person.id)
        assert base64.b64encode(secret) not in kept.secret
        assert await session.get(RecoveryCode, codes[0]) is None


async def test_the_code_is_asked_after_the_password_and_opens_once(
    desk: Services, opened: Opened, secret: bytes, clock: Clock
) -> None:
    first, second = await opened(), await opened()
    for browser in (first, second):
        await half_in(browser)
        assert "One more step" in (await browser.get("/login/code?next=/articles")).text
    assert (await first.get("/articles")).status_code == 303
    now = code(desk, secret)
    entered = await typed(first, now)
    assert (entered.status_code, entered.headers["location"]) == (303, "/articles")
    assert (await first.get("/articles")).status_code == 200
    replayed = await typed(second, now)
    assert (replayed.status_code, "was used already" in html.unescape(replayed.text)) == (403, True)
    clock.advance(seconds=30)
    assert (await typed(second, code(desk, secret))).status_code == 303


async def test_without_the_password_a_moment_ago_no_code_opens(
    desk: Services, opened: Opened, secret: bytes, clock: Clock
) -> None:
    stranger = await opened()
    assert (await typed(stranger, code(desk, secret))).status_code == 403
    await half_in(stranger)
    clock.advance(minutes=6)
    late = await typed(stranger, code(desk, secret))
    assert (late.status_code, "Log in once more" in late.text) == (403, True)
    for forged in ("", "1", "1.99999999999.x", "x.y.z", "1.1.1", "²." + "9" * 9 + ".x"):
        stranger.cookies.set(HALF_COOKIE, forged.encode("ascii", "ignore").decode(), path="/login/code")
        assert (await typed(stranger, code(desk, secret))).status_code == 403


async def test_guesses_end_after_five_and_do_not_shut_the_owner_s_own_browser_out(
    desk: Services, opened: Opened, ada: tuple[httpx.AsyncClient, Person], secret: bytes, clock: Clock
) -> None:
    thief, (own, _) = await opened(), ada
    await half_in(thief)
    for _ in range(5):
        assert (await typed(thief, "123456")).status_code == 403
    refused = await typed(thief, code(desk, secret))
    assert (refused.status_code, "too many wrong codes" in refused.text) == (403, True)
    await own.post("/logout")
    await half_in(own)
    assert (await typed(own, code(desk, secret))).status_code == 303
    clock.advance(minutes=16)
    await half_in(thief)
    assert (await typed(thief, code(desk, secret))).status_code == 303


async def test_a_recovery_code_takes_the_place_of_the_phone_once(
    desk: Services, opened: Opened, ada: tuple[httpx.AsyncClient, Person]
) -> None:
    _, codes = await set_up(desk, ada[0])
    browser = await opened()
    await half_in(browser)
    assert (await typed(browser, codes[3].upper().replace("-", " "))).status_code == 303
    await browser.post("/logout")
    await half_in(browser)
    assert (await typed(browser, codes[3])).status_code == 403
    assert "9 recovery codes are left." in (await ada[0].get(AT)).text
    fresh = await ada[0].post(f"{AT}/codes", data={"code": codes[4]})
    assert len(re.findall(r"<code>([a-z2-7-]{19})</code>", fresh.text)) == 10
    assert (await typed(browser, codes[5])).status_code == 403


async def test_it_is_ended_with_the_password_and_a_code(
    desk: Services, opened: Opened, ada: tuple[httpx.AsyncClient, Person], secret: bytes
) -> None:
    here, _ = ada
    for password, words in ((PASSWORD, "123456"), ("not mine", code(desk, secret)), (PASSWORD, "")):
        assert (await here.post(f"{AT}/end", data={"password": password, "code": words})).status_code == 409
    answer = await here.post(f"{AT}/end", data={"password": PASSWORD, "code": code(desk, secret)})
    assert answer.headers["location"] == "/settings"
    assert "Your login has no second step any more." in (await here.get("/settings")).text
    other = await opened()
    assert (await other.post("/login", data={"name": "ada", "password": PASSWORD})).headers["location"] == "/"


async def test_whoever_lost_everything_comes_in_by_a_link_of_the_shell_which_ends_it(
    desk: Services, opened: Opened, ada: tuple[httpx.AsyncClient, Person], secret: bytes
) -> None:
    async with desk.database.session() as session:
        path = await fresh_link(session, "ada", desk.clock())
    browser = await opened()
    assert "It also ends the second step" in (await browser.get(path)).text
    assert (await browser.post(path, data={"name": "ada", "password": ANOTHER})).status_code == 303
    assert "Your login is your password alone." in (await browser.get("/settings")).text
    assert (await ada[0].get("/settings")).status_code == 303


async def test_a_new_password_makes_half_a_login_worthless(
    desk: Services, opened: Opened, ada: tuple[httpx.AsyncClient, Person], secret: bytes
) -> None:
    thief, (own, _) = await opened(), ada
    await half_in(thief)
    await own.post("/settings/password", data={"old": PASSWORD, "new": ANOTHER})
    assert (await typed(thief, code(desk, secret))).status_code == 403


async def test_its_pages_fit_every_width_and_keep_axe_s_rules(
    desk: Services, ada: tuple[httpx.AsyncClient, Person], eyes: Looks
) -> None:
    looks = await eyes(ada[1])
    assert await looks.complaints(AT, "After your password") == []
    async with looks.opened(AT, "After your password") as page:
        await page.get_by_label("Password").fill(PASSWORD)
        await page.get_by_role("button", name="Set it up").click()
        letters = await page.locator("p.code code").inner_text()
        await page.get_by_label("Code").fill(code(desk, base64.b32decode(letters.replace(" ", ""))))
        await page.get_by_role("button", name="It shows this code").click()
        await page.get_by_text("Recovery codes, shown only this once").wait_for()
        assert await page.evaluate("document.documentElement.scrollWidth") <= 360
    assert await looks.complaints(AT, "recovery codes are left") == []
    assert await looks.complaints("/settings", "It is on since") == []
    async with (await eyes()).opened("/login", "Log in") as page:
        await page.get_by_label("Name").fill("ada")
        await page.get_by_label("Password").fill(PASSWORD)
        await page.get_by_role("button", name="Log in").click()
        await page.get_by_label("Code").wait_for()
        assert await broken_rules(page) == []
        assert await page.evaluate("document.documentElement.scrollWidth") <= 360


async def test_whoever_has_none_is_asked_nothing_more(desk: Services, opened: Opened) -> None:
    browser = await opened(await a_visitor(desk))
    assert "Your login is your password alone." in (await browser.get("/settings")).text
    assert (await (await opened()).get("/login/code")).headers["location"] == "/login"
