"""What becomes of a message: refused, never arrived, or nobody knows. Each asks for another reaction."""

import pytest
import telegram

from integrations.services import Services
from integrations.telegram.buttons import Button
from integrations.telegram.pacing import Pace
from integrations.telegram.sender import BotOf, File, Sender
from models.domain.errors import CopydeskError, Misconfigured, NeedsPerson, Refused, TryLater, Unknown
from models.tables import Chat
from tests.builders import ADA, png
from tests.conftest import Outside

TOKEN = "110201543:another-telegram-token-that-is-secret"


@pytest.fixture
async def chat(desk: Services, outside: Outside) -> Chat:
    await outside.post("writer/text", chat=ADA, text="hello")
    return Chat(account_id=0, telegram_chat_id=ADA, paired_at=desk.clock())


def only(bot: telegram.Bot) -> BotOf:
    async def whichever(_: int | None) -> telegram.Bot:
        return bot

    return whichever


async def test_a_text_a_photo_and_a_file_arrive_with_their_buttons(
    desk: Services, outside: Outside, chat: Chat
) -> None:
    rows = ((Button("Yes", "r:1:approve:12345678"), Button("No", "r:1:drop:12345678")),)
    text = await desk.sender.text(chat, "<b>bold</b> &amp; plain", rows)
    photo = await desk.sender.photo(chat, png(), "<i>caption</i>", rows)
    file = await desk.sender.document(chat, File("article.md", b"# Title"))
    shown = {each["message_id"]: each for each in await outside.messages()}
    assert shown[text]["text"] == "bold & plain"
    assert [[each["text"] for each in row] for row in shown[text]["buttons"]] == [["Yes", "No"]]
    assert shown[photo]["caption"] == "caption"
    assert shown[file]["document"]["file_name"] == "article.md"


@pytest.mark.parametrize(
    ("fault", "reaction"),
    [
        ({"kind": "status", "status": 429, "retry_after": 3}, TryLater),
        ({"kind": "status", "status": 401}, Misconfigured),
        ({"kind": "status", "status": 403}, NeedsPerson),
        ({"kind": "status", "status": 400}, Refused),
        ({"kind": "status", "status": 500}, Unknown),
        ({"kind": "html", "status": 502}, Unknown),
        ({"kind": "cut_before"}, Unknown),
        ({"kind": "cut_after"}, Unknown),
        ({"kind": "malformed"}, Unknown),
        ({"kind": "half_body"}, Unknown),
    ],
    ids=lambda value: "-".join(str(part) for part in value.values()) if isinstance(value, dict) else None,
)
async def test_each_way_of_failing_has_its_own_reaction(
    desk: Services, outside: Outside, chat: Chat, fault: dict[str, object], reaction: type[CopydeskError]
) -> None:
    await outside.suffer("telegram", "sendMessage", **fault)  # type: ignore[arg-type]
    with pytest.raises(reaction) as raised:
        await desk.sender.text(chat, "hello")
    assert type(raised.value) is reaction
    assert "110201543" not in str(raised.value)


async def test_a_pause_that_telegram_asks_for_is_known_in_seconds(desk: Services, outside: Outside, chat: Chat) -> None:
    await outside.suffer("telegram", "sendMessage", "status", status=429, retry_after=3)
    with pytest.raises(TryLater) as pause:
        await desk.sender.text(chat, "hello")
    assert pause.value.retry_after_seconds == 3.0


async def test_where_telegram_is_not_reached_nothing_was_sent(chat: Chat) -> None:
    away = Sender(only(telegram.Bot(TOKEN, base_url="http://127.0.0.1:9/bot")), lambda: Pace(0))
    with pytest.raises(TryLater) as failure:
        await away.text(chat, "hello")
    assert TOKEN not in str(failure.value)


async def test_a_wrong_token_names_the_setting_and_is_not_shown(desk: Services, outside: Outside, chat: Chat) -> None:
    root = desk.address.telegram_base_url
    with pytest.raises(Misconfigured, match="TELEGRAM_BOT_TOKEN") as refusal:
        await Sender(only(telegram.Bot(TOKEN, base_url=f"{root}/bot")), lambda: Pace(0)).text(chat, "hello")
    assert TOKEN not in str(refusal.value)


async def test_an_edit_that_changes_nothing_or_finds_nothing_is_as_good_as_done(
    desk: Services, outside: Outside, chat: Chat
) -> None:
    message_id = await desk.sender.text(chat, "same")
    await desk.sender.edit(chat, message_id, "same")
    await desk.sender.edit(chat, message_id + 100, "same")
    await desk.sender.edit(chat, message_id, "other")
    assert (await outside.messages())[-1]["text"] == "other"


async def test_an_edit_that_telegram_refuses_is_said(desk: Services, outside: Outside, chat: Chat) -> None:
    message_id = await desk.sender.text(chat, "fine")
    with pytest.raises(Refused, match="parse entities"):
        await desk.sender.edit(chat, message_id, "<b>never closed")


async def test_an_answer_to_an_unknown_tap_is_no_error_and_says_that_it_was_not_seen(
    desk: Services, outside: Outside
) -> None:
    assert not await desk.sender.answer("4711", "hello")


async def test_an_answer_longer_than_telegram_takes_is_cut(desk: Services, outside: Outside, chat: Chat) -> None:
    message_id = await desk.sender.text(chat, "card", ((Button("Yes", "r:1:approve:12345678"),),))
    tapped = await outside.post("writer/tap", chat=ADA, message_id=message_id, text="Yes")
    assert await desk.sender.answer(tapped["callback_query_id"], "x" * 300)
    [answer] = (await outside.get("writer/answers"))["answers"]
    assert answer["text"] == "x" * 200


async def test_a_topic_of_a_group_gets_its_own_messages(desk: Services, outside: Outside, chat: Chat) -> None:
    thread = (await outside.post("writer/topics", chat=-100500, user=ADA, name="Drafts"))["thread"]
    group = replace_chat(chat, -100500, thread)
    message_id = await desk.sender.text(group, "in the topic")
    shown = await outside.messages(-100500)
    assert next(each for each in shown if each["message_id"] == message_id)["thread"] == thread


def replace_chat(chat: Chat, telegram_chat_id: int, thread_id: int) -> Chat:
    return Chat(account_id=0, telegram_chat_id=telegram_chat_id, thread_id=thread_id, paired_at=chat.paired_at)
