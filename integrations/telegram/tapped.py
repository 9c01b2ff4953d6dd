"""Owns changes of a message that stands in a chat: each once, under a key of its own, as what a tap on it asks for."""

from dataclasses import dataclass

from integrations.services import Services
from integrations.telegram.buttons import Rows
from models.domain.effects import EffectKind
from models.tables import Chat, Json


@dataclass(frozen=True)
class Tapped:
    """A message of ours, and the key of the one change that is to be made to it."""

    desk: Services
    chat: Chat
    message_id: int
    key: str

    async def rebutton(self, rows: Rows) -> None:
        async def act() -> Json:
            await self.desk.sender.rebutton(self.chat, self.message_id, rows)
            return self._changed

        await self.desk.effects.once(self.key, EffectKind.EDIT, act)

    async def edit(self, html: str, rows: Rows = (), *, is_photo: bool = False) -> None:
        async def act() -> Json:
            await self.desk.sender.edit(self.chat, self.message_id, html, rows, is_photo=is_photo)
            return self._changed

        await self.desk.effects.once(self.key, EffectKind.EDIT, act)

    @property
    def _changed(self) -> Json:
        return {"telegram_message_id": self.message_id}


def tapped(desk: Services, query_id: str, chat: Chat, message_id: int) -> Tapped:
    """As this tap changes it; the number of a tap is never given again."""
    return Tapped(desk, chat, message_id, desk.of_bot(f"tap:{query_id}"))
