"""Accounts and their connection with Medium in the console: added, tried, replaced, paused, ended, no token shown."""

import httpx
import pytest

from integrations.services import Services
from models.domain.people import Role
from models.store import accounts
from models.tables import Account
from tests.builders import an_account, an_article
from tests.conftest import Outside
from tests.console.conftest import Opened, a_visitor
from tests.integrations.medium.served import DEMO_TOKEN


async def _called(desk: Services, label: str) -> Account:
    async with desk.database.session() as session:
        return await accounts.account_named(session, label)


async def _after(browser: httpx.AsyncClient, path: str, **form: str) -> str:
    """The page that the form leads to."""
    answer = await browser.post(path, data=form)
    assert answer.status_code == 303, answer.text
    return (await browser.get(answer.headers["location"])).text


async def test_an_account_is_added_with_a_token_that_medium_knows(desk: Services, console: httpx.AsyncClient) -> None:
    page = await _after(console, "/accounts/new", label=" My blog ", zone="Europe/Berlin", token=f" {DEMO_TOKEN} ")
    assert "My blog was added. It posts as @" in page
    account = await _called(desk, "my blog")
    assert account.zone == "Europe/Berlin"
    assert account.medium_token is not None
    assert desk.vault.open(account.medium_token).get_secret_value() == DEMO_TOKEN
    assert DEMO_TOKEN not in page


async def test_an_account_without_a_token_hands_its_articles_off(desk: Services, console: httpx.AsyncClient) -> None:
    page = await _after(console, "/accounts/new", label="by hand", zone="UTC", token="")
    assert "It has no token, so its articles are handed to you to paste." in page
    assert (await _called(desk, "by hand")).medium_token is None


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"label": "a", "zone": "UTC", "token": "secret-nobody-knows"}, "Medium refused the token"),
        ({"label": "taken", "zone": "UTC"}, "There is an account called"),
        ({"label": " ", "zone": "UTC"}, "1 to 60 characters"),
        ({"label": "x" * 61, "zone": "UTC"}, "1 to 60 characters"),
        ({"label": "<i>a", "zone": "Nowhere/<b>"}, "is not an IANA time zone"),
    ],
)
async def test_what_cannot_be_added_is_shown_again_without_its_token(
    desk: Services, console: httpx.AsyncClient, form: dict[str, str], said: str
) -> None:
    await an_account(desk, "taken", token=None)
    answer = await console.post("/accounts/new", data=form)
    assert answer.status_code == 409
    assert said in answer.text
    assert "secret-nobody-knows" not in answer.text
    assert "<i>a" not in answer.text
    async with desk.database.session() as session:
        assert [each.label for each in await accounts.accounts(session)] == ["taken"]


async def test_only_whoever_runs_the_desk_adds_accounts(desk: Services, opened: Opened) -> None:
    account = await an_account(desk, "mine", token=None)
    browser = await opened(await a_visitor(desk, "bob", account=account, role=Role.OWNER))
    assert (await browser.get("/accounts/new")).status_code == 403
    assert (await browser.post("/accounts/new", data={"label": "b", "zone": "UTC"})).status_code == 403
    assert "/accounts/new" not in (await browser.get("/accounts")).text


async def test_the_list_shows_what_may_be_seen_and_finds_by_letters(
    desk: Services, opened: Opened, console: httpx.AsyncClient
) -> None:
    mine = await an_account(desk, "mine")
    await an_article(desk, mine)
    for number in range(60):
        await an_account(desk, f"client {number:02}", token=None)
    page = (await console.get("/accounts")).text
    assert "client 00" in page
    assert "client 55" not in page
    assert "client 55" in (await console.get("/accounts?page=2")).text
    assert "mine" in (await console.get("/accounts?page=999")).text
    found = (await console.get("/accounts?q=CLIENT 5")).text
    assert "client 55" in found
    assert "client 11" not in found[found.index("<main") :]
    assert "No account has “&lt;b&gt;” in its name." in (await console.get("/accounts?q=<b>")).text
    browser = await opened(await a_visitor(desk, "bob", account=mine, role=Role.VIEWER))
    assert "client" not in (await browser.get("/accounts")).text


