"""Owns how a file is named in a call, as an upload, an attachment, an id or a loopback address, and its shown form."""

from urllib.parse import urlsplit

import httpx

from integrations.aside import aside
from integrations.simulators.telegram.calls import Call
from integrations.simulators.telegram.files import File, Files, photo_sizes, voice_seconds
from integrations.simulators.telegram.refusals import bad_request, wrong_file
from integrations.simulators.telegram.texts import read_caption
from integrations.simulators.telegram.webhook import is_loopback
from integrations.simulators.telegram.wire import Json, Upload

_FETCH_SECONDS = 10.0


async def read_photo(call: Call, name: str) -> list[Json]:
    given = await _given_file(call, name, "photo")
    if isinstance(given, File):
        return _kept_sizes(call.world.files, given)
    return await keep_photo(call.world.files, given)


async def keep_photo(files: Files, upload: Upload) -> list[Json]:
    pictures = await aside(photo_sizes, upload)
    sizes = [shown_size(files.keep("photos", upload, picture)) for picture in pictures]
    files.tie([size["file_id"] for size in sizes])
    return sizes


async def read_document(call: Call, name: str) -> Json:
    given = await _given_file(call, name, "document")
    return shown_document(given if isinstance(given, File) else call.world.files.keep("documents", given))


async def read_voice(call: Call, name: str) -> Json:
    given = await _given_file(call, name, "voice")
    file = given if isinstance(given, File) else call.world.files.keep("voice", given)
    return shown_voice(call.world.files, file, call.given.integer("duration"))


async def read_medium(call: Call, item: Json) -> Json:
    """One InputMedia of an album or an edit, with its caption."""
    inner = Call(call.world, call.bot, call.given.within(item))
    caption = read_caption(inner.given)
    match item.get("type"):
        case "photo":
            return {"photo": await read_photo(inner, "media")} | caption
        case "document":
            return {"document": await read_document(inner, "media")} | caption
        case _:
            raise bad_request("can't parse InputMedia: type must be one of photo, document in the simulator")


def shown_size(file: File) -> Json:
    return file.as_answer() | {"width": file.width, "height": file.height}


def shown_document(file: File) -> Json:
    return file.as_answer() | {"file_name": file.name, "mime_type": file.mime_type}


def shown_voice(files: Files, file: File, seconds: int = 0) -> Json:
    duration = seconds or voice_seconds(files.content(file))
    return file.as_answer() | {"duration": duration, "mime_type": "audio/ogg"}


def _kept_sizes(files: Files, file: File) -> list[Json]:
    if file.folder != "photos":
        raise bad_request("can't use file of type Document as Photo")
    return [shown_size(one) for one in files.tied(file)]


async def _given_file(call: Call, name: str, kind: str) -> File | Upload:
    direct = call.given.uploads.get(name)
    if direct and name != "media":
        return direct
    named = call.given.text(name)
    if not named:
        raise bad_request(f"there is no {kind} in the request")
    if named.startswith("attach://"):
        attached = call.given.uploads.get(named.removeprefix("attach://"))
        if attached is None:
            raise wrong_file()
        return attached
    if "://" in named:
        return await _fetch(named)
    file = call.world.files.find(named)
    if file is None:
        raise wrong_file()
    return file


async def _fetch(url: str) -> Upload:
    """Telegram itself loads an address that a bot names; this one goes no further than this machine."""
    if not is_loopback(url):
        raise wrong_file()
    try:
        async with httpx.AsyncClient(timeout=_FETCH_SECONDS, trust_env=False) as client:
            answer = await client.get(url)
    except httpx.HTTPError as unreachable:
        raise bad_request("failed to get HTTP URL content") from unreachable
    if not answer.is_success:
        raise bad_request("failed to get HTTP URL content")
    name = urlsplit(url).path.rpartition("/")[2] or "file"
    return Upload(name, answer.content, answer.headers.get("content-type", "application/octet-stream"))
