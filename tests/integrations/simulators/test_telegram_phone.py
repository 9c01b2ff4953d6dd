"""Owns the proof that the phone page lets a newcomer play with nothing but links and forms."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from integrations.simulators.telegram.bots import DEFAULT_TOKEN
from tests.integrations.simulators.test_telegram_stage import CHAT, Stage, picture, staged

KEYS = InlineKeyboardMarkup([[InlineKeyboardButton("Keep <it>", callback_data="keep")]])
PHONE = "/_sim/writer/phone"
PLACE = f"{PHONE}/{DEFAULT_TOKEN.partition(':')[0]}/{CHAT}"


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with staged(tmp_path) as stage:
        yield stage


async def react(stage: Stage, answer: str) -> None:
    """A bot that answers the next update, so that the page has something to show."""
    update = (await stage.bot.get_updates(timeout=10))[-1]
    await stage.bot.get_updates(offset=update.update_id + 1)
    if update.callback_query:
        await stage.bot.answer_callback_query(update.callback_query.id, answer)
    await stage.bot.send_message(CHAT, answer, reply_markup=KEYS)


async def test_a_newcomer_starts_by_sending_a_first_message(stage: Stage) -> None:
    assert "No messages yet" in (await stage.http.get(PHONE)).text
    reacting = asyncio.create_task(react(stage, "Welcome <writer>"))
    answer = await stage.http.post(PHONE, data={"text": "/start 4711"})
    await reacting
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PLACE}#newest")
    page = (await stage.http.get(PLACE)).text
    assert "Welcome &lt;writer&gt;" in page
    assert "<b>/start</b> 4711" in page
    assert "Keep &lt;it&gt;" in page


async def test_a_button_on_the_page_is_a_tap(stage: Stage) -> None:
    await stage.act("text", text="/start")
    await react(stage, "choose")
    form = re.search(r'<form method="post" action="([^"]+/tap)">(.*?)</form>', (await stage.http.get(PLACE)).text, re.S)
    assert form is not None
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[2]))
    reacting = asyncio.create_task(react(stage, "Kept & done"))
    answer = await stage.http.post(form[1], data=fields)
    await reacting
    assert answer.status_code == 303
    assert "Kept &amp; done" in (await stage.http.get(answer.headers["location"])).text
    assert [tap["data"] for tap in (await stage.see("answers"))["answers"]] == ["keep"]


async def test_a_stale_button_is_explained(stage: Stage) -> None:
    await stage.act("text", text="/start")
    sent = await stage.bot.send_message(CHAT, "x", reply_markup=KEYS)
    await stage.bot.edit_message_reply_markup(CHAT, sent.message_id)
    stale = {"message_id": sent.message_id, "row": 0, "column": 0, "data": "keep"}
    answer = await stage.http.post(f"{PLACE}/tap", data=stale)
    assert "has no such button" in (await stage.http.get(answer.headers["location"])).text


async def test_the_reply_box_sends_a_reply_with_a_quote_and_files(stage: Stage) -> None:
    await stage.act("text", text="/start")
    await react(stage, "one two three")
    sent = await stage.last()
    reply = {"text": "shorter", "reply_to": str(sent["message_id"]), "quote": "two"}
    await asyncio.gather(stage.http.post(f"{PLACE}/send", data=reply), react(stage, "noted"))
    upload = {"file": ("view.png", picture(), "image/png")}
    await asyncio.gather(stage.http.post(f"{PLACE}/send", data={"text": "mine"}, files=upload), react(stage, "thanks"))
    seen = {m["text"] or m["caption"]: m for m in (await stage.see(f"chat/{CHAT}"))["messages"]}
    assert (seen["shorter"]["reply_to"], seen["shorter"]["quote"]["text"]) == (sent["message_id"], "two")
    image = await stage.http.get(f"/_sim/writer/files/{seen['mine']['photo']}")
    assert (image.headers["content-type"], image.content[:2]) == ("image/jpeg", b"\xff\xd8")


async def test_the_page_loads_nothing_from_elsewhere_and_runs_no_script_but_its_own(stage: Stage) -> None:
    await stage.act("text", text="/start <script>alert(1)</script>")
    page = (await stage.http.get(PLACE)).text
    assert "&lt;script&gt;alert(1)" in page
    assert page.count("<script") == 1
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)
