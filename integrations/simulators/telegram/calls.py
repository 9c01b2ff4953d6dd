"""Owns one call of a bot: which chat and message it means, and the refusals when it may not reach them."""

from dataclasses import dataclass
from typing import Any

from integrations.simulators.telegram.bots import Bot
from integrations.simulators.telegram.chats import Message, Room
from integrations.simulators.telegram.refusals import bad_request, forbidden, upgraded
from integrations.simulators.telegram.wire import Json, Parameters
from integrations.simulators.telegram.world import World


@dataclass(frozen=True)
class Call:
    world: World
    bot: Bot
    given: Parameters

    def known_room(self) -> Room:
        """The chat that is named; a bot knows no chat that never wrote to it."""
        if not self.given.text("chat_id"):
            raise bad_request("chat_id is empty")
        room = self.world.chats.find(self.bot.id, self.given.integer("chat_id"))
        if room is None:
            raise bad_request("chat not found")
        return room

    def writable_room(self) -> Room:
        room = self.known_room()
        if room.migrated_to is not None:
            raise upgraded(room.migrated_to)
        if room.kicked:
            kind = "supergroup" if room.chat["type"] == "supergroup" else room.chat["type"]
            raise forbidden(f"bot was kicked from the {kind} chat")
        if room.blocked:
            raise forbidden("bot was blocked by the user")
        return room

    def message(self, room: Room, missing: str) -> Message:
        number = self.given.integer("message_id")
        if number <= 0:
            raise bad_request("message identifier is not specified")
        message = room.messages.get(number)
        if message is None:
            raise bad_request(missing)
        return message

    def own_message(self, room: Room) -> Message:
        message = self.message(room, "message to edit not found")
        if not message.by_bot:
            raise bad_request("message can't be edited")
        return message

    def thread(self, room: Room) -> Json:
        """Where topics cannot be, the thread is ignored (Client::check_message_topic)."""
        thread = self.given.integer("message_thread_id")
        if not thread or not (room.is_private or room.chat.get("is_forum")):
            return {}
        if thread not in room.topics:
            raise bad_request("message thread not found")
        return {"message_thread_id": thread, "is_topic_message": True}

    def add(self, room: Room, fields: Json, **more: Any) -> Message:
        made = {"from": self.bot.as_user(), "date": self.world.clock.date()}
        return self.world.chats.add(room, made | fields, by_bot=True, **more)

    def shown(self, room: Room, message: Message) -> Json:
        return self.world.chats.shown(room, message)
