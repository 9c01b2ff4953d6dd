"""Owns how the writer's side is shown a chat: every message as the phone has it now, in few and plain words."""

from integrations.simulators.telegram.chats import Message, Room
from integrations.simulators.telegram.keyboards import buttons
from integrations.simulators.telegram.taps import Tap
from integrations.simulators.telegram.wire import Json

_SERVICE = (
    "pinned_message", "forum_topic_created", "migrate_to_chat_id", "migrate_from_chat_id",
)  # fmt: skip


def view_message(room: Room, message: Message) -> Json:
    body = message.body
    photo = body.get("photo") or []
    return {
        "message_id": message.message_id,
        "from": "bot" if message.by_bot else "writer",
        "name": body["from"]["first_name"],
        "user": body["from"]["id"],
        "date": body["date"],
        "text": body.get("text"),
        "entities": body.get("entities", []),
        "caption": body.get("caption"),
        "caption_entities": body.get("caption_entities", []),
        "buttons": [[_button(button) for button in row] for row in buttons(body)],
        "phone_keyboard": message.phone_keyboard,
        "photo": photo[-1]["file_id"] if photo else None,
        "photo_sizes": photo,
        "document": body.get("document"),
        "voice": body.get("voice"),
        "media_group_id": body.get("media_group_id"),
        "reply_to": message.reply_to,
        "quote": body.get("quote"),
        "thread": message.thread,
        "edited": "edit_date" in body,
        "pinned": room.pinned == message.message_id,
        "service": next((name for name in _SERVICE if name in body), None),
        "change": message.change,
    }


def _button(button: Json) -> Json:
    return {"text": button["text"], "data": button.get("callback_data"), "url": button.get("url")}


def view_room(room: Room, after: int = 0) -> Json:
    shown = [view_message(room, message) for message in room.newer_than(after)]
    return view_chat(room) | {"messages": shown}


def view_chat(room: Room) -> Json:
    return {
        "bot": room.bot_id,
        "chat": room.chat,
        "blocked": room.blocked,
        "kicked": room.kicked,
        "migrated_to": room.migrated_to,
        "topics": [{"thread": thread, "name": name} for thread, name in room.topics.items()],
        "pinned": room.pinned,
        "message_count": len(room.messages),
        "last_message_id": next(reversed(room.messages), 0),
        "last_change": room.last_change,
    }


def view_tap(tap: Tap) -> Json:
    return {
        "query_id": tap.query_id, "bot": tap.bot_id, "chat": tap.chat_id, "message_id": tap.message_id,
        "user": tap.user_id, "button": tap.button, "data": tap.data, "answered": tap.answered, "text": tap.text,
        "show_alert": tap.show_alert, "url": tap.url, "milliseconds": tap.milliseconds,
    }  # fmt: skip
