"""Owns a person with a phone: what they write and tap comes to our mailbox, and what the bot says is seen."""

from typing import Any

from integrations.services import Services
from integrations.telegram.bot import Bot
from integrations.telegram.mailbox import Mailbox
from integrations.telegram.queues import Handle
from tests.builders import ADA
from tests.conftest import Outside


class Phone:
    def __init__(self, desk: Services, outside: Outside, handle: Handle | None = None) -> None:
        self._desk, self._outside = desk, outside
        self.bot = Bot(desk)
        self.mailbox = Mailbox(desk, handle or self.bot.handle, self.bot.say_sorry)
        self._confirmed = 0

    async def write(self, text: str, chat: int = ADA, **how: Any) -> int:
        """Write, let the bot handle it, and give the number of the message."""
        said = await self._outside.post("writer/text", chat=chat, text=text, **how)
        await self.deliver()
        return int(said["message_id"])

    async def tap(self, message_id: int, button: str, chat: int = ADA, **how: Any) -> dict[str, Any]:
        """Tap, let the bot handle it, and give the answer that the phone shows."""
        tapped = await self._outside.post("writer/tap", chat=chat, message_id=message_id, text=button, **how)
        await self.deliver()
        return await self.answer_to(tapped["callback_query_id"])

    async def answer_to(self, query_id: str) -> dict[str, Any]:
        told = await self._outside.get("writer/answers")
        return next(tap for tap in told["answers"] + told["unanswered"] if tap["query_id"] == query_id)

    async def deliver(self, times: int = 1) -> None:
        """What Telegram holds, stored (as often as it is sent) and then handled."""
        updates = await self._desk.bot.get_updates(self._confirmed, timeout=0)
        for _ in range(times):
            await self.mailbox.receive([update.to_dict() for update in updates])
        self._confirmed = max([update.update_id + 1 for update in updates], default=self._confirmed)
        await self.mailbox.handle_waiting()

    async def said(self, chat: int = ADA) -> list[str]:
        """What the bot wrote there, the oldest first."""
        messages = await self._outside.messages(chat)
        return [each["text"] or each["caption"] for each in messages if each["from"] == "bot"]

    async def shown(self, message_id: int, chat: int = ADA) -> dict[str, Any]:
        return next(each for each in await self._outside.messages(chat) if each["message_id"] == message_id)
