"""The phone on the console: one tap pairs it, another begins an article; it is there only where it is played."""

import asyncio
from dataclasses import replace

import httpx
import pytest

from console.words import words
from integrations.services import Services
from models.domain.article import Stage
from models.domain.people import Role
from models.store import accounts, articles
from tests.builders import an_account, an_article
from tests.conftest import Outside
from tests.console.conftest import Opened, a_visitor
from tests.console.test_in_a_browser import Looks
from tests.integrations.telegram.phone import Phone


async def test_one_tap_pairs_the_phone(
    desk: Services, outside: Outside, console: httpx.AsyncClient, phone: Phone
) -> None:
    account = await an_account(desk)
    assert "/phone/pair" in (await console.get("/phone")).text
    tapped = asyncio.create_task(console.post("/phone/pair", follow_redirects=True))
    for update in await desk.bot.get_updates(timeout=5):
        await phone.mailbox.receive([update.to_dict()])
    await phone.mailbox.handle_waiting()
    page = (await tapped).text
    async with desk.database.session() as session:
        assert await accounts.chats_of(session, account.id)
    assert "The phone is paired." in page
    assert "/phone/pair" not in page


async def test_while_the_bot_is_away_the_page_says_that_it_is_told(desk: Services, console: httpx.AsyncClient) -> None:
    await an_account(desk)
    page = (await console.post("/phone/pair", follow_redirects=True)).text
    assert "The bot is told." in page
    assert "/phone/pair" in page


async def test_another_tap_lets_one_article_be_written_however_often_it_comes(
    desk: Services, console: httpx.AsyncClient
) -> None:
    await an_account(desk)
    for _ in range(2):
        assert (await console.post("/phone/article")).status_code == 303
    async with desk.database.session() as session:
        [article] = await articles.articles(session)
    assert article.flow_run_id is not None
    assert article.topic in (await console.get("/phone/stages")).text


async def test_the_chat_comes_through_the_console_so_that_every_device_reaches_it(
    desk: Services, opened: Opened, console: httpx.AsyncClient
) -> None:
    account = await an_account(desk)
    assert 'src="/phone/screen/writer/phone/1001"' in (await console.get("/phone")).text
    await console.post("/phone/pair")
    chat = await console.get("/phone/screen/writer/phone/1001", follow_redirects=True)
    assert "/start" in chat.text
    place = str(chat.url).removeprefix(str(console.base_url)).partition("#")[0].lstrip("/")
    sent = await console.post(f"/{place}/send", data={"text": "Hello there"}, follow_redirects=True)
    assert "Hello there" in sent.text
    assert (sent.headers["x-frame-options"], "127.0.0.1" in sent.text) == ("SAMEORIGIN", False)
    assert "text/css" in (await console.get("/phone/screen/writer/phone.css")).headers["content-type"]
    assert (await console.get("/phone/screen/writer/chat/1001")).status_code == 404
    viewer = await opened(await a_visitor(desk, "vi", account=account, role=Role.VIEWER))
    assert (await viewer.get("/phone/screen/writer/phone/1001")).status_code == 404


async def test_the_stages_show_where_an_article_stands_of_accounts_that_one_sees(
    desk: Services, opened: Opened
) -> None:
    mine, theirs = await an_account(desk), await an_account(desk, "theirs", token=None)
    await an_article(desk, mine, Stage.IMAGE_REVIEW, topic="Bees")
    await an_article(desk, theirs, topic="A secret")
    viewer = await opened(await a_visitor(desk, "vi", account=mine, role=Role.VIEWER))
    page = await viewer.get("/phone/stages")
    assert 'aria-current="step">You look at the images' in page.text
    assert "A secret" not in page.text
    assert page.headers["x-frame-options"] == "SAMEORIGIN"
    for path in ("/phone/pair", "/phone/article"):
        assert (await viewer.post(path)).status_code == 404


@pytest.mark.parametrize("stage", [Stage.HANDED_OFF, Stage.LEFT_AS_DRAFT, Stage.UNCERTAIN])
async def test_what_got_as_far_as_medium_is_not_shown_as_queued(desk: Services, opened: Opened, stage: Stage) -> None:
    account = await an_account(desk)
    await an_article(desk, account, stage, topic="Bees")
    page = await (await opened(await a_visitor(desk, "vi", account=account, role=Role.VIEWER))).get("/phone/stages")
    assert f'aria-current="step">{words().phone.steps.publishing}' in page.text


@pytest.mark.parametrize(
    "address",
    [{"simulators_url": None}, {"telegram_base_url": "https://api.telegram.org"}],
    ids=["nothing", "the rest"],
)
async def test_where_telegram_is_not_played_there_is_no_phone(
    desk: Services, opened: Opened, address: dict[str, str | None]
) -> None:
    person = await a_visitor(desk)
    real = replace(desk, address=desk.address.model_copy(update=address))
    browser = await opened(person, real)
    assert 'href="/phone"' not in (await browser.get("/")).text
    for path in ("/phone", "/phone/stages"):
        assert (await browser.get(path)).status_code == 404
    for path in ("/phone/pair", "/phone/article"):
        assert (await browser.post(path)).status_code == 404


async def test_the_chat_is_in_its_frame_and_the_page_is_good_to_look_at(desk: Services, eyes: Looks) -> None:
    await an_article(desk, await an_account(desk), Stage.DRAFT_REVIEW, topic="Bees")
    me = await eyes(await a_visitor(desk))
    assert await me.complaints("/phone", "Everything is played") == []
    async with me.opened("/phone", "Everything is played", width=1280, scripts=False) as page:
        chat = page.frame_locator("iframe.chat")
        await chat.get_by_role("heading").first.wait_for()
        await page.frame_locator("iframe.stages").get_by_text("You read the draft").wait_for()
