"""Owns the methods that make a new message; refuses what cannot be sent before anything is kept."""

import secrets

from integrations.simulators.telegram.calls import Call
from integrations.simulators.telegram.chats import Message, Room
from integrations.simulators.telegram.formatted import utf16_length
from integrations.simulators.telegram.keyboards import read_markup
from integrations.simulators.telegram.media import read_document, read_medium, read_photo, read_voice
from integrations.simulators.telegram.refusals import bad_request
from integrations.simulators.telegram.texts import read_caption, read_quote, read_text, text_fields
from integrations.simulators.telegram.wire import Json

_MAX_ALBUM = 10
_ACTIONS = frozenset(
    {
        "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
        "choose_sticker", "find_location", "record_video_note", "upload_video_note",
    }
)  # fmt: skip
_PREVIEW = ("is_disabled", "url", "prefer_small_media", "prefer_large_media", "show_above_text")


async def send_message(call: Call) -> Json:
    text = read_text(call.given)
    room = call.writable_room()
    preview = call.given.mapping("link_preview_options") or {}
    if call.given.flag("disable_web_page_preview"):
        preview = {"is_disabled": True}
    shown = {name: preview[name] for name in _PREVIEW if preview.get(name)}
    return _send(call, room, text_fields(text) | ({"link_preview_options": shown} if shown else {}))


async def send_photo(call: Call) -> Json:
    caption = read_caption(call.given)
    room = call.writable_room()
    spoiler: Json = {"has_media_spoiler": True} if call.given.flag("has_spoiler") else {}
    return _send(call, room, {"photo": await read_photo(call, "photo")} | caption | spoiler)


async def send_document(call: Call) -> Json:
    caption = read_caption(call.given)
    room = call.writable_room()
    return _send(call, room, {"document": await read_document(call, "document")} | caption)


async def send_voice(call: Call) -> Json:
    caption = read_caption(call.given)
    room = call.writable_room()
    return _send(call, room, {"voice": await read_voice(call, "voice")} | caption)


async def send_media_group(call: Call) -> list[Json]:
    items = call.given.sequence("media") or []
    if not items:
        raise bad_request("there are no messages to send")
    if len(items) > _MAX_ALBUM:
        raise bad_request("too many messages to send as an album")
    room = call.writable_room()
    if len({item.get("type") for item in items}) > 1:  # of the kinds served here no two may be mixed
        raise bad_request("document can't be mixed with other media types")
    contents = [await read_medium(call, item) for item in items]
    album: Json = {"media_group_id": str(13_000_000_000_000_000 + secrets.randbelow(10**15))} if len(items) > 1 else {}
    return _keep_all(call, room, [content | album for content in contents])


async def send_chat_action(call: Call) -> bool:
    if call.given.text("action").lower() not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    call.writable_room()
    return True


def _send(call: Call, room: Room, content: Json) -> Json:
    return _keep_all(call, room, [content])[0]


def _keep_all(call: Call, room: Room, contents: list[Json]) -> list[Json]:
    markup = read_markup(call.given)
    replied, quote = _read_reply(call, room)
    common = call.thread(room) | quote
    if markup.inline:
        common["reply_markup"] = markup.inline
    if call.given.flag("protect_content"):
        common["has_protected_content"] = True
    call.world.flood.pass_one(call.bot.id, room.id)
    reply_to = replied.message_id if replied else None
    more = {"reply_to": reply_to, "phone_keyboard": markup.phone}
    return [call.shown(room, call.add(room, content | common, **more)) for content in contents]


def _read_reply(call: Call, room: Room) -> tuple[Message | None, Json]:
    reply = call.given.mapping("reply_parameters") or {}
    number = int(reply.get("message_id", 0)) or call.given.integer("reply_to_message_id")
    if not number:
        return None, {}
    replied = room.messages.get(number)
    if replied is None:
        if reply.get("allow_sending_without_reply") or call.given.flag("allow_sending_without_reply"):
            return None, {}
        raise bad_request("message to be replied not found")
    return replied, _quote(replied, reply) if reply.get("quote") else {}


def _quote(replied: Message, reply: Json) -> Json:
    quote = read_quote(reply)
    whole = str(replied.body.get("text") or replied.body.get("caption") or "")
    place = whole.find(quote.text)
    if place < 0:
        raise bad_request("QUOTE_TEXT_INVALID")
    entities: Json = {"entities": list(quote.entities)} if quote.entities else {}
    return {"quote": {"text": quote.text, "position": utf16_length(whole[:place])} | entities}
