"""Voice messages: transcribed once, shown, and words only after whoever spoke said that they are right."""

import base64
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import select

from integrations.services import Services
from models.domain.money import Price
from models.store import accounts, money
from models.tables import CostEntry
from tests.builders import ADA, reread
from tests.conftest import Outside
from tests.integrations.telegram.phone import Phone
from tests.integrations.telegram.scene import Scene, decision_on


async def speak(phone: Phone, outside: Outside, words: str, **how: Any) -> dict[str, Any]:
    """Speak, let the bot hear it, and give what it says."""
    content = base64.b64encode(b"OggS" + b"SAYS:" + words.encode()).decode()
    await outside.post("writer/voice", chat=ADA, content=content, **{"duration": 5} | how)
    await phone.deliver()
    return (await outside.messages())[-1]


async def costs(desk: Services) -> list[CostEntry]:
    async with desk.database.session() as session:
        return list((await session.exec(select(CostEntry))).all())


async def test_what_was_heard_is_shown_and_counts_only_after_its_tap(
    desk: Services, phone: Phone, scene: Scene, outside: Outside
) -> None:
    heard = await speak(phone, outside, "Make it shorter & calmer", reply_to=scene.card, duration=30)
    assert heard["text"] == "🎙 I heard:\n“Make it shorter & calmer”"
    assert await decision_on(desk, scene.review) is None
    for _ in range(2):
        await outside.post("writer/tap", chat=ADA, message_id=heard["message_id"], text="✅ That is right")
    await phone.deliver()
    decision = await decision_on(desk, scene.review)
    assert decision is not None
    assert decision.note == "Make it shorter & calmer"
    assert (await phone.shown(heard["message_id"]))["buttons"] == []
    [cost] = await costs(desk)
    assert (cost.purpose, cost.audio_seconds) == ("transcription", 30.0)
    assert (cost.article_id, cost.micro_usd) == (scene.article.id, 2_250), "half a minute at $0.0045"


async def test_what_was_heard_wrongly_is_forgotten(
    desk: Services, phone: Phone, scene: Scene, outside: Outside
) -> None:
    heard = await speak(phone, outside, "Make it longer", reply_to=scene.card)
    await phone.tap(heard["message_id"], "🗑 Forget it")
    assert (await phone.said())[-1] == "🎙 “Make it longer”\n\nForgotten."
    assert await decision_on(desk, scene.review) is None


async def test_a_spoken_topic_answers_the_question_of_new(phone: Phone, scene: Scene, outside: Outside) -> None:
    await phone.write("/new")
    heard = await speak(phone, outside, "Slow mornings")
    await phone.tap(heard["message_id"], "✅ That is right", times=2)
    assert "What should it say?" in (await phone.said())[-1]  # the second tap answers no second question


@pytest.mark.parametrize(("how", "said"), [({"duration": 601}, "too long for me"), ({}, "I heard no words")])
async def test_what_cannot_be_heard_is_said(
    phone: Phone, scene: Scene, outside: Outside, how: dict[str, int], said: str
) -> None:
    heard = await speak(phone, outside, "", reply_to=scene.card, **how)
    assert said in heard["text"]


async def test_at_the_ceiling_nothing_is_transcribed_and_the_word_says_what_to_do(
    desk: Services, phone: Phone, scene: Scene, outside: Outside
) -> None:
    async with desk.database.session() as session:
        account = await accounts.account(session, scene.article.account_id)
        account.ceiling_micro = 2_000
        session.add(account)
    heard = await speak(phone, outside, "Make it shorter", reply_to=scene.card, duration=30)
    assert "I cannot listen to that" in heard["text"]
    assert "/settings ceiling 50" in heard["text"]
    assert await outside.calls("model", "audio") == []
    assert await costs(desk) == []
    await phone.write("/settings ceiling 50")
    heard = await speak(phone, outside, "Make it shorter", reply_to=scene.card, duration=30)
    assert "I heard" in heard["text"]
    assert (await reread(desk, scene.article)).refused_call is None, "the article itself waits for nothing"


async def test_a_model_of_unknown_price_is_asked_about_before_it_hears_anything(
    desk: Services, phone: Phone, scene: Scene, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk.transcriber, "_model", "whisper-at-home")
    heard = await speak(phone, outside, "Make it shorter", reply_to=scene.card)
    assert "copydesk price whisper-at-home" in heard["text"]
    assert await outside.calls("model", "audio") == []
    async with desk.database.session() as session:
        await money.set_price(session, "whisper-at-home", None, Price(Decimal(0), Decimal(0)), desk.clock())
    assert "I heard" in (await speak(phone, outside, "Make it shorter", reply_to=scene.card))["text"]
