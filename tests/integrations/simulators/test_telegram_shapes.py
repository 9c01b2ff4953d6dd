"""Owns the proof that python-telegram-bot understands every answer and update, with nothing left over."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from telegram import (
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
    TelegramObject,
)

from tests.integrations.simulators.test_telegram_stage import CHAT, GROUP, Stage, as_base64, picture, staged

KEYS = InlineKeyboardMarkup(
    [[InlineKeyboardButton("Keep", callback_data="keep:1"), InlineKeyboardButton("Drop", callback_data="drop:1")]]
)


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with staged(tmp_path) as stage:
        await stage.act("text", text="/start 4711", username="ada", last_name="Byron")
        yield stage


def leftovers(value: Any) -> list[str]:
    """The fields that the library had no name for, at any depth."""
    if isinstance(value, TelegramObject):
        own = [f"{type(value).__name__}.{name}" for name in value.api_kwargs]
        names = ("from_user" if name == "from" else name for name in value.to_dict(recursive=False))
        inner = [getattr(value, name) for name in names]
        return own + [found for part in inner for found in leftovers(part)]
    if isinstance(value, list | tuple):
        return [found for part in value for found in leftovers(part)]
    return []


async def answers_of_every_method(stage: Stage) -> list[Any]:
    bot = stage.bot
    text = await bot.send_message(
        CHAT, "<b>Hi</b> there, see https://example.org/a", parse_mode="HTML", reply_markup=KEYS,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )  # fmt: skip
    reply = ReplyParameters(text.message_id, quote="there")
    photo = await bot.send_photo(CHAT, picture(), caption="A <i>view</i>", parse_mode="HTML", reply_parameters=reply)
    document = await bot.send_document(CHAT, b"# Draft", filename="draft.md", caption="all of it")
    album = await bot.send_media_group(CHAT, [InputMediaPhoto(picture(90, 90)), InputMediaPhoto(picture(91, 90))])
    files = await bot.send_media_group(CHAT, [InputMediaDocument(b"a"), InputMediaDocument(b"b")])
    voice = await bot.send_voice(CHAT, b"OggS" + bytes(40), duration=3)
    edited = [
        await bot.edit_message_text("other", CHAT, text.message_id, reply_markup=KEYS),
        await bot.edit_message_reply_markup(CHAT, text.message_id),
        await bot.edit_message_caption(CHAT, photo.message_id, caption="new"),
        await bot.edit_message_media(InputMediaPhoto(picture(50, 60), caption="c"), CHAT, photo.message_id),
    ]
    done = [
        await bot.send_chat_action(CHAT, "typing"),
        await bot.pin_chat_message(CHAT, text.message_id),
        await bot.set_my_commands([BotCommand("queue", "what waits")]),
        await bot.delete_message(CHAT, document.message_id),
    ]
    assert done == [True] * 4
    asked = [
        await bot.get_me(), await bot.get_chat(CHAT), await bot.get_my_commands(), await bot.get_webhook_info(),
        await bot.get_file(photo.photo[-1].file_id),
    ]  # fmt: skip
    return [text, photo, document, album, files, voice, edited, asked]


async def test_no_answer_has_a_field_the_library_does_not_know(stage: Stage) -> None:
    answers = await answers_of_every_method(stage)
    assert leftovers(answers) == []


async def test_no_update_has_a_field_the_library_does_not_know(stage: Stage) -> None:
    sent = await stage.bot.send_message(CHAT, "choose", reply_markup=KEYS)
    acts: list[tuple[str, dict[str, Any]]] = [
        ("text", {"text": "about choose @bot /help", "reply_to": sent.message_id, "quote": "choose"}),
        ("tap", {"message_id": sent.message_id, "text": "Keep"}),
        ("photo", {"content": as_base64(picture()), "caption": "see"}),
        ("voice", {"content": as_base64(b"OggS" + bytes(40)), "duration": 2}),
        ("document", {"content": as_base64(b"x"), "file_name": "x.md"}),
        ("block", {}), ("unblock", {}),
        ("text", {"chat": GROUP, "text": "hello", "type": "group"}),
        ("migrate", {"chat": GROUP, "to": -100_700}),
        ("topics", {"chat": -100_700, "name": "Drafts"}),
        ("kick", {"chat": -100_700}), ("join", {"chat": -100_700}),
    ]  # fmt: skip
    for name, fields in acts:
        await stage.act(name, **fields)
    own = (await stage.act("text", text="tpyo"))["message_id"]
    await stage.act("edit", message_id=own, text="typo")
    updates = await stage.bot.get_updates()
    kinds = {name for update in updates for name in update.to_dict() if name != "update_id"}
    assert kinds == {"message", "edited_message", "callback_query", "my_chat_member"}
    assert leftovers(updates) == []


async def test_a_quote_carries_its_place_in_utf16_units(stage: Stage) -> None:
    sent = await stage.bot.send_message(CHAT, "🏟 one two three")
    await stage.act("text", text="shorter", reply_to=sent.message_id, quote="two")
    message = (await stage.bot.get_updates())[-1].message
    assert message is not None
    assert message.quote is not None
    assert (message.quote.text, message.quote.position, message.quote.is_manual) == ("two", 7, True)
    assert isinstance(message.reply_to_message, Message)
    assert message.reply_to_message.message_id == sent.message_id


async def test_a_photo_has_its_real_size_and_can_be_sent_again_by_its_id(stage: Stage) -> None:
    sent = await stage.bot.send_photo(CHAT, picture(1000, 500))
    assert [(size.width, size.height) for size in sent.photo] == [(90, 45), (320, 160), (800, 400), (1000, 500)]
    again = await stage.bot.send_photo(CHAT, sent.photo[0].file_id)
    assert again.photo == sent.photo
    content = await (await stage.bot.get_file(sent.photo[-1])).download_as_bytearray()
    assert len(content) == sent.photo[-1].file_size


async def test_a_topic_is_carried_both_ways(stage: Stage) -> None:
    await stage.act("text", chat=GROUP, text="hello")
    thread = (await stage.act("topics", chat=GROUP, name="Drafts"))["thread"]
    sent = await stage.bot.send_message(GROUP, "in here", message_thread_id=thread)
    await stage.act("text", chat=GROUP, text="seen", thread=thread)
    heard = (await stage.bot.get_updates())[-1].message
    assert heard is not None
    assert (sent.message_thread_id, sent.is_topic_message) == (thread, True)
    assert (heard.message_thread_id, heard.is_topic_message) == (thread, True)


async def test_json_and_form_calls_are_read_alike(stage: Stage) -> None:
    place = f"/telegram/bot{stage.bot.token}/sendMessage"
    fields = {"chat_id": CHAT, "text": "x", "reply_markup": KEYS.to_dict()}
    by_json = (await stage.http.post(place, json=fields)).json()["result"]
    by_form = await stage.bot.send_message(CHAT, "x", reply_markup=KEYS)
    assert Message.de_json(by_json, stage.bot).reply_markup == by_form.reply_markup == KEYS
