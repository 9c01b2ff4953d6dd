"""Owns the methods that only ask or settle something small: who am I, this chat, this file, my commands."""

from integrations.simulators.telegram.calls import Call
from integrations.simulators.telegram.files import MAX_DOWNLOAD_BYTES
from integrations.simulators.telegram.refusals import bad_request
from integrations.simulators.telegram.wire import Json

_GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


async def get_me(call: Call) -> Json:
    return call.bot.as_itself()


async def get_chat(call: Call) -> Json:
    room = call.known_room()
    answer = room.chat | {
        "accent_color_id": abs(room.id) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_GIFTS, True),
    }
    if username := room.chat.get("username"):
        answer["active_usernames"] = [username]
    if pinned := room.messages.get(room.pinned or 0):
        answer["pinned_message"] = call.shown(room, pinned)
    return answer


async def get_file(call: Call) -> Json:
    if not call.given.text("file_id"):
        raise bad_request("file_id not specified")
    file = call.world.files.find(call.given.text("file_id"))
    if file is None:
        raise bad_request("invalid file_id")
    if file.size > MAX_DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    return file.as_answer() | {"file_path": file.path}


async def set_my_commands(call: Call) -> bool:
    call.world.commands.set(call.bot.id, call.given)
    return True


async def get_my_commands(call: Call) -> list[Json]:
    return call.world.commands.get(call.bot.id, call.given)


async def delete_my_commands(call: Call) -> bool:
    call.world.commands.remove(call.bot.id, call.given)
    return True