async def test_another_token_is_tried_first_and_one_of_another_profile_has_to_be_meant(
    desk: Services, console: httpx.AsyncClient
) -> None:
    account = await an_account(desk, "mine", token="an-old-token")
    async with desk.database.session() as session:
        (await accounts.account(session, account.id)).medium_user_id = "somebody-else"
    path = f"/accounts/{account.id}/token"
    refused = await console.post(path, data={"token": DEMO_TOKEN})
    assert refused.status_code == 409
    assert "If another profile is meant, say so" in " ".join(refused.text.split())
    assert DEMO_TOKEN not in refused.text
    assert "has the new token" in await _after(console, path, token=DEMO_TOKEN, other_profile="true")
    assert (await console.post(path, data={"token": " "})).status_code == 409


async def test_medium_is_asked_now_and_its_publications_are_kept(
    desk: Services, outside: Outside, console: httpx.AsyncClient
) -> None:
    joined = [{"name": "The Hive", "role": "writer"}]
    await outside.post("medium/users", token="token-of-ada", username="ada", publications=joined)
    account = await an_account(desk, "mine", token="an-old-token")
    await _after(console, f"/accounts/{account.id}/token", token="token-of-ada", other_profile="true")
    assert "mine is connected with Medium." in await _after(console, f"/accounts/{account.id}/check")
    page = await _after(console, f"/accounts/{account.id}/publications")
    assert "Medium knows of 1 publication of this profile." in page
    assert "The Hive" in page
    assert (await _called(desk, "mine")).publications
    bare = await an_account(desk, "bare", token=None)
    assert "has no token" in await _after(console, f"/accounts/{bare.id}/publications")


async def test_a_test_draft_is_one_draft_though_the_button_is_pressed_twice(
    desk: Services, outside: Outside, console: httpx.AsyncClient
) -> None:
    account = await an_account(desk, "mine")
    for _ in range(2):
        assert "A test draft is on Medium" in await _after(console, f"/accounts/{account.id}/test-draft")
    drafts = [each for each in await outside.stories() if each["title"] == "A test draft from Copydesk"]
    assert [each["status"] for each in drafts] == ["draft"]


async def test_an_account_is_renamed_paused_and_let_go_on(desk: Services, console: httpx.AsyncClient) -> None:
    account = await an_account(desk, "mine", token=None)
    await an_account(desk, "taken", token=None)
    path = f"/accounts/{account.id}"
    assert "It is called ours from now on." in await _after(console, f"{path}/label", label="ours")
    assert (await console.post(f"{path}/label", data={"label": "TAKEN"})).status_code == 409
    assert "ours is paused" in await _after(console, f"{path}/pause")
    assert (await _called(desk, "ours")).is_paused
    assert "ours goes on." in await _after(console, f"{path}/resume")
    assert not (await _called(desk, "ours")).is_paused


async def test_disconnecting_has_to_be_meant_and_holds_what_was_not_out(
    desk: Services, console: httpx.AsyncClient
) -> None:
    account = await an_account(desk, "mine")
    await an_article(desk, account, topic="On bees")
    path = f"/accounts/{account.id}/disconnect"
    assert "tick the box first" in await _after(console, path)
    assert (await _called(desk, "mine")).medium_token is not None
    assert "1 articles are kept, and on hold: “On bees”" in await _after(console, path, sure="true")
    gone = await _called(desk, "mine")
    assert gone.medium_token is None
    assert gone.is_paused


@pytest.mark.parametrize("role", [Role.EDITOR, Role.VIEWER])
async def test_the_connection_is_the_owners(desk: Services, opened: Opened, role: Role) -> None:
    account = await an_account(desk, "mine")
    browser = await opened(await a_visitor(desk, "bob", account=account, role=role))
    page = await browser.get(f"/accounts/{account.id}/medium")
    assert page.status_code == 200
    assert 'method="post" action="/accounts/' not in page.text
    verbs = ("token", "check", "test-draft", "publications", "disconnect", "label", "pause", "resume")
    answers = {verb: (await browser.post(f"/accounts/{account.id}/{verb}")).status_code for verb in verbs}
    assert answers == dict.fromkeys(verbs, 403)


async def test_an_account_that_is_not_there_is_not_found(console: httpx.AsyncClient) -> None:
    for account_id in ("999999", "0", "99999999999999999999", "x"):
        assert (await console.get(f"/accounts/{account_id}")).status_code == 404
