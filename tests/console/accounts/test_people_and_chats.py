"""An account's chats, bot and people in the console: what is made once is shown once, and roles are kept to."""

import re

import httpx
import pytest

from integrations.services import Services
from models.domain.article import Stage
from models.domain.people import Role
from models.domain.review import ReviewKind
from models.store import accounts, people
from models.tables import Account
from tests.builders import ADA, a_card, a_person, a_text, an_account, an_article, asked
from tests.console.conftest import Opened, a_visitor
from tests.integrations.telegram.phone import Phone

PASSWORD = "bees on a city roof"


@pytest.fixture
async def account(desk: Services) -> Account:
    return await an_account(desk, "mine")


async def _after(browser: httpx.AsyncClient, path: str, **form: str) -> str:
    answer = await browser.post(path, data=form)
    assert answer.status_code == 303, answer.text
    return (await browser.get(answer.headers["location"])).text


async def test_a_code_is_shown_once_and_pairs_a_chat(
    desk: Services, account: Account, phone: Phone, console: httpx.AsyncClient
) -> None:
    answer = await console.post(f"/accounts/{account.id}/pairing")
    command = re.search(r"/start \S+(?=</code>)", answer.text)
    assert command is not None
    assert command[0] not in (await console.get(f"/accounts/{account.id}/telegram")).text
    await phone.write(command[0])
    assert "A person" not in (page := (await console.get(f"/accounts/{account.id}/telegram")).text)
    assert "paired Tue 1 Dec 2026" in page


async def test_the_code_is_a_picture_for_a_phone_where_telegram_is_the_real_one(
    desk: Services, account: Account, opened: Opened
) -> None:
    from dataclasses import replace

    real = replace(desk, address=desk.address.model_copy(update={"simulators_url": None}))
    browser = await opened(await a_visitor(desk), services=real)
    answer = await browser.post(f"/accounts/{account.id}/pairing")
    assert 'src="data:image/svg+xml' in answer.text
    assert 'href="https://t.me/' in answer.text


async def test_a_chat_that_is_forgotten_gets_nothing_more(
    desk: Services, account: Account, phone: Phone, console: httpx.AsyncClient
) -> None:
    await phone.write("hello")
    await a_person(desk, account)
    article = await an_article(desk, account, Stage.DRAFT_REVIEW)
    await a_text(desk, article)
    await a_card(desk, (await asked(desk, article, ReviewKind.DRAFT))[0])
    async with desk.database.session() as session:
        [chat] = await people.chats(session, account.id)
    path = f"/accounts/{account.id}/chats/{chat.id}/forget"
    assert "The chat is forgotten" in await _after(console, path)
    async with desk.database.session() as session:
        assert not await accounts.chats_at(session, ADA)
    assert (await console.post(path)).status_code == 404


async def test_a_chat_of_another_account_is_not_forgotten(desk: Services, account: Account, opened: Opened) -> None:
    other = await an_account(desk, "other", token=None)
    await a_person(desk, other)
    async with desk.database.session() as session:
        [chat] = await people.chats(session, other.id)
    browser = await opened(await a_visitor(desk, "bob", account=account, role=Role.OWNER))
    assert (await browser.post(f"/accounts/{account.id}/chats/{chat.id}/forget")).status_code == 404
    async with desk.database.session() as session:
        assert await people.chats(session, other.id)


async def test_a_bot_that_telegram_does_not_know_is_refused_and_its_token_not_shown(
    account: Account, console: httpx.AsyncClient
) -> None:
    answer = await console.post(f"/accounts/{account.id}/bot", data={"token": "111:wrong-token"})
    assert answer.status_code == 409
    assert "Telegram does not know this token" in answer.text
    assert "wrong-token" not in answer.text
    assert (await console.post(f"/accounts/{account.id}/bot", data={"token": " "})).status_code == 409
    assert "the bot of all accounts again" in await _after(console, f"/accounts/{account.id}/bot/remove")


async def test_somebody_is_invited_given_another_role_and_removed(
    desk: Services, account: Account, console: httpx.AsyncClient, opened: Opened
) -> None:
    path = f"/accounts/{account.id}/people"
    answer = await console.post(f"{path}/invite", data={"role": "viewer"})
    link = re.search(r'value="\S+(/come-in/\S+)" readonly', answer.text)
    assert link is not None
    assert link[1] not in (await console.get(path)).text
    client = await opened()
    await client.post(link[1], data={"name": "Client", "password": PASSWORD})
    assert (await client.get(f"/accounts/{account.id}")).status_code == 200
    assert (await client.get(path)).status_code == 403
    async with desk.database.session() as session:
        [member] = await people.members(session, account.id)
    assert (member.person.name, member.role) == ("Client", Role.VIEWER)
    assert "Client is editor from now on." in await _after(console, f"{path}/{member.person.id}/role", role="editor")
    assert (await console.post(f"{path}/{member.person.id}/role", data={"role": "god"})).status_code == 400
    assert "does not belong to this account any more" in await _after(console, f"{path}/{member.person.id}/remove")
    assert (await client.get(f"/accounts/{account.id}")).status_code == 404


async def test_links_that_nobody_used_are_withdrawn(
    desk: Services, account: Account, console: httpx.AsyncClient, stranger: httpx.AsyncClient
) -> None:
    path = f"/accounts/{account.id}/people"
    answer = await console.post(f"{path}/invite", data={"role": "owner"})
    link = re.search(r'value="\S+(/come-in/\S+)" readonly', answer.text)
    assert link is not None
    assert "1 link was withdrawn." in await _after(console, f"{path}/withdraw")
    assert (await stranger.get(link[1])).status_code == 404


@pytest.mark.parametrize("role", [Role.EDITOR, Role.VIEWER])
async def test_people_chats_and_money_are_the_owners(
    desk: Services, account: Account, opened: Opened, role: Role
) -> None:
    browser = await opened(await a_visitor(desk, "bob", account=account, role=role))
    for page in ("people", "telegram", "money"):
        assert (await browser.get(f"/accounts/{account.id}/{page}")).status_code == 403
        assert f"/accounts/{account.id}/{page}" not in (await browser.get(f"/accounts/{account.id}")).text
    for verb in ("pairing", "bot", "bot/remove", "people/invite", "people/withdraw", "prices", "people/1/remove"):
        assert (await browser.post(f"/accounts/{account.id}/{verb}", data={"role": "owner"})).status_code == 403


async def test_an_account_has_prices_and_a_ceiling_of_its_own(
    desk: Services, account: Account, console: httpx.AsyncClient
) -> None:
    path = f"/accounts/{account.id}"
    said = await _after(console, f"{path}/prices", model="my-model", input_usd="0.25", output_usd="2")
    assert "my-model costs $0.25 in and $2 out for a million tokens." in said
    refused = await console.post(f"{path}/prices", data={"model": "<b>", "input_usd": "0.25"})
    assert refused.status_code == 409
    assert "Give a price for both" in refused.text
    assert "<b>" not in refused.text
    assert "Empty: the ceiling of all accounts, $20.00." in (await console.get(f"{path}/money")).text
    await console.post(f"{path}/settings/ceiling", data={"ceiling": "7.50"})
    assert "of $7.50" in (await console.get(f"{path}/money")).text
    await console.post(f"{path}/settings/ceiling", data={"ceiling": ""})
    assert "of $20.00" in (await console.get(f"{path}/money")).text
