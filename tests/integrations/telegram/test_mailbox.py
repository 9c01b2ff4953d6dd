"""Updates: ours once they are stored, confirmed only then, handled once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from integrations.health import heartbeat
from integrations.services import Services
from integrations.telegram.mailbox import Mailbox
from models.domain.errors import Refused, TryLater
from models.store import concerns, inbox
from tests.conftest import Clock, Outside
from tests.integrations.telegram.phone import Phone
from tests.integrations.telegram.updates import Handled, a_mailbox, an_update, stored


async def test_an_update_that_is_sent_again_is_stored_and_handled_once(desk: Services) -> None:
    handled = Handled()
    mailbox = a_mailbox(desk, handled)
    for _ in range(2):
        await mailbox.receive([an_update(7, "one"), an_update(8, "two")])
    await mailbox.handle_waiting()
    await mailbox.receive([an_update(7, "one")])
    await mailbox.handle_waiting()
    assert handled.texts == ["one", "two"]
    assert [each.update_id for each in await stored(desk)] == [7, 8]
    assert all(each.handled_at == desk.clock() for each in await stored(desk))


async def test_a_chat_is_found_in_every_kind_of_update(desk: Services) -> None:
    message = an_update(1, "hello", chat=5)["message"]
    person = {"id": 5, "is_bot": False, "first_name": "Ada"}
    await a_mailbox(desk, Handled()).receive(
        [
            {"update_id": 1, "edited_message": message},
            {"update_id": 2, "callback_query": {"id": "1", "from": person, "chat_instance": "1", "message": message}},
            {"update_id": 3, "my_chat_member": {"chat": {"id": -7, "type": "group"}, "from": person}},
            {"update_id": 4, "invented_later": {"by": "Telegram"}},
        ]
    )
    assert [each.chat_id for each in await stored(desk)] == [5, 5, -7, 0]


@asynccontextmanager
async def polling(mailbox: Mailbox) -> AsyncIterator[None]:
    task = asyncio.create_task(mailbox.poll())
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def until_stored(mailbox: Mailbox) -> None:
    await asyncio.wait_for(mailbox._arrived.wait(), 5)
    mailbox._arrived.clear()


async def test_an_update_is_confirmed_to_telegram_only_after_it_was_stored(
    desk: Services, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever polls next and has not stored it gets it again."""
    mailbox = a_mailbox(desk, Handled())
    await outside.post("writer/text", text="hello")
    failed = asyncio.Event()

    async def no_database(_: object) -> None:
        failed.set()
        raise TryLater("no database")

    with monkeypatch.context() as patch:
        patch.setattr(mailbox, "receive", no_database)
        async with polling(mailbox):
            await failed.wait()
    assert len((await outside.get("writer/updates"))["pending"]) == 1
    async with polling(mailbox):
        await until_stored(mailbox)
        await outside.post("writer/text", text="again")
        await until_stored(mailbox)
    assert [each.body["message"]["text"] for each in await stored(desk)] == ["hello", "again"]
    assert [each["message"]["text"] for each in (await outside.get("writer/updates"))["pending"]] == ["again"]


async def test_polling_begins_after_the_last_one_that_is_stored(desk: Services, outside: Outside) -> None:
    first = (await outside.post("writer/text", text="one"))["update_id"]
    await outside.post("writer/text", text="two")
    mailbox = a_mailbox(desk, Handled())
    await mailbox.receive([an_update(first, "one")])
    await until_stored(mailbox)
    async with polling(mailbox):
        await until_stored(mailbox)
    assert [each.update_id for each in await stored(desk)] == [first, first + 1]


async def test_polling_goes_on_when_telegram_fails(desk: Services, outside: Outside) -> None:
    await outside.suffer("telegram", "getUpdates", "status", status=502)
    await outside.post("writer/text", text="hello")
    mailbox = a_mailbox(desk, Handled())
    async with polling(mailbox):
        await until_stored(mailbox)
    assert len(await stored(desk)) == 1


