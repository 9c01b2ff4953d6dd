"""Owns what a person does in a chat, seen from the bot as updates; refuses what a phone would not let a person do."""

from pydantic import BaseModel, ConfigDict

from integrations.simulators.telegram.bots import Bot
from integrations.simulators.telegram.chats import Message, Room
from integrations.simulators.telegram.formatted import Formatted, finish, utf16_length
from integrations.simulators.telegram.keyboards import find_button
from integrations.simulators.telegram.texts import text_fields
from integrations.simulators.telegram.wire import Json
from integrations.simulators.telegram.world import World


class Impossible(Exception):
    """A person's act that the chat as it stands does not allow; the text says why."""


class Person(BaseModel):
    """Who writes, and where: every act of the writer's side starts with these fields."""

    model_config = ConfigDict(extra="forbid")

    bot: str | None = None
    chat: int = 1001
    type: str | None = None
    title: str = "Newsroom"
    user: int | None = None
    first_name: str = "Ada"
    last_name: str | None = None
    username: str | None = None
    language_code: str = "en"
    thread: int | None = None
    reply_to: int | None = None
    quote: str | None = None

    def as_user(self) -> Json:
        """A private chat has its user's id; in a group somebody has to be named."""
        user_id = self.user if self.user is not None else self.chat if self.chat > 0 else 1001
        names = {"last_name": self.last_name, "username": self.username, "language_code": self.language_code}
        user = {"id": user_id, "is_bot": False, "first_name": self.first_name}
        return user | {name: value for name, value in names.items() if value}

    def as_chat(self) -> Json:
        kind = self.type or ("private" if self.chat > 0 else "supergroup")
        if kind != "private":
            return {"id": self.chat, "type": kind, "title": self.title}
        user = self.as_user()
        return {"id": self.chat, "type": kind} | {
            name: user[name] for name in ("first_name", "last_name", "username") if name in user
        }


