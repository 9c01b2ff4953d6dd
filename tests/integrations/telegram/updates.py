"""Owns updates as Telegram sends them, and a handler that remembers what it was given."""

from typing import Any

import telegram
from sqlmodel import select

from integrations.services import Services
from integrations.telegram.mailbox import Mailbox
from integrations.telegram.queues import Handle
from models.tables import InboxUpdate


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


def a_mailbox(desk: Services, handle: Handle, give_up: Handle | None = None) -> Mailbox:
    return Mailbox(desk, handle, give_up or Handled())


async def stored(desk: Services) -> list[InboxUpdate]:
    async with desk.database.session() as session:
        return list((await session.exec(select(InboxUpdate).order_by("update_id"))).all())