async def test_who_handles_the_inbox_is_heard(desk: Services) -> None:
    handled = Handled()
    mailbox = a_mailbox(desk, handled)
    assert not heartbeat(desk.settings.copydesk_home, "bot", desk.clock()).ok
    await mailbox.receive([an_update(7, "one")])
    working = asyncio.create_task(mailbox.work())
    async with asyncio.timeout(5):
        while not handled.texts:
            await asyncio.sleep(0)
    working.cancel()
    with suppress(asyncio.CancelledError):
        await working
    assert heartbeat(desk.settings.copydesk_home, "bot", desk.clock()).ok


async def test_kinds_of_updates_that_mean_nothing_to_us_are_taken_and_left(desk: Services, phone: Phone) -> None:
    edited = an_update(7, "changed")
    edited["edited_message"] = edited.pop("message")
    await phone.mailbox.receive([edited, {"update_id": 8}, {"update_id": 9, "invented_later": {"by": "Telegram"}}])
    await phone.mailbox.handle_waiting()
    assert [each.fault for each in await stored(desk)] == ["", "", ""]
    assert all(each.handled_at is not None for each in await stored(desk))


async def test_what_the_database_takes_in_no_text_is_left_out_and_the_rest_is_handled(desk: Services) -> None:
    """Whoever taps with a client of their own making may send any data."""
    handled = Handled()
    mailbox = a_mailbox(desk, handled)
    await mailbox.receive([an_update(7, "a\0b\ud800c"), an_update(8, "two", chat=5)])
    await mailbox.handle_waiting()
    assert sorted(handled.texts) == ["abc", "two"]


async def test_what_telegram_never_sends_is_parked_and_keeps_its_chat_from_nothing(desk: Services) -> None:
    handled = Handled()
    mailbox = a_mailbox(desk, handled)
    odd = {"update_id": 7, "message": {"chat": {"id": 1001}}}
    await mailbox.receive([odd, an_update(8, "after it")])
    await mailbox.handle_waiting()
    assert handled.texts == ["after it"]
    assert [each.fault for each in await stored(desk)] == ["it is not what Telegram sends", ""]


async def test_polling_outlives_updates_that_cannot_be_stored(
    desk: Services, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox, tries = a_mailbox(desk, Handled()), asyncio.Event()

    async def refuses(_: object) -> None:
        tries.set()
        raise Refused("no text that the database takes")

    await outside.post("writer/text", text="hello")
    with monkeypatch.context() as patch:
        patch.setattr(mailbox, "receive", refuses)
        async with polling(mailbox):
            await asyncio.wait_for(tries.wait(), 5)
            patch.undo()
            await until_stored(mailbox)
    assert len(await stored(desk)) == 1


async def test_after_a_quiet_week_telegram_may_go_on_at_a_lower_number(desk: Services, clock: Clock) -> None:
    mailbox = a_mailbox(desk, Handled())
    await mailbox.receive([an_update(900, "before")])
    clock.advance(days=8)
    await mailbox.receive([an_update(12, "after")])
    async with desk.database.session() as session:
        assert await inbox.last_update_id(session, mailbox._bot_id) == 12


async def test_a_token_that_telegram_refuses_stands_as_a_concern_until_it_is_taken_again(
    desk: Services, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody can be told of it through the bot itself."""
    monkeypatch.setattr("integrations.telegram.mailbox._REFUSED_AGAIN_AFTER_SECONDS", 0.01)
    mailbox = a_mailbox(desk, Handled())
    seen: list[str] = []
    await outside.suffer("telegram", "getUpdates", "status", status=401, count=3)
    async with polling(mailbox), asyncio.timeout(10):
        while not seen:
            seen = await worries(desk)
        await outside.post("writer/text", text="hello")
        await until_stored(mailbox)
        while await worries(desk):
            await asyncio.sleep(0.01)
    assert seen == ["Telegram refuses the token of the bot, so nobody is heard or asked"]


async def worries(desk: Services) -> list[str]:
    async with desk.database.session() as session:
        return [each.what for each in await concerns.open_ones(session)]
