"""Owns the proof that the simulator says no as Telegram does, in its words and codes, and keeps nothing then."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto, Message, ReplyParameters
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, RetryAfter

from tests.integrations.simulators.test_telegram_stage import CHAT, GROUP, Stage, picture, staged


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with staged(tmp_path) as stage:
        await stage.act("text", text="/start")
        yield stage


async def refused(stage: Stage, method: str, **fields: Any) -> str:
    """The words on the wire: the library changes the case of what it raises."""
    answer = await stage.http.post(f"/telegram/bot{stage.bot.token}/{method}", json={"chat_id": CHAT} | fields)
    assert (answer.status_code, answer.json()["ok"], answer.json()["error_code"]) == (400, False, 400)
    return str(answer.json()["description"])


def button(text: str = "Keep", **action: Any) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(text, **action)]])


async def test_a_text_is_counted_after_its_entities_are_parsed(stage: Stage) -> None:
    sent = await stage.bot.send_message(CHAT, f"<b>{'x' * 4096}</b>", parse_mode="HTML")
    assert sent.text == "x" * 4096
    with pytest.raises(BadRequest, match=r"^Message is too long$"):
        await stage.bot.send_message(CHAT, "😀" * 2048 + "x")


async def test_a_caption_over_1024_units_is_refused(stage: Stage) -> None:
    await stage.bot.send_photo(CHAT, picture(), caption="x" * 1024)
    with pytest.raises(BadRequest, match=r"^Message caption is too long$"):
        await stage.bot.send_photo(CHAT, picture(), caption="x" * 1025)


@pytest.mark.parametrize("text", ["", "  \n ", "<b></b>"])
async def test_an_empty_text_is_refused(stage: Stage, text: str) -> None:
    with pytest.raises(BadRequest, match=r"^Message text is empty$"):
        await stage.bot.send_message(CHAT, text, parse_mode="HTML")


async def test_a_chat_that_never_wrote_is_not_found(stage: Stage) -> None:
    with pytest.raises(BadRequest, match=r"^Chat not found$"):
        await stage.bot.send_message(4242, "hello?")


async def test_an_unknown_token_is_unauthorized(stage: Stage) -> None:
    with pytest.raises(InvalidToken):
        await stage.other_bot("999:unknown-token-unknown-token-unknown").get_me()
    answer = await stage.http.post("/telegram/bot999:unknown/getMe")
    assert (answer.status_code, answer.json()) == (
        401,
        {"ok": False, "error_code": 401, "description": "Unauthorized"},
    )


async def test_an_unknown_method_is_not_found(stage: Stage) -> None:
    answer = await stage.http.post(f"/telegram/bot{stage.bot.token}/sendNothing")
    assert answer.json() == {"ok": False, "error_code": 404, "description": "Not Found: method not found"}


async def test_a_blocked_bot_is_told_so_and_heard_again_after_the_next_word(stage: Stage) -> None:
    await stage.act("block")
    with pytest.raises(Forbidden, match=r"^Forbidden: bot was blocked by the user$"):
        await stage.bot.send_message(CHAT, "x")
    await stage.act("text", text="sorry")
    assert (await stage.bot.send_message(CHAT, "x")).text == "x"


async def test_a_kicked_bot_and_an_upgraded_group_are_told_apart(stage: Stage) -> None:
    await stage.act("text", chat=GROUP, type="group", text="hello")
    await stage.act("kick", chat=GROUP)
    with pytest.raises(Forbidden, match=r"^Forbidden: bot was kicked from the group chat$"):
        await stage.bot.send_message(GROUP, "x")
    await stage.act("join", chat=GROUP)
    await stage.act("migrate", chat=GROUP, to=-100_777)
    with pytest.raises(ChatMigrated) as moved:
        await stage.bot.send_message(GROUP, "x")
    assert moved.value.new_chat_id == -100_777
    assert (await stage.bot.send_message(-100_777, "x")).chat.type == "supergroup"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<b>open", 'Can\'t find end tag corresponding to start tag "b"'),
        ("🏟<h1>x</h1>", 'Unsupported start tag "h1" at byte offset 4'),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("a <b", "Unclosed start tag at byte offset 2"),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<a href=?>x</a>", "Unexpected end of name token at byte offset 8"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
async def test_broken_html_is_refused_with_its_byte_offset(stage: Stage, text: str, reason: str) -> None:
    said = await refused(stage, "sendMessage", text=text, parse_mode="HTML")
    assert said == f"Bad Request: can't parse entities: {reason}"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("done.", r"Character '.' is reserved and must be escaped with the preceding '\'"),
        ("🏟 🏟_abacaba", "Can't find end of Italic entity at byte offset 9"),
        ("🏟 🏟_abac * asd ", "Can't find end of Bold entity at byte offset 15"),
        ("🏟 🏟```a ", "Can't find end of Pre entity at byte offset 9"),
        ("[x](y", "Can't find end of a URL at byte offset 4"),
    ],
)
async def test_broken_markdown_is_refused(stage: Stage, text: str, reason: str) -> None:
    said = await refused(stage, "sendMessage", text=text, parse_mode="MarkdownV2")
    assert said == f"Bad Request: can't parse entities: {reason}"


async def test_an_edit_that_changes_nothing_is_refused(stage: Stage) -> None:
    sent = await stage.bot.send_message(CHAT, "<b>same</b>", parse_mode="HTML", reply_markup=button(callback_data="a"))
    same = {"message_id": sent.message_id, "text": "<strong>same</strong>", "parse_mode": "HTML"}
    assert await refused(stage, "editMessageText", **same, reply_markup=button(callback_data="a").to_dict()) == (
        "Bad Request: message is not modified: specified new message content and reply markup are exactly the same "
        "as a current content and reply markup of the message"
    )
    edited = await stage.bot.edit_message_text("same", CHAT, sent.message_id)
    assert isinstance(edited, Message)
    assert (edited.reply_markup, edited.edit_date is not None) == (None, True)


async def test_what_is_gone_can_be_neither_edited_nor_replied_to_nor_deleted(stage: Stage) -> None:
    sent = await stage.bot.send_message(CHAT, "x")
    await stage.bot.delete_message(CHAT, sent.message_id)
    with pytest.raises(BadRequest, match=r"^Message to edit not found$"):
        await stage.bot.edit_message_text("y", CHAT, sent.message_id)
    with pytest.raises(BadRequest, match=r"^Message to be replied not found$"):
        await stage.bot.send_message(CHAT, "y", reply_parameters=ReplyParameters(sent.message_id))
    with pytest.raises(BadRequest, match=r"^Message to delete not found$"):
        await stage.bot.delete_message(CHAT, sent.message_id)
    loose = ReplyParameters(sent.message_id, allow_sending_without_reply=True)
    assert (await stage.bot.send_message(CHAT, "y", reply_parameters=loose)).reply_to_message is None


async def test_the_writers_message_cannot_be_edited_by_the_bot(stage: Stage) -> None:
    own = (await stage.last())["message_id"]
    with pytest.raises(BadRequest, match=r"^Message can't be edited$"):
        await stage.bot.edit_message_text("y", CHAT, own)


async def test_buttons_are_held_to_their_limits(stage: Stage) -> None:
    await stage.bot.send_message(CHAT, "x", reply_markup=button(callback_data="é" * 32))
    for action, reason in (
        ({"callback_data": "é" * 32 + "x"}, "BUTTON_DATA_INVALID"),
        (
            {"url": "http://localhost:4200/"},
            "inline keyboard button URL 'http://localhost:4200/' is invalid: Wrong HTTP URL",
        ),
        ({}, "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
    ):
        markup = button(**action).to_dict()
        assert await refused(stage, "sendMessage", text="x", reply_markup=markup) == f"Bad Request: {reason}"
    assert len((await stage.see(f"chat/{CHAT}"))["messages"]) == 2


async def test_a_photo_has_to_be_one_and_an_address_has_to_be_loopback(stage: Stage) -> None:
    with pytest.raises(BadRequest, match=r"(?i)^image_process_failed$"):
        await stage.bot.send_photo(CHAT, b"no image")
    with pytest.raises(BadRequest, match=r"(?i)^photo_invalid_dimensions$"):
        await stage.bot.send_photo(CHAT, picture(2100, 100))
    wrong = "Bad Request: wrong file identifier/HTTP URL specified"
    assert await refused(stage, "sendPhoto", photo="https://example.org/a.png") == wrong
    assert await refused(stage, "sendDocument", document="BQACAgQAAxkBunknown") == wrong
    assert len((await stage.see(f"chat/{CHAT}"))["messages"]) == 1


async def test_an_album_holds_at_most_ten(stage: Stage) -> None:
    answer = await stage.http.post(
        f"/telegram/bot{stage.bot.token}/sendMediaGroup",
        json={"chat_id": CHAT, "media": [InputMediaPhoto("x").to_dict()] * 11},
    )
    assert answer.json()["description"] == "Bad Request: too many messages to send as an album"


async def test_flood_limits_are_off_until_they_are_switched_on(stage: Stage) -> None:
    for number in range(10):
        await stage.bot.send_message(CHAT, f"free {number}")
    await stage.act("limits", on=True)
    for number in range(3):
        await stage.bot.send_message(CHAT, f"limited {number}")
    with pytest.raises(RetryAfter) as flood:
        await stage.bot.send_message(CHAT, "too much")
    assert flood.value.retry_after == 1
    assert (await stage.last())["text"] == "limited 2"


async def test_polling_is_refused_while_a_webhook_is_set(stage: Stage) -> None:
    await stage.bot.set_webhook("http://127.0.0.1:9/hook")
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await stage.bot.get_updates()
    await stage.bot.delete_webhook(drop_pending_updates=True)
    assert await stage.bot.get_updates() == ()


async def test_a_webhook_away_from_this_machine_is_refused(stage: Stage) -> None:
    with pytest.raises(BadRequest, match=r"(?i)^bad webhook"):
        await stage.bot.set_webhook("https://example.org/hook")


async def test_a_bot_knows_only_its_own_chats(stage: Stage) -> None:
    token = "222333444:another-simulated-token-000000000000"
    await stage.act("bots", token=token, username="second_sim_bot", name="Second")
    other: Bot = stage.other_bot(token)
    assert (await other.get_me()).id == 222333444
    with pytest.raises(BadRequest, match="Chat not found"):
        await other.send_message(CHAT, "x")
    await stage.act("text", text="hi second", bot="second_sim_bot")
    assert [update.message.text for update in await other.get_updates() if update.message] == ["hi second"]
    assert len(await stage.bot.get_updates()) == 1