class Acts:
    def __init__(self, world: World) -> None:
        self._world = world

    def bot_of(self, person: Person) -> Bot:
        bot = self._world.bots.named(person.bot)
        if bot is None:
            raise Impossible(f"no bot is called {person.bot}")
        return bot

    def room_of(self, person: Person) -> Room:
        """The chat the person writes in; it begins to exist with the first message."""
        known = self._world.chats.find(self.bot_of(person).id, person.chat)
        if known is not None and known.migrated_to is not None:
            raise Impossible(f"the group became the supergroup {known.migrated_to}")
        if known is not None and person.type is None:
            return known
        return self._world.chats.open(self.bot_of(person).id, person.as_chat())

    def say(self, person: Person, fields: Json) -> tuple[Message, int | None]:
        """A message of the person, and the number of its update when the bot is told."""
        bot, room = self.bot_of(person), self.room_of(person)
        user = room.users.get(person.as_user()["id"], {}) | {
            name: value for name, value in person.as_user().items() if name in person.model_fields_set or name == "id"
        }
        user = person.as_user() | user
        if room.users.get(user["id"]) != user:
            room.users[user["id"]] = user
            self._world.chats.keep(room)
        if room.blocked:
            self.set_blocked(person, blocked=False)  # writing to a bot unblocks it
        body = {"from": user, "date": self._world.clock.date()} | self._thread(room, person.thread) | fields
        body |= self._quote(room, person)
        message = self._world.chats.add(room, body, by_bot=False, reply_to=person.reply_to)
        return message, self._tell(bot, room, message, "message")

    def write(self, person: Person, text: str) -> tuple[Message, int | None]:
        formatted = finish(Formatted(text))
        if not formatted.text:
            raise Impossible("an empty message cannot be sent")
        return self.say(person, text_fields(formatted))

    def rewrite(self, person: Person, message_id: int, text: str) -> tuple[Message, int | None]:
        room = self.room_of(person)
        message = self._message(room, message_id)
        if message.by_bot:
            raise Impossible("only the person's own message can be edited")
        name, entities = ("text", "entities") if "text" in message.body else ("caption", "caption_entities")
        formatted = finish(Formatted(text))
        body = {key: value for key, value in message.body.items() if key != entities}
        body |= {name: formatted.text, "edit_date": self._world.clock.date()}
        if formatted.entities:
            body[entities] = list(formatted.entities)
        changed = self._world.chats.change(room, message, body)
        return changed, self._tell(self.bot_of(person), room, changed, "edited_message")

    def tap(
        self, person: Person, message_id: int, text: str | None, data: str | None, row: int | None, column: int | None
    ) -> tuple[str, int | None]:
        room = self.room_of(person)
        message = self._message(room, message_id)
        button = find_button(message.body, text, data, row, column)
        if button is None:
            raise Impossible(f"message {message_id} has no such button")
        if "callback_data" not in button:
            raise Impossible(f"the button {button['text']!r} opens something on the phone and tells the bot nothing")
        return self._tap(person, room, message, button)

    def _tap(self, person: Person, room: Room, message: Message, button: Json) -> tuple[str, int | None]:
        bot = self.bot_of(person)
        user = room.users.get(person.as_user()["id"]) or person.as_user()
        tap = self._world.taps.add(
            bot_id=bot.id, chat_id=room.id, message_id=message.message_id, user_id=user["id"],
            button=button["text"], data=button["callback_data"],
        )  # fmt: skip
        query = {
            "id": tap.query_id,
            "from": user,
            "message": self._world.chats.shown(room, message),
            "chat_instance": str(-(abs(room.id) * 1_000_003 + bot.id)),
            "data": tap.data,
        }
        return tap.query_id, self._world.notify(bot, "callback_query", query)

    def set_blocked(self, person: Person, blocked: bool) -> int | None:
        room = self.room_of(person)
        if not room.is_private:
            raise Impossible("only in a private chat can the bot be blocked")
        if room.blocked == blocked:
            return None
        room.blocked = blocked
        self._world.chats.keep(room)
        statuses = ("member", "kicked") if blocked else ("kicked", "member")
        return self._membership(person, room, *statuses)

    def set_kicked(self, person: Person, kicked: bool) -> int | None:
        """Out of the group, or into it; a group that the bot is added to is known from then on."""
        is_new = self._world.chats.find(self.bot_of(person).id, person.chat) is None
        room = self.room_of(person)
        if room.is_private:
            raise Impossible("a private chat has nobody to kick")
        if room.kicked == kicked and not is_new:
            return None
        room.kicked = kicked
        self._world.chats.keep(room)
        return self._membership(person, room, *(("member", "kicked") if kicked else ("left", "member")))

    def migrate(self, person: Person, new_chat_id: int) -> Room:
        bot, old = self.bot_of(person), self.room_of(person)
        if old.chat["type"] != "group":
            raise Impossible("only a plain group becomes a supergroup")
        new = self._world.chats.open(bot.id, old.chat | {"id": new_chat_id, "type": "supergroup"})
        self.say(person, {"migrate_to_chat_id": new_chat_id})
        old.migrated_to = new_chat_id
        self._world.chats.keep(old)
        moved = person.model_copy(update={"chat": new_chat_id})
        self.say(moved, {"migrate_from_chat_id": old.id})
        return new

    def open_topic(self, person: Person, name: str) -> int:
        room = self.room_of(person)
        if room.chat["type"] == "group":
            raise Impossible("only a supergroup or a private chat has topics")
        if not room.is_private:
            room.chat = room.chat | {"is_forum": True}
        made = {"forum_topic_created": {"name": name, "icon_color": 7322096}, "is_topic_message": True}
        thread = self._world.ledger.next(f"thread:{room.bot_id}:{room.id}", first=100_001)
        room.topics[thread] = name
        self._world.chats.keep(room)
        self.say(person.model_copy(update={"thread": None}), made | {"message_thread_id": thread})
        return thread

    def _membership(self, person: Person, room: Room, before: str, after: str) -> int | None:
        bot = self.bot_of(person)
        change = {
            "chat": room.chat,
            "from": room.users.get(person.as_user()["id"]) or person.as_user(),
            "date": self._world.clock.date(),
            "old_chat_member": _member(bot, before),
            "new_chat_member": _member(bot, after),
        }
        return self._world.notify(bot, "my_chat_member", change)

    def _message(self, room: Room, message_id: int) -> Message:
        message = room.messages.get(message_id)
        if message is None:
            raise Impossible(f"chat {room.id} shows no message {message_id}")
        return message

    def _thread(self, room: Room, thread: int | None) -> Json:
        if thread is None:
            return {}
        if thread not in room.topics:
            raise Impossible(f"chat {room.id} has no topic {thread}")
        return {"message_thread_id": thread, "is_topic_message": True}

    def _quote(self, room: Room, person: Person) -> Json:
        if person.reply_to is None:
            return {}
        replied = self._message(room, person.reply_to)
        if not person.quote:
            return {}
        whole = str(replied.body.get("text") or replied.body.get("caption") or "")
        place = whole.find(person.quote)
        if place < 0:
            raise Impossible(f"message {person.reply_to} does not contain the quoted text")
        return {"quote": {"text": person.quote, "position": utf16_length(whole[:place]), "is_manual": True}}

    def _tell(self, bot: Bot, room: Room, message: Message, kind: str) -> int | None:
        if room.kicked or not _is_heard(bot, room, message):
            return None
        return self._world.notify(bot, kind, self._world.chats.shown(room, message))


def _member(bot: Bot, status: str) -> Json:
    return {"user": bot.as_user(), "status": status} | ({"until_date": 0} if status == "kicked" else {})


def _is_heard(bot: Bot, room: Room, message: Message) -> bool:
    """Privacy mode, core.telegram.org/bots/features#privacy-mode: in groups commands, replies and mentions only."""
    if bot.reads_all_group_messages or room.is_private or not {"text", "caption"} & message.body.keys():
        return True
    replied = room.messages.get(message.reply_to or 0)
    text = str(message.body.get("text") or message.body.get("caption"))
    return text.startswith("/") or f"@{bot.username}" in text or (replied is not None and replied.by_bot)
