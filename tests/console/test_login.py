"""Coming into the console: the first link, the password, the throttle, and the end of a login."""

import httpx
import pytest
from argon2 import PasswordHasher, Type, extract_parameters

from console.frame import local_path
from console.visitors import COOKIE, KNOWN_COOKIE
from integrations.logins import LINK_GOOD_FOR, first_link, fresh_link, make_link
from integrations.services import Services
from models.domain.people import Role
from models.store import logins
from tests.builders import an_account
from tests.conftest import Clock
from tests.console.conftest import Opened, a_visitor

PASSWORD = "bees on a city roof"


async def a_first_link(desk: Services) -> str:
    async with desk.database.session() as session:
        return await first_link(session, desk.clock()) or ""


async def an_owner(desk: Services, browser: httpx.AsyncClient, name: str = "Ada") -> None:
    answer = await browser.post(await a_first_link(desk), data={"name": name, "password": PASSWORD})
    assert (answer.status_code, answer.headers["location"]) == (303, "/setup")


async def tried(browser: httpx.AsyncClient, password: str, name: str = "ada") -> httpx.Response:
    return await browser.post("/login", data={"name": name, "password": password})


async def test_the_first_link_makes_the_owner_once_and_they_come_back_with_their_password(
    desk: Services, opened: Opened
) -> None:
    browser, other = await opened(), await opened()
    path = await a_first_link(desk)
    assert "Choose a name and a password" in (await browser.get(path)).text
    await an_owner(desk, browser)
    assert (await browser.get("/")).status_code == 200
    assert (await browser.get(path)).status_code == 404
    assert await a_first_link(desk) == ""
    assert (await tried(other, "not the password")).status_code == 403
    assert (await tried(other, PASSWORD, " ADA ")).status_code == 303
    assert "Logged in as Ada" in (await other.get("/")).text


def test_a_password_costs_whoever_guesses_it_sixty_four_megabytes_and_three_rounds(real_hasher: PasswordHasher) -> None:
    kept = real_hasher.hash(PASSWORD)
    asked = extract_parameters(kept)
    assert (asked.type, asked.memory_cost, asked.time_cost, asked.parallelism) == (Type.ID, 65536, 3, 4)
    assert real_hasher.verify(kept, PASSWORD)


async def test_a_newer_first_link_takes_the_place_of_the_older(desk: Services, stranger: httpx.AsyncClient) -> None:
    old, new = await a_first_link(desk), await a_first_link(desk)
    assert [(await stranger.get(path)).status_code for path in (old, new)] == [404, 200]


@pytest.mark.parametrize(
    ("name", "password", "said"),
    [
        ("ada", "short", "at least 10 letters"),
        ("ada", "aaaaaaaaaaaa", "guessed at once"),
        ("a person of note", "A person of note", "guessed at once"),
        ("  ", PASSWORD, "A name for the login"),
    ],
)
async def test_a_poor_password_is_refused_and_the_link_stays_good(
    desk: Services, stranger: httpx.AsyncClient, name: str, password: str, said: str
) -> None:
    path = await a_first_link(desk)
    answer = await stranger.post(path, data={"name": name, "password": password})
    assert answer.status_code == 409
    assert said in answer.text
    assert (await stranger.post(path, data={"name": "ada", "password": PASSWORD})).status_code == 303


async def test_a_link_is_over_after_its_time(desk: Services, clock: Clock, stranger: httpx.AsyncClient) -> None:
    path = await a_first_link(desk)
    clock.advance(seconds=LINK_GOOD_FOR.total_seconds() + 1)
    answer = await stranger.post(path, data={"name": "ada", "password": PASSWORD})
    assert "This link was used, or its time is over." in answer.text


async def test_two_who_use_one_link_at_the_same_moment_are_one_owner(desk: Services, opened: Opened) -> None:
    path = await a_first_link(desk)
    first, second = await opened(), await opened()
    answers = [
        await each.post(path, data={"name": n, "password": PASSWORD}) for each, n in ((first, "a"), (second, "b"))
    ]
    assert sorted(each.status_code for each in answers) == [303, 404]


async def test_an_invitation_gives_its_role_on_its_account_and_nothing_else(desk: Services, opened: Opened) -> None:
    mine, theirs = await an_account(desk, "mine"), await an_account(desk, "theirs", token=None)
    async with desk.database.session() as session:
        path = await make_link(session, desk.clock(), account_id=mine.id, role=Role.VIEWER)
    browser = await opened()
    assert "you see the articles of mine" in (await browser.get(path)).text
    await browser.post(path, data={"name": "Client", "password": PASSWORD})
    page = (await browser.get("/")).text
    assert "mine" in page
    assert theirs.label not in page


