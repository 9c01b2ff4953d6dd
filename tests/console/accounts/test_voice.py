"""An account's voice in the console: rules are learned, accepted, refused, dropped and undone, through the one door."""

import httpx
import pytest

from integrations.services import Services
from models.domain.people import Role
from models.domain.voice import RuleOrigin, Trait
from models.store import voices
from models.tables import Account, VoiceRule
from tests.builders import an_account
from tests.console.conftest import Opened, a_visitor

TRAITS = [
    Trait(rule="Begin with a scene <b>.", sentence="The kettle sang, and I was late.", story="On kettles"),
    Trait(rule="Use short sentences.", sentence="I ran.", story="On running"),
]


@pytest.fixture
async def account(desk: Services) -> Account:
    return await an_account(desk, "mine")


@pytest.fixture
async def rules(desk: Services, account: Account) -> list[VoiceRule]:
    async with desk.database.session() as session:
        await voices.propose(session, account.id, TRAITS, RuleOrigin.STORIES, desk.clock())
        return list(await voices.rules(session, account.id))


async def _after(browser: httpx.AsyncClient, path: str, **form: str) -> str:
    answer = await browser.post(path, data=form)
    assert answer.status_code == 303, answer.text
    return (await browser.get(answer.headers["location"])).text


async def _in_force(desk: Services, account: Account) -> list[str]:
    async with desk.database.session() as session:
        return [each.text for each in await voices.in_force(session, account.id)]


async def test_rules_are_accepted_refused_dropped_and_undone(
    desk: Services, account: Account, rules: list[VoiceRule], console: httpx.AsyncClient
) -> None:
    path = f"/accounts/{account.id}/voice"
    page = (await console.get(path)).text
    assert "Begin with a scene &lt;b&gt;." in page
    assert "The kettle sang" in page
    assert "Made a rule by Ada." in await _after(console, f"{path}/{rules[0].id}", state="accepted")
    assert "Refused by Ada." in await _after(console, f"{path}/{rules[1].id}", state="refused")
    assert "Already decided: Refused by Ada." in await _after(console, f"{path}/{rules[1].id}", state="accepted")
    assert await _in_force(desk, account) == [rules[0].text]
    assert "No longer in force" in await _after(console, f"{path}/{rules[0].id}/drop")
    assert "is not in force" in await _after(console, f"{path}/{rules[0].id}/drop")
    assert "undone: dropped" in await _after(console, f"{path}/undo")
    assert await _in_force(desk, account) == [rules[0].text]


async def test_a_rule_is_not_put_back_to_proposed(
    account: Account, rules: list[VoiceRule], console: httpx.AsyncClient
) -> None:
    answer = await console.post(f"/accounts/{account.id}/voice/{rules[0].id}", data={"state": "proposed"})
    assert answer.status_code == 400


async def test_rules_of_another_account_are_not_there(desk: Services, rules: list[VoiceRule], opened: Opened) -> None:
    other = await an_account(desk, "other", token=None)
    browser = await opened(await a_visitor(desk, "bob", account=other, role=Role.OWNER))
    path = f"/accounts/{other.id}/voice/{rules[0].id}"
    assert (await browser.post(path, data={"state": "accepted"})).status_code == 404
    assert (await browser.post(f"{path}/drop")).status_code == 404


async def test_whoever_only_looks_sees_the_rules_and_decides_none(
    desk: Services, account: Account, rules: list[VoiceRule], opened: Opened
) -> None:
    browser = await opened(await a_visitor(desk, "eve", account=account, role=Role.VIEWER))
    path = f"/accounts/{account.id}/voice"
    page = await browser.get(path)
    assert "The kettle sang" in page.text
    assert "<form method" not in page.text[page.text.index("<main") :]
    assert (await browser.post(f"{path}/{rules[0].id}", data={"state": "accepted"})).status_code == 403
    assert (await browser.post(f"{path}/learn")).status_code == 403


async def test_an_account_whose_feed_is_empty_or_unknown_is_told_so(
    desk: Services, account: Account, console: httpx.AsyncClient
) -> None:
    assert "shows no story of @" in await _after(console, f"/accounts/{account.id}/voice/learn")
    bare = await an_account(desk, "bare", token=None)
    async with desk.database.session() as session:
        (await session.get_one(Account, bare.id)).medium_username = None
    assert "The Medium name of bare is not known" in await _after(console, f"/accounts/{bare.id}/voice/learn")
