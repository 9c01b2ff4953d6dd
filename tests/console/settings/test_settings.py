"""The settings: one's own password, logins and programs; the people, parts and prices of the desk, for who runs it."""

import re

import httpx
import pytest

from console.settings.browsers import browser_called
from console.visitors import COOKIE
from integrations.logins import make_link
from integrations.services import Services
from models.domain.people import Role
from models.store import logins, money
from models.tables import Person
from tests.builders import an_account
from tests.conftest import Outside
from tests.console.conftest import Opened, a_visitor

PASSWORD = "bees on a city roof"
ANOTHER = "wasps under an old bridge"


async def _after(browser: httpx.AsyncClient, path: str, **form: str) -> str:
    answer = await browser.post(path, data=form)
    assert answer.status_code == 303, answer.text
    return (await browser.get(answer.headers["location"])).text


async def somebody(desk: Services, browser: httpx.AsyncClient, name: str) -> Person:
    """Who runs the desk, with a password."""
    async with desk.database.session() as session:
        path = await make_link(session, desk.clock(), runs_the_desk=True)
    await browser.post(path, data={"name": name, "password": PASSWORD})
    async with desk.database.session() as session:
        found = await logins.person_called(session, name)
    assert found is not None
    return found


async def test_a_password_is_changed_with_the_old_one_and_the_others_are_out(desk: Services, opened: Opened) -> None:
    here, there = await opened(), await opened()
    await somebody(desk, here, "ada")
    await there.post("/login", data={"name": "ada", "password": PASSWORD})
    for old, new, said in (
        ("not mine", ANOTHER, "This is not your password."),
        (PASSWORD, "short", "at least 10 letters"),
        (PASSWORD, "", "at least 10 letters"),
    ):
        refused = await here.post("/settings/password", data={"old": old, "new": new})
        assert refused.status_code == 409
        assert said in refused.text
        assert ANOTHER not in refused.text
    assert "Your password is changed" in await _after(here, "/settings/password", old=PASSWORD, new=ANOTHER)
    assert (await there.get("/settings")).status_code == 303
    assert (await there.post("/login", data={"name": "ada", "password": ANOTHER})).status_code == 303


@pytest.mark.parametrize(("wish", "status"), [({}, 200), ({"programs": "yes"}, 401)])
async def test_a_new_password_leaves_programs_alone_unless_they_are_to_end_too(
    desk: Services, opened: Opened, wish: dict[str, str], status: int
) -> None:
    here, program = await opened(), await opened()
    await somebody(desk, here, "ada")
    made = await here.post("/settings/tokens", data={"name": "laptop"})
    [token] = re.findall(r"copydesk_[\w-]{43}", made.text)
    [feed] = set(re.findall(r"/calendar/[\w-]{43}\.ics", (await here.post("/calendar/feed")).text))
    said = await _after(here, "/settings/password", old=PASSWORD, new=ANOTHER, **wish)
    assert ("address have ended" in said, "address go on." in said) == (bool(wish), not wish)
    asked = await program.get("/api/accounts", headers={"Authorization": f"Bearer {token}"})
    assert asked.status_code == status
    assert (await program.get(feed)).status_code == (404 if wish else 200)


async def test_logins_are_listed_and_ended_one_by_one_or_all_but_this(desk: Services, opened: Opened) -> None:
    ada = await a_visitor(desk)
    here, there, elsewhere = [await opened(ada) for _ in range(3)]
    page = (await here.get("/settings")).text
    assert page.count("/settings/logins/") == 3  # two others, and all of them together
    login_id = re.findall(r"/settings/logins/(\d+)/end", page)[0]
    assert "That browser is logged out." in await _after(here, f"/settings/logins/{login_id}/end")
    assert (await here.post(f"/settings/logins/{login_id}/end")).status_code == 404
    assert sorted([(await each.get("/settings")).status_code for each in (there, elsewhere)]) == [200, 303]
    assert "Every other browser is logged out." in await _after(here, "/settings/logins/end-others")
    assert [(await each.get("/settings")).status_code for each in (there, elsewhere)] == [303, 303]


async def test_nobody_ends_the_login_of_somebody_else(desk: Services, opened: Opened) -> None:
    ada = await opened(await a_visitor(desk))
    async with desk.database.session() as session:
        person = await logins.person_called(session, "ada")
        assert person is not None
        [login] = await logins.logins_of(session, person.id, desk.clock())
    bob = await opened(await a_visitor(desk, "bob"))
    assert (await bob.post(f"/settings/logins/{login.id}/end")).status_code == 404
    assert (await ada.get("/settings")).status_code == 200
    assert ada.cookies[COOKIE] not in (await ada.get("/settings")).text


