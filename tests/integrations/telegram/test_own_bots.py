"""A bot of an account's own: its chats, its updates and its taps are its own, although Telegram's numbers repeat."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from console.app import create_app
from deployments.bot_desk import set_bot
from deployments.desk import be_the_bot
from deployments.own_bots import OwnBots
from deployments.writing_desk import pair
from integrations.services import Services
from integrations.telegram.pairing import make_code
from integrations.telegram.webhook import agree, path_of, webhook_secret
from models.domain.article import Stage
from models.domain.errors import NeedsPerson, Refused
from models.domain.review import ReviewKind
from models.store import accounts, reviews
from models.tables import Account
from tests.builders import ADA, an_account, at_review, change, reread
from tests.conftest import Outside
from tests.integrations.telegram.phone import Phone
from tests.integrations.telegram.scene import Scene, account_of
from tests.recorded_prefect import RecordedPrefect

TOKEN = SecretStr("987654321:a-token-of-its-own-0000000000000000")
OWN = 987654321
NAME = "press_desk_bot"


@pytest.fixture(autouse=True)
async def _its_bot(outside: Outside) -> None:
    await outside.post("writer/bots", token=TOKEN.get_secret_value(), username=NAME)


async def with_own_bot(desk: Services, label: str = "press") -> tuple[Account, Services]:
    await an_account(desk, label)
    await set_bot(desk, label, TOKEN)
    async with desk.database.session() as session:
        return await accounts.account_named(session, label), await desk.through(OWN)


async def paired(desk: Services, outside: Outside, account: Account, phone: Phone) -> None:
    async with desk.database.session() as session:
        code = await make_code(session, account.id, desk.clock())
    await phone.write(f"/start {code}", bot=NAME)


async def said_by(outside: Outside, bot: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await outside.get(f"writer/chat/{ADA}", bot=bot))["messages"]
    return [each for each in found if each["from"] == "bot"]


async def test_the_token_is_checked_sealed_and_never_shown(desk: Services, outside: Outside) -> None:
    account, _ = await with_own_bot(desk)
    assert account.bot_id == OWN
    assert account.bot_token is not None
    assert TOKEN.get_secret_value().encode() not in account.bot_token
    assert f"@{NAME}" in await pair(desk, "press")
    with pytest.raises(Refused, match="does not know this token") as refusal:
        await set_bot(desk, "press", SecretStr("111:wrong"))
    assert "wrong" not in str(refusal.value)
    with pytest.raises(Refused, match="is the bot of all accounts"):
        await set_bot(desk, "press", desk.address.telegram_bot_token)
    assert "the bot of all accounts again" in await set_bot(desk, "press", None)
    async with desk.database.session() as session:
        assert await accounts.own_bots(session) == {}


async def test_a_code_pairs_with_the_accounts_own_bot_alone(desk: Services, outside: Outside) -> None:
    account, own = await with_own_bot(desk)
    async with desk.database.session() as session:
        code = await make_code(session, account.id, desk.clock())
    shared = Phone(desk, outside)
    await shared.write(f"/start {code}")
    assert "not valid" in (await shared.said())[-1]
    await Phone(own, outside).write(f"/start {code}", bot=NAME)
    assert "Paired with press" in (await said_by(outside, NAME))[-1]["text"]
    async with desk.database.session() as session:
        [chat] = await accounts.chats_of(session, account.id)
        assert (chat.bot_id, list(await accounts.chats_at(session, ADA))) == (OWN, [])


async def test_a_message_goes_out_through_the_bot_of_its_chat(desk: Services, outside: Outside) -> None:
    account, own = await with_own_bot(desk)
    await paired(desk, outside, account, Phone(own, outside))
    async with desk.database.session() as session:
        [chat] = await accounts.chats_of(session, account.id)
    await desk.sender.text(chat, "to the press")
    assert (await said_by(outside, NAME))[-1]["text"] == "to the press"
    await set_bot(desk, "press", None)
    with pytest.raises(NeedsPerson, match="No account has the bot of this chat"):
        await desk.sender.text(chat, "to nobody")


async def test_taps_and_replies_at_one_bot_never_decide_for_an_account_of_another(
    desk: Services, scene: Scene, outside: Outside, prefect: RecordedPrefect
) -> None:
    """Ada's chat has the same number with both bots, and so may their messages have."""
    account, own = await with_own_bot(desk)
    phone = Phone(own, outside)
    await paired(desk, outside, account, phone)
    article, [review] = await at_review(desk, ReviewKind.DRAFT, account)
    await change(desk, article, flow_run_id=prefect.a_run())
    async with desk.database.session() as session:
        [chat] = await accounts.chats_of(session, account.id)
        assert await reviews.message_at(session, ADA, scene.card, OWN) is None
        assert await accounts.decided_by(session, ADA, ADA, OWN) == [account]
        assert [each.label for each in await accounts.decided_by(session, ADA, ADA)] == ["demo"]
    await set_bot(desk, (await account_of(desk, scene)).label, TOKEN)  # its cards stay behind at the shared bot
    shared = Phone(desk, outside)
    told = await shared.tap(scene.card, "✅ Approve")
    assert "has another bot now" in told["text"]
    assert (await reread(desk, scene.article)).stage is Stage.DRAFT_REVIEW
    async with desk.database.session() as session:
        assert await reviews.decision_on(session, scene.review.id) is None
    assert (review.closed_at, chat.bot_id) == (None, OWN)


