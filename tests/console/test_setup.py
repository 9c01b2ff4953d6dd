"""The first set-up: it shows what is there, can be left and come back to, and tells what is wrong in plain words."""

import re

import httpx

from integrations.services import Services
from models.domain.voice import RuleOrigin, Trait
from models.store import voices
from tests.builders import a_person, an_account
from tests.integrations.telegram.phone import Phone


async def test_it_begins_with_nothing_and_names_the_lines_for_env(console: httpx.AsyncClient) -> None:
    page = (await console.get("/setup")).text
    assert "MODEL_API_KEY=..." in page
    assert "TELEGRAM_BOT_TOKEN=..." in page
    assert "none yet" in page
    assert "not paired" in page


async def test_it_shows_how_far_it_is_wherever_it_was_left(desk: Services, console: httpx.AsyncClient) -> None:
    account = await an_account(desk, "mine")
    await a_person(desk, account)
    async with desk.database.session() as session:
        trait = Trait(rule="Use short sentences.", sentence="I ran.", story="On running")
        await voices.propose(session, account.id, [trait], RuleOrigin.STORIES, desk.clock())
    page = (await console.get("/setup")).text
    assert "not paired" not in page
    assert "1 chat is paired" in page
    assert "1 rule is known" in page


async def test_a_chat_is_paired_from_it(desk: Services, phone: Phone, console: httpx.AsyncClient) -> None:
    account = await an_account(desk, "mine")
    command = re.search(r"/start \S+(?=</code>)", (await console.post(f"/setup/pair/{account.id}")).text)
    assert command is not None
    await phone.write(command[0])
    assert "1 chat is paired" in (await console.get("/setup")).text
    assert (await console.post("/setup/pair/999999")).status_code == 404


async def test_a_test_leads_back_to_it(console: httpx.AsyncClient) -> None:
    answer = await console.post("/settings/connections/telegram/try", headers={"referer": "http://console/setup"})
    assert answer.headers["location"] == "/setup"