async def test_a_token_for_a_program_is_shown_once_and_ended(console: httpx.AsyncClient) -> None:
    made = await console.post("/settings/tokens", data={"name": "my <b>script"})
    token = re.search(r"copydesk_[\w-]+", made.text)
    assert token is not None
    page = (await console.get("/settings")).text
    assert token[0] not in page
    assert "my &lt;b&gt;script" in page
    refused = await console.post("/settings/tokens", data={"name": "my <b>script"})
    assert refused.status_code == 409
    assert "There is a token named" in refused.text
    token_id = re.findall(r"/settings/tokens/(\d+)/end", page)[0]
    assert "opens nothing any more" in await _after(console, f"/settings/tokens/{token_id}/end")
    assert (await console.post(f"/settings/tokens/{token_id}/end")).status_code == 409


async def test_somebody_else_runs_the_desk_by_a_link_and_the_last_one_stays(desk: Services, opened: Opened) -> None:
    first = await opened()
    ada = await somebody(desk, first, "ada")
    assert "Nobody else can log in" in await _after(first, f"/settings/people/{ada.id}/remove", sure="true")
    assert "Nobody else can log in" in await _after(first, f"/settings/people/{ada.id}/desk", runs="false")
    made = await first.post("/settings/people/invite")
    link = re.search(r'value="\S+(/come-in/\S+)" readonly', made.text)
    assert link is not None
    second = await opened()
    await second.post(link[1], data={"name": "bob", "password": PASSWORD})
    assert "logs in as ada" in (await second.get("/settings/people")).text
    assert "tick the box" in await _after(second, f"/settings/people/{ada.id}/remove")
    assert "ada is out" in await _after(second, f"/settings/people/{ada.id}/remove", sure="true")
    assert (await first.get("/settings")).status_code == 303
    assert (await first.post("/login", data={"name": "ada", "password": PASSWORD})).status_code == 403


async def test_a_link_sets_the_password_of_somebody_who_forgot_it(desk: Services, opened: Opened) -> None:
    keeper, other = await opened(await a_visitor(desk)), await opened()
    bob = await somebody(desk, other, "bob")
    made = await keeper.post(f"/settings/people/{bob.id}/link")
    link = re.search(r'value="\S+(/come-in/\S+)" readonly', made.text)
    assert link is not None
    await (await opened()).post(link[1], data={"name": "bob", "password": ANOTHER})
    assert (await other.get("/settings")).status_code == 303
    assert (await keeper.post("/settings/people/999999/link")).status_code == 409


async def test_the_parts_are_told_with_what_to_do_and_no_secret(desk: Services, console: httpx.AsyncClient) -> None:
    page = (await console.get("/settings/connections")).text
    assert "PostgreSQL" in page
    assert "See logs/desk.log in the home" in page  # no bot beats in this test
    for secret in (desk.address.s3_secret_key, desk.address.telegram_bot_token, desk.address.model_api_key):
        assert secret.get_secret_value() not in page


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("writer", "answers:"),
        ("reviewer", "answers:"),
        ("images", "bytes"),
        ("telegram", "Telegram answers: @"),
    ],
)
async def test_each_service_is_tried(console: httpx.AsyncClient, part: str, said: str) -> None:
    assert said in await _after(console, f"/settings/connections/{part}/try")


async def test_a_service_that_does_not_answer_is_said_in_words(outside: Outside, console: httpx.AsyncClient) -> None:
    await outside.suffer("model", "*", "status", status=401)
    page = await _after(console, "/settings/connections/writer/try")
    assert "does not answer as it should" in page
    assert "Check MODEL_API_KEY" in page
    assert (await console.post("/settings/connections/nothing/try")).status_code == 404


async def test_a_price_for_all_accounts_is_kept(desk: Services, console: httpx.AsyncClient) -> None:
    assert "my-model costs" in await _after(
        console, "/settings/prices", model="my-model", input_usd="1", output_usd="2"
    )
    async with desk.database.session() as session:
        assert await money.price_set(session, "my-model", None) is not None
    for form in ({"model": "my-model", "input_usd": "NaN", "output_usd": "1"}, {"model": " "}, {"model": "unheard-of"}):
        assert (await console.post("/settings/prices", data=form)).status_code == 409


async def test_the_desk_is_for_who_runs_it(desk: Services, opened: Opened) -> None:
    account = await an_account(desk, "mine", token=None)
    owner = await opened(await a_visitor(desk, "bob", account=account, role=Role.OWNER))
    assert (await owner.get("/settings")).status_code == 200
    for path in ("/settings/people", "/settings/connections", "/settings/prices", "/setup"):
        assert (await owner.get(path)).status_code == 403
        assert path not in (await owner.get("/settings")).text
    for path in ("people/invite", "people/withdraw", "people/1/remove", "people/1/link", "prices"):
        assert (await owner.post(f"/settings/{path}")).status_code == 403
    assert (await owner.post("/settings/connections/writer/try")).status_code == 403
    assert (await owner.post(f"/setup/pair/{account.id}")).status_code == 403


def test_a_browser_is_called_as_people_call_it() -> None:
    safari = (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1"
    )
    edge = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0"
    assert [browser_called(each) for each in (safari, edge, "curl/8", "")] == [
        "Safari, iPhone",
        "Edge, Windows",
        "curl/8",
        "",
    ]
