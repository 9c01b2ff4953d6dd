"""Owns the proof that updates and taps arrive as Telegram delivers them: polled, pushed, confirmed, aged."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, Conflict

from tests.integrations.simulators.test_telegram_stage import CHAT, GROUP, Stage, serving, staged

KEYS = InlineKeyboardMarkup([[InlineKeyboardButton("Keep", callback_data="keep")]])


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with staged(tmp_path) as stage:
        await stage.act("text", text="/start")
        yield stage


async def test_updates_stay_until_a_higher_offset_confirms_them(stage: Stage) -> None:
    await stage.act("text", text="two")
    await stage.act("text", text="three")
    first = await stage.bot.get_updates(limit=1)
    assert (await stage.bot.get_updates())[0].update_id == first[0].update_id
    rest = await stage.bot.get_updates(offset=first[0].update_id + 1)
    assert [u.message.text for u in rest if u.message] == ["two", "three"]
    assert (await stage.see("updates"))["pending"][0]["message"]["text"] == "two"


async def test_where_everything_is_sent_twice_a_confirmed_update_comes_once_more(stage: Stage) -> None:
    await stage.act("delivery", twice=True)
    first = (await stage.bot.get_updates())[0].update_id
    assert [update.update_id for update in await stage.bot.get_updates(offset=first + 1)] == [first]
    assert await stage.bot.get_updates(offset=first + 1) == ()


async def test_a_negative_offset_keeps_only_the_last(stage: Stage) -> None:
    await stage.act("text", text="two")
    await stage.act("text", text="three")
    assert [u.message.text for u in await stage.bot.get_updates(offset=-1) if u.message] == ["three"]
    assert len((await stage.see("updates"))["pending"]) == 1


async def test_a_long_poll_wakes_when_the_writer_writes(stage: Stage) -> None:
    seen = await stage.bot.get_updates()
    polling = asyncio.create_task(stage.bot.get_updates(offset=seen[-1].update_id + 1, timeout=30))
    written = await stage.act("text", text="wake up")
    async with asyncio.timeout(5):
        assert [update.update_id for update in await polling] == [written["update_id"]]


async def test_the_earlier_of_two_pollers_is_sent_away(stage: Stage) -> None:
    offset = (await stage.bot.get_updates())[-1].update_id + 1
    second = stage.other_bot(stage.bot.token)
    polls = [asyncio.create_task(bot.get_updates(offset=offset, timeout=20)) for bot in (stage.bot, second)]
    async with asyncio.timeout(5):
        done, waiting = await asyncio.wait(polls, return_when=asyncio.FIRST_COMPLETED)
        with pytest.raises(Conflict, match="terminated by other getUpdates request; make sure that only one bot"):
            await done.pop()
        await stage.act("text", text="for the survivor")
        assert len(await waiting.pop()) == 1


async def test_a_poller_that_hangs_up_is_no_rival_and_loses_nothing(stage: Stage) -> None:
    offset = (await stage.bot.get_updates())[-1].update_id + 1
    gone = asyncio.create_task(stage.other_bot(stage.bot.token).get_updates(offset=offset, timeout=30))
    await asyncio.wait({gone}, timeout=0.2)
    gone.cancel()
    polling = asyncio.create_task(stage.bot.get_updates(offset=offset, timeout=30))
    await stage.act("text", text="still here")
    async with asyncio.timeout(5):
        assert [update.message.text for update in await polling if update.message] == ["still here"]


async def test_kinds_that_were_not_asked_for_make_no_update(stage: Stage) -> None:
    sent = await stage.bot.send_message(CHAT, "x", reply_markup=KEYS)
    await stage.bot.get_updates(allowed_updates=["callback_query"])
    assert (await stage.act("text", text="unheard"))["update_id"] is None
    tapped = await stage.act("tap", message_id=sent.message_id, data="keep")
    assert [u.update_id for u in await stage.bot.get_updates()][-1:] == tapped["update_ids"]


async def test_updates_older_than_a_day_are_gone(stage: Stage) -> None:
    await stage.act("clock", age_updates_seconds=24 * 3600 + 1)
    await stage.act("text", text="fresh")
    assert [u.message.text for u in await stage.bot.get_updates() if u.message] == ["fresh"]


async def test_a_tap_is_answered_and_timed(stage: Stage) -> None:
    sent = await stage.bot.send_message(CHAT, "x", reply_markup=KEYS)
    tapped = await stage.act("tap", message_id=sent.message_id, row=0, column=0, times=2)
    first, second = tapped["callback_query_ids"]
    assert await stage.bot.answer_callback_query(first, "Kept", show_alert=True)
    seen = await stage.see("answers", chat=CHAT)
    answer = seen["answers"][0]
    assert (answer["query_id"], answer["text"], answer["show_alert"]) == (first, "Kept", True)
    assert 0 < answer["milliseconds"] < 60_000
    assert [tap["query_id"] for tap in seen["unanswered"]] == [second]


async def test_an_old_or_unknown_tap_cannot_be_answered(stage: Stage) -> None:
    sent = await stage.bot.send_message(CHAT, "x", reply_markup=KEYS)
    old = (await stage.act("tap", message_id=sent.message_id, text="Keep"))["callback_query_id"]
    await stage.act("clock", expire_callbacks=True)
    older = (await stage.act("tap", message_id=sent.message_id, text="Keep"))["callback_query_id"]
    await stage.act("clock", age_updates_seconds=3600)
    fresh = (await stage.act("tap", message_id=sent.message_id, text="Keep"))["callback_query_id"]
    for query_id in (old, older, "77"):
        with pytest.raises(BadRequest, match=r"^Query is too old and response timeout expired or query id is invalid"):
            await stage.bot.answer_callback_query(query_id)
    assert await stage.bot.answer_callback_query(fresh)


async def test_a_tap_on_a_button_that_is_not_there_is_impossible(stage: Stage) -> None:
    sent = await stage.bot.send_message(CHAT, "x", reply_markup=KEYS)
    await stage.bot.edit_message_reply_markup(CHAT, sent.message_id)
    answer = await stage.http.post("/_sim/writer/tap", json={"message_id": sent.message_id, "text": "Keep"})
    assert (answer.status_code, answer.json()) == (409, {"error": f"message {sent.message_id} has no such button"})
    assert (await stage.see("answers")) == {"answers": [], "unanswered": []}


async def test_waiting_ends_with_a_new_or_an_edited_message(stage: Stage) -> None:
    before = await stage.see(f"chat/{CHAT}")
    waiting = asyncio.create_task(stage.see("wait", chat=CHAT, after=before["last_message_id"], by="bot", timeout=20))
    sent = await stage.bot.send_message(CHAT, "new")
    news = await waiting
    assert [message["message_id"] for message in news["messages"]] == [sent.message_id]
    editing = asyncio.create_task(stage.see("wait", chat=CHAT, since=news["last_change"], timeout=20))
    await stage.bot.edit_message_text("newer", CHAT, sent.message_id)
    assert [(m["text"], m["edited"]) for m in (await editing)["messages"]] == [("newer", True)]
    nothing = await stage.see("wait", chat=CHAT, since=(await stage.see(f"chat/{CHAT}"))["last_change"], timeout=0)
    assert nothing["timed_out"]


async def test_a_private_bot_hears_only_what_is_meant_for_it_in_a_group(stage: Stage) -> None:
    token = "222333444:another-simulated-token-000000000000"
    await stage.act("bots", token=token, username="shy_sim_bot", reads_all_group_messages=False)
    for text in ("just talking", "/queue", "hey @shy_sim_bot"):
        await stage.act("text", bot="shy_sim_bot", chat=GROUP, text=text)
    heard = await stage.other_bot(token).get_updates()
    assert [update.message.text for update in heard if update.message] == ["/queue", "hey @shy_sim_bot"]


async def test_a_webhook_gets_every_update_in_order_and_again_after_a_refusal(stage: Stage) -> None:
    received: list[tuple[str, str]] = []
    done = asyncio.Event()

    async def hook(request: Request) -> Response:
        text = (await request.json())["message"]["text"]
        received.append((request.headers["X-Telegram-Bot-Api-Secret-Token"], text))
        if len(received) == 1:
            return PlainTextResponse("not yet", 503)
        if text == "two":
            done.set()
        return PlainTextResponse("")

    async with serving(Starlette(routes=[Route("/hook", hook, methods=["POST"])])) as root:
        await stage.bot.set_webhook(f"{root}/hook", secret_token="hush")
        await stage.act("text", text="two")
        async with asyncio.timeout(10):
            await done.wait()
    assert received == [("hush", "/start"), ("hush", "/start"), ("hush", "two")]
    info = await stage.bot.get_webhook_info()
    assert info.last_error_message == "Wrong response from the webhook: 503 Service Unavailable"
