"""Updates: ours once they are stored, confirmed only then, handled once and in the order of their chat."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
import telegram
from sqlmodel import select

from integrations.health import heartbeat
from integrations.services import Services
from integrations.telegram.mailbox import Mailbox
from models.domain.errors import CopydeskError, NeedsPerson, Refused, TryLater, Unknown
from models.store import inbox
from models.tables import InboxUpdate
from tests.conftest import Clock, Outside
from tests.integrations.telegram.phone import Phone


class Killed(BaseException):
    """Ends the handling where it stands, as a kill does."""


class Handled:
    """Remembers what it was given; an error that is planned for a text comes once."""

    def __init__(self, **errors: BaseException) -> None:
        self.texts: list[str] = []
        self._errors = errors

    async def __call__(self, update: telegram.Update) -> None:
        text = update.message.text if update.message and update.message.text else ""
        self.texts.append(text)
        if error := self._errors.pop(text, None):
            raise error


def an_update(number: int, text: str, chat: int = 1001) -> dict[str, Any]:
    user = {"id": chat, "is_bot": False, "first_name": "Ada"}
    message = {"message_id": number, "date": 0, "chat": {"id": chat, "type": "private"}, "from": user, "text": text}
    return {"update_id": number, "message": message}


async def stored(desk: Services) -> list[InboxUpdate]:
    async with desk.database.session() as session:
        return list((await session.exec(select(InboxUpdate).order_by("update_id"))).all())


async def test_an_update_that_is_sent_again_is_stored_and_handled_once(desk: Services) -> None:
    handled = Handled()
    mailbox = Mailbox(desk, handled)
    for _ in range(2):
        await mailbox.receive([an_update(7, "one"), an_update(8, "two")])
    await mailbox.handle_waiting()
    await mailbox.receive([an_update(7, "one")])
    await mailbox.handle_waiting()
    assert handled.texts == ["one", "two"]
    assert [each.update_id for each in await stored(desk)] == [7, 8]
    assert all(each.handled_at == desk.clock() for each in await stored(desk))


async def test_within_a_chat_the_order_is_kept_however_the_updates_came(desk: Services) -> None:
    handled = Handled()
    mailbox = Mailbox(desk, handled)
    await mailbox.receive([an_update(9, "third"), an_update(7, "first")])
    await mailbox.receive([an_update(8, "second")])
    await mailbox.handle_waiting()
    assert handled.texts == ["first", "second", "third"]


async def test_what_has_to_wait_is_handled_later_and_before_what_came_after_it(desk: Services) -> None:
    handled = Handled(first=TryLater("not now"))
    mailbox = Mailbox(desk, handled)
    await mailbox.receive([an_update(7, "first"), an_update(8, "second")])
    await mailbox.handle_waiting()
    assert [each.handled_at for each in await stored(desk)] == [None, None]
    await mailbox.handle_waiting()
    assert handled.texts == ["first", "first", "second"]
    assert all(each.handled_at is not None and each.fault == "" for each in await stored(desk))


async def test_a_chat_that_waits_neither_stops_another_nor_lets_it_be_handled_twice(desk: Services) -> None:
    began, may_end = asyncio.Event(), asyncio.Event()
    handled: list[str] = []

    async def handle(update: telegram.Update) -> None:
        text = update.message.text if update.message else None
        handled.append(str(text))
        if text == "busy":
            raise TryLater("not now")
        began.set()
        await may_end.wait()

    mailbox = Mailbox(desk, handle)
    await mailbox.receive([an_update(7, "busy", chat=1), an_update(8, "slow", chat=2)])
    passing = asyncio.create_task(mailbox.handle_waiting())
    await began.wait()
    done, _ = await asyncio.wait({passing}, timeout=0.1)
    assert not done, "the next look would handle what is still in hand"
    may_end.set()
    await passing
    assert sorted(handled) == ["busy", "slow"]


@pytest.mark.parametrize("fault", [NeedsPerson("shut out"), Unknown("lost"), Refused("no")])
async def test_what_fails_for_good_is_kept_with_its_fault_and_stops_nothing(
    desk: Services, fault: CopydeskError
) -> None:
    handled = Handled(first=fault)
    mailbox = Mailbox(desk, handled)
    await mailbox.receive([an_update(7, "first"), an_update(8, "second")])
    await mailbox.handle_waiting()
    await mailbox.handle_waiting()
    assert handled.texts == ["first", "second"]
    assert [each.fault for each in await stored(desk)] == [str(fault), ""]


async def test_an_update_that_nobody_foresaw_is_noted_and_the_next_one_is_handled(desk: Services) -> None:
    handled = Handled(first=SystemError("nobody foresaw this"))
    mailbox = Mailbox(desk, handled)
    await mailbox.receive([an_update(7, "first"), an_update(8, "second")])
    await mailbox.handle_waiting()
    await mailbox.handle_waiting()
    assert handled.texts == ["first", "second"]
    async with desk.database.session() as session:
        noted = await session.get_one(InboxUpdate, (mailbox._bot_id, 7))
    assert noted.fault == "SystemError"


async def test_a_death_before_the_end_of_the_handling_lets_it_be_handled_again(desk: Services) -> None:
    handled = Handled(first=Killed())
    mailbox = Mailbox(desk, handled)
    await mailbox.receive([an_update(7, "first")])
    with pytest.raises(Killed):
        await mailbox.handle_waiting()
    await Mailbox(desk, handled).handle_waiting()
    assert handled.texts == ["first", "first"]


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
    mailbox = Mailbox(desk, Handled())
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
    mailbox = Mailbox(desk, Handled())
    await mailbox.receive([an_update(first, "one")])
    await until_stored(mailbox)
    async with polling(mailbox):
        await until_stored(mailbox)
    assert [each.update_id for each in await stored(desk)] == [first, first + 1]


async def test_polling_goes_on_when_telegram_fails(desk: Services, outside: Outside) -> None:
    await outside.suffer("telegram", "getUpdates", "status", status=502)
    await outside.post("writer/text", text="hello")
    mailbox = Mailbox(desk, Handled())
    async with polling(mailbox):
        await until_stored(mailbox)
    assert len(await stored(desk)) == 1


async def test_who_handles_the_inbox_is_heard(desk: Services) -> None:
    handled = Handled()
    mailbox = Mailbox(desk, handled)
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


async def test_after_a_quiet_week_telegram_may_go_on_at_a_lower_number(desk: Services, clock: Clock) -> None:
    mailbox = Mailbox(desk, Handled())
    await mailbox.receive([an_update(900, "before")])
    clock.advance(days=8)
    await mailbox.receive([an_update(12, "after")])
    async with desk.database.session() as session:
        assert await inbox.last_update_id(session, mailbox._bot_id) == 12
