"""Owns the chats between bots and people, and their messages as they are shown now; refuses nothing by itself.

A private chat with another bot is another chat, so a chat is named by the bot's id and its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import Any

from integrations.simulators.ledger import Ledger
from integrations.simulators.telegram.bell import Bell
from integrations.simulators.telegram.wire import Json


@dataclass(frozen=True)
class Message:
    """`body` is the message as Telegram shows it, but for the message it replies to, which is looked up when shown."""

    message_id: int
    body: Json
    by_bot: bool
    change: int
    reply_to: int | None = None
    phone_keyboard: Json | None = None

    @property
    def thread(self) -> int | None:
        return self.body.get("message_thread_id")


@dataclass
class Room:
    bot_id: int
    chat: Json
    users: dict[int, Json] = field(default_factory=dict)
    topics: dict[int, str] = field(default_factory=dict)
    blocked: bool = False
    kicked: bool = False
    migrated_to: int | None = None
    pinned: int | None = None
    messages: dict[int, Message] = field(default_factory=dict)
    deleted: dict[int, int] = field(default_factory=dict)  # message id -> the change that deleted it
    changes: dict[int, int] = field(default_factory=dict)  # change -> message id, the newest last
    last_change: int = 0
    bell: Bell = field(default_factory=Bell)

    @property
    def id(self) -> int:
        return int(self.chat["id"])

    @property
    def is_private(self) -> bool:
        return bool(self.chat["type"] == "private")

    def changed_since(self, change: int) -> list[Message]:
        recent = takewhile(lambda number: number > change, reversed(self.changes))
        return [self.messages[self.changes[number]] for number in recent][::-1]

    def newer_than(self, message_id: int) -> list[Message]:
        recent = takewhile(lambda number: number > message_id, reversed(self.messages))
        return [self.messages[number] for number in recent][::-1]


class Chats:
    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._rooms: dict[tuple[int, int], Room] = {}
        self.opened = Bell()
        for kept in ledger.all("room"):
            room = _room_of(kept)
            self._rooms[room.bot_id, room.id] = room
        self._load_messages(ledger.all("message"))

    def _load_messages(self, documents: list[Json]) -> None:
        for kept in documents:
            room = self._rooms[kept.pop("bot_id"), kept.pop("chat_id")]
            message = Message(**kept)
            room.messages[message.message_id] = message
        for room in self._rooms.values():
            room.changes = {m.change: m.message_id for m in sorted(room.messages.values(), key=lambda m: m.change)}
            room.last_change = next(reversed(room.changes), 0)

    def forget(self) -> None:
        self._rooms.clear()

    def all(self, bot_id: int | None = None) -> Iterator[Room]:
        return (room for room in self._rooms.values() if bot_id in (None, room.bot_id))

    def find(self, bot_id: int, chat_id: int) -> Room | None:
        return self._rooms.get((bot_id, chat_id))

    def open(self, bot_id: int, chat: Json) -> Room:
        """The room, made when the chat was not known yet; what people call themselves may have changed."""
        room = self._rooms.get((bot_id, int(chat["id"])))
        if room is None:
            room = self._rooms[bot_id, int(chat["id"])] = Room(bot_id, chat)
            self.keep(room)
            self.opened.ring()
        elif room.chat != room.chat | chat:
            room.chat = room.chat | chat
            self.keep(room)
        return room

    def keep(self, room: Room) -> None:
        fields = {
            name: getattr(room, name) for name in ("bot_id", "chat", "blocked", "kicked", "migrated_to", "pinned")
        }
        fields["users"] = list(room.users.values())
        fields["topics"] = [[thread, name] for thread, name in room.topics.items()]
        self._ledger.put("room", f"{room.bot_id}:{room.id}", fields)

    def add(self, room: Room, fields: Json, by_bot: bool, **more: Any) -> Message:
        number = self._ledger.next(f"message:{room.bot_id}:{room.id}")
        body = {"message_id": number, "chat": room.chat} | fields
        return self._store(room, Message(number, body, by_bot, self._next_change(room), **more))

    def change(self, room: Room, message: Message, body: Json) -> Message:
        del room.changes[message.change]
        return self._store(room, replace(message, body=body, change=self._next_change(room)))

    def remove(self, room: Room, message_id: int) -> None:
        del room.changes[room.messages.pop(message_id).change]
        room.deleted[message_id] = self._next_change(room)
        self._ledger.remove("message", f"{room.bot_id}:{room.id}:{message_id}")
        room.bell.ring()

    def shown(self, room: Room, message: Message, with_reply: bool = True) -> Json:
        """The message as an answer or update carries it; a replied message does not carry its own in turn."""
        replied = room.messages.get(message.reply_to) if message.reply_to and with_reply else None
        if replied is None:
            return message.body
        return message.body | {"reply_to_message": self.shown(room, replied, with_reply=False)}

    def _next_change(self, room: Room) -> int:
        room.last_change = self._ledger.next("change")
        return room.last_change

    def _store(self, room: Room, message: Message) -> Message:
        room.messages[message.message_id] = message
        room.changes[message.change] = message.message_id
        kept = vars(message) | {"bot_id": room.bot_id, "chat_id": room.id}
        self._ledger.put("message", f"{room.bot_id}:{room.id}:{message.message_id}", kept)
        room.bell.ring()
        return message


def _room_of(kept: Json) -> Room:
    users = {int(user["id"]): user for user in kept.pop("users")}
    topics = {int(thread): str(name) for thread, name in kept.pop("topics")}
    return Room(**kept, users=users, topics=topics)