async def test_updates_of_two_bots_with_one_number_are_two(desk: Services, outside: Outside) -> None:
    account, own = await with_own_bot(desk)
    await paired(desk, outside, account, Phone(own, outside))
    shared, mine = Phone(desk, outside), Phone(own, outside)
    await outside.post("writer/text", chat=ADA, text="hello")
    update = {"update_id": 7, "message": _words("hello")}
    await shared.mailbox.receive([update])
    await mine.mailbox.receive([update])
    await shared.mailbox.handle_waiting()
    await mine.mailbox.handle_waiting()
    assert "private writing desk" in (await shared.said())[-1]
    assert "Nothing waits for your word" in (await said_by(outside, NAME))[-1]["text"]


def _words(text: str) -> dict[str, Any]:
    user = {"id": ADA, "is_bot": False, "first_name": "Ada"}
    return {"message_id": 9, "date": 0, "chat": {"id": ADA, "type": "private"}, "from": user, "text": text}


async def test_its_webhook_has_a_path_and_a_secret_of_its_own(desk: Services, outside: Outside) -> None:
    _, own = await with_own_bot(desk)
    hooked = replace(own, settings=own.settings.model_copy(update={"telegram_webhook_url": "http://127.0.0.1:9"}))
    assert await agree(hooked)
    assert (await own.bot.get_webhook_info()).url.endswith(f"/telegram/webhook/{OWN}")
    header, update = "X-Telegram-Bot-Api-Secret-Token", {"update_id": 3, "message": _words("hello")}
    app = create_app(desk, Phone(desk, outside).mailbox.receive)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://console") as client:
        wrong = await client.post(path_of(OWN), json=update, headers={header: webhook_secret(desk.settings)})
        right = await client.post(path_of(OWN), json=update, headers={header: webhook_secret(desk.settings, OWN)})
    assert (wrong.status_code, right.status_code) == (403, 200)
    mine = Phone(own, outside)
    await outside.post("writer/text", chat=ADA, text="hello", bot=NAME)
    await mine.mailbox.handle_waiting()
    assert "private writing desk" in (await said_by(outside, NAME))[-1]["text"]


async def test_a_bot_is_heard_from_its_setting_to_its_removal(desk: Services, outside: Outside) -> None:
    hearing = asyncio.create_task(OwnBots(desk, be_the_bot, asyncio.Event(), 0.05).work())
    try:
        await with_own_bot(desk)
        await outside.post("writer/text", chat=ADA, text="hello", bot=NAME)
        async with asyncio.timeout(20):
            while not await said_by(outside, NAME):
                await asyncio.sleep(0.05)
        await set_bot(desk, "press", None)
    finally:
        hearing.cancel()
        with suppress(asyncio.CancelledError):
            await hearing