async def test_a_name_that_somebody_has_is_not_given_again(desk: Services, opened: Opened) -> None:
    await an_owner(desk, await opened())
    async with desk.database.session() as session:
        path = await make_link(session, desk.clock(), runs_the_desk=True)
    answer = await (await opened()).post(path, data={"name": "ADA", "password": PASSWORD})
    assert "Somebody has this name already" in answer.text


async def test_a_new_password_logs_every_other_browser_out(desk: Services, opened: Opened) -> None:
    old, new = await opened(), await opened()
    await an_owner(desk, old)
    async with desk.database.session() as session:
        path = await fresh_link(session, "ada", desk.clock())
    await new.post(path, data={"name": "ada", "password": "another good sentence"})
    assert (await new.get("/")).status_code == 200
    assert (await old.get("/")).status_code == 303


async def test_whoever_is_not_logged_in_is_led_to_the_login_and_then_to_where_they_wanted(
    desk: Services, opened: Opened
) -> None:
    await an_owner(desk, await opened())
    browser = await opened()
    answer = await browser.get("/?sort=title")
    assert answer.headers["location"] == "/login?next=%2F%3Fsort%3Dtitle"
    entered = await browser.post("/login", data={"name": "ada", "password": PASSWORD, "next": "/?sort=title"})
    assert entered.headers["location"] == "/?sort=title"


@pytest.mark.parametrize(
    "path", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "evil", "", "/a\nb"]
)
async def test_no_login_leads_elsewhere(path: str) -> None:
    assert local_path(path) == "/"


async def test_wrong_passwords_close_the_door_to_strangers_and_not_to_a_browser_that_is_known(
    desk: Services, opened: Opened, clock: Clock
) -> None:
    known, attacker = await opened(), await opened()
    await an_owner(desk, known)
    await known.post("/logout")
    for _ in range(10):
        assert (await tried(attacker, "guess")).status_code == 403
    assert "too many wrong passwords" in (await tried(attacker, PASSWORD)).text
    assert known.cookies.get(KNOWN_COOKIE)
    assert (await tried(known, PASSWORD)).status_code == 303
    clock.advance(minutes=16)
    assert (await tried(attacker, PASSWORD)).status_code == 303


async def test_one_place_may_not_try_one_name_after_the_other(desk: Services, opened: Opened) -> None:
    browser = await opened()
    for number in range(30):
        await tried(browser, "guess", f"name {number}")
    assert "too many wrong passwords" in (await tried(browser, "guess", "one more")).text


async def test_going_out_ends_the_login_for_good(desk: Services, opened: Opened) -> None:
    browser = await opened(await a_visitor(desk))
    token = browser.cookies[COOKIE]
    await browser.post("/logout")
    browser.cookies.set(COOKIE, token)
    assert (await browser.get("/")).status_code == 303


async def test_a_login_that_nobody_used_for_a_month_is_over(desk: Services, opened: Opened, clock: Clock) -> None:
    browser = await opened(await a_visitor(desk))
    clock.advance(days=20)
    assert (await browser.get("/")).status_code == 200
    clock.advance(days=20)
    assert (await browser.get("/")).status_code == 200
    clock.advance(seconds=logins.RESTS_FOR.total_seconds() + 1)
    assert (await browser.get("/")).status_code == 303


async def test_cookies_are_kept_from_scripts_and_other_sites_and_go_through_tls_where_there_is_tls(
    desk: Services, opened: Opened
) -> None:
    browser = await opened()
    path = f"https://console{await a_first_link(desk)}"
    answer = await browser.post(path, data={"name": "ada", "password": PASSWORD})
    for cookie in answer.headers.get_list("set-cookie"):
        assert {"HttpOnly", "SameSite=lax", "Secure", "Path=/"} <= set(cookie.split("; "))


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Sec-Fetch-Site": "none"}, 303),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://console"}, 303),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 403),
    ],
)
async def test_a_form_of_another_site_does_nothing(
    desk: Services, opened: Opened, headers: dict[str, str], status: int
) -> None:
    browser = await opened(await a_visitor(desk))
    del browser.headers["Sec-Fetch-Site"]
    assert (await browser.post("/logout", headers=headers)).status_code == status
    del browser.headers["user-agent"]
    assert (await browser.get("/")).status_code == (303 if status == 303 else 200)


async def test_every_answer_forbids_what_is_not_ours(stranger: httpx.AsyncClient) -> None:
    for path in ("/login", "/nowhere", "/static/console.css"):
        headers = (await stranger.get(path)).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"


async def test_what_is_not_there_is_a_page_with_a_way_on(console: httpx.AsyncClient) -> None:
    answer = await console.get("/articles/999999/no")
    assert answer.status_code == 404
    assert "There is no such page" in answer.text
    assert "Go back" in answer.text
