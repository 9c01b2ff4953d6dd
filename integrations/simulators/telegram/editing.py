"""Owns the methods that change, pin or delete a message, and the answer to a tap; refuses edits that edit nothing."""

from integrations.simulators.telegram.calls import Call
from integrations.simulators.telegram.chats import Message, Room
from integrations.simulators.telegram.keyboards import read_markup
from integrations.simulators.telegram.media import read_medium
from integrations.simulators.telegram.refusals import bad_request, not_modified
from integrations.simulators.telegram.texts import read_caption, read_text, text_fields
from integrations.simulators.telegram.wire import Json

_TEXT = ("text", "entities", "link_preview_options")
_CAPTION = ("caption", "caption_entities", "show_caption_above_media")
_MEDIA = ("photo", "document", "voice")
_COMPARED = (*_TEXT, *_CAPTION, *_MEDIA, "reply_markup")


async def edit_message_text(call: Call) -> Json:
    text = read_text(call.given)
    room = call.writable_room()
    message = call.own_message(room)
    if "text" not in message.body:
        raise bad_request("there is no text in the message to edit")
    return _edit(call, room, message, _TEXT, text_fields(text))


async def edit_message_caption(call: Call) -> Json:
    caption = read_caption(call.given)
    room = call.writable_room()
    message = call.own_message(room)
    if not any(medium in message.body for medium in _MEDIA):
        raise bad_request("there is no caption in the message to edit")
    return _edit(call, room, message, _CAPTION, caption)


async def edit_message_media(call: Call) -> Json:
    room = call.writable_room()
    message = call.own_message(room)
    item = call.given.mapping("media")
    if item is None:
        raise bad_request("can't parse input media JSON object")
    return _edit(call, room, message, (*_TEXT, *_CAPTION, *_MEDIA), await read_medium(call, item))


async def edit_message_reply_markup(call: Call) -> Json:
    room = call.writable_room()
    message = call.own_message(room)
    return _edit(call, room, message, (), {})


def _edit(call: Call, room: Room, message: Message, replaced: tuple[str, ...], fields: Json) -> Json:
    """An edit without a keyboard takes the keyboard away; one of the keyboard alone is not shown as an edit."""
    markup = read_markup(call.given).inline
    body = {name: value for name, value in message.body.items() if name not in (*replaced, "reply_markup")} | fields
    if markup:
        body["reply_markup"] = markup
    if _same(message.body, body):
        raise not_modified()
    if fields:
        body["edit_date"] = call.world.clock.date()
    call.world.flood.pass_one(call.bot.id, room.id)
    return call.shown(room, call.world.chats.change(room, message, body))


def _same(before: Json, after: Json) -> bool:
    return all(before.get(name) == after.get(name) for name in _COMPARED)


async def delete_message(call: Call) -> bool:
    room = call.known_room()
    message = call.message(room, "message to delete not found")
    if not message.by_bot and not room.is_private:
        raise bad_request("message can't be deleted")
    call.world.chats.remove(room, message.message_id)
    return True


async def delete_messages(call: Call) -> bool:
    room = call.known_room()
    numbers = call.given.sequence("message_ids")
    if not numbers:
        raise bad_request("message identifiers are not specified")
    for number in numbers:
        if number in room.messages:
            call.world.chats.remove(room, number)
    return True


async def pin_chat_message(call: Call) -> bool:
    room = call.writable_room()
    message = call.message(room, "message to pin not found")
    room.pinned = message.message_id
    call.world.chats.keep(room)
    call.add(room, call.thread(room) | {"pinned_message": message.body})
    return True


async def unpin_chat_message(call: Call) -> bool:
    room = call.writable_room()
    room.pinned = None
    call.world.chats.keep(room)
    return True


async def answer_callback_query(call: Call) -> bool:
    given = call.given
    answer = (given.text("text"), given.flag("show_alert"), given.text("url"))
    call.world.taps.answer(call.bot.id, given.text("callback_query_id"), *answer)
    return True
