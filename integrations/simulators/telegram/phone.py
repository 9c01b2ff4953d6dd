"""Owns the phone page: the chats as plain HTML with taps and a reply box, for a newcomer without any client.

It works without JavaScript and loads nothing from elsewhere; refuses, in words on the page, what the chat refuses.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, select_autoescape
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from integrations.simulators.telegram.chats import Message, Room
from integrations.simulators.telegram.media import keep_photo, shown_document, shown_voice
from integrations.simulators.telegram.person import Acts, Impossible, Person
from integrations.simulators.telegram.phone_text import as_html
from integrations.simulators.telegram.refusals import Refusal
from integrations.simulators.telegram.views import view_message
from integrations.simulators.telegram.wire import Json, Parameters, Upload, read_parameters
from integrations.simulators.telegram.world import World

_REACTION_SECONDS = 2.5  # how long a page waits after an act, so that it can show what the bot made of it
_FILES = Path(__file__).parent / "static"
_PREVIEW_LETTERS = 70
_SHOWN = 80  # messages on a page until the earlier ones are asked for


def phone_routes(world: World) -> list[Route]:
    phone = Phone(world)
    place = "/writer/phone/{bot:int}/{chat}"
    return [
        *(Route(f"/writer/phone.{each}", partial(_own_file, f"phone.{each}")) for each in ("css", "js")),
        Route("/writer/phone", phone.list_chats),
        Route("/writer/phone", phone.start, methods=["POST"]),
        Route("/writer/phone/{chat}", phone.show_default),
        Route(place, phone.show),
        Route(f"{place}/tap", phone.tap, methods=["POST"]),
        Route(f"{place}/send", phone.send, methods=["POST"]),
    ]


class Phone:
    def __init__(self, world: World) -> None:
        self._world, self._acts = world, Acts(world)
        self._pages = Environment(
            loader=PackageLoader("integrations.simulators.telegram"), autoescape=select_autoescape(), trim_blocks=True
        )

    async def list_chats(self, request: Request) -> Response:
        rooms = sorted(self._world.chats.all(), key=lambda room: -room.last_change)
        return self._page("chats.html", request, chats=[_summary(room) for room in rooms], home=_home(request))

    async def start(self, request: Request) -> Response:
        given = await read_parameters(request)
        person = Person()
        try:
            self._acts.write(person, given.text("text") or "/start")
        except Impossible as impossible:
            return _back(_home(request), {"problem": str(impossible)})
        room = self._acts.room_of(person)
        await self._reaction(room)
        return _back(_place(request, room), {})

    async def show_default(self, request: Request) -> Response:
        bot = self._world.bots.named(request.query_params.get("bot"))
        room = self._world.chats.find(bot.id, _number(request)) if bot else None
        return RedirectResponse(_place(request, room) if room else _home(request), 303)

    async def show(self, request: Request) -> Response:
        room = self._room(request)
        if room is None:
            return RedirectResponse(_home(request), 303)
        asked = request.query_params
        shown = list(room.messages.values())[0 if "all" in asked else -_SHOWN :]
        reply_to = room.messages.get(int(asked["reply_to"])) if asked.get("reply_to", "").isdigit() else None
        return self._page(
            "chat.html",
            request,
            chat=_summary(room),
            messages=[_bubble(room, message) for message in shown],
            hidden=len(room.messages) - len(shown),
            here=_place(request, room),
            home=_home(request),
            reply_to=_bubble(room, reply_to) if reply_to else None,
            answer=self._world.taps.find(asked.get("tap", "")),
            live="live" in asked,
        )

    async def tap(self, request: Request) -> Response:
        room, given = self._room(request), await read_parameters(request)
        if room is None:
            return RedirectResponse(_home(request), 303)
        button = (given.integer("message_id"), None, given.text("data"), given.integer("row"), given.integer("column"))
        try:
            query_id, _ = self._acts.tap(self._me(room), *button)
        except Impossible as impossible:
            return _back(_place(request, room), {"problem": str(impossible)})
        await self._reaction(room)
        return _back(_place(request, room), {"tap": query_id})

    async def send(self, request: Request) -> Response:
        room, given = self._room(request), await read_parameters(request)
        if room is None:
            return RedirectResponse(_home(request), 303)
        try:
            await self._say(room, given)
        except (Impossible, Refusal, ValidationError) as impossible:
            return _back(_place(request, room), {"problem": str(impossible)})
        await self._reaction(room)
        return _back(_place(request, room), {})

    async def _say(self, room: Room, given: Parameters) -> None:
        fields = {"reply_to": given.integer("reply_to") or None, "quote": given.text("quote").strip() or None}
        person = self._me(room).model_copy(update=fields)
        upload = given.uploads.get("file")
        if upload is None or not upload.content:
            self._acts.write(person, given.text("text"))
            return
        caption = given.text("text").strip()
        self._acts.say(person, await self._content(upload) | ({"caption": caption} if caption else {}))

    async def _content(self, upload: Upload) -> Json:
        files = self._world.files
        if upload.mime_type.startswith("image/"):
            return {"photo": await keep_photo(files, upload)}
        if upload.mime_type in ("audio/ogg", "application/ogg") or upload.name.endswith((".oga", ".ogg")):
            return {"voice": shown_voice(files, files.keep("voice", upload))}
        return {"document": shown_document(files.keep("documents", upload))}

    def _me(self, room: Room) -> Person:
        """On the phone one is whoever wrote in that chat first."""
        user = next(iter(room.users.values()), None)
        known = {"user": user["id"], "first_name": user["first_name"]} if user else {}
        return Person(bot=str(room.bot_id), chat=room.id, **known)

    def _room(self, request: Request) -> Room | None:
        return self._world.chats.find(request.path_params["bot"], _number(request))

    async def _reaction(self, room: Room) -> None:
        """Until the bot did something in this chat and then paused for a moment."""
        before = room.last_change
        await room.bell.wait(_REACTION_SECONDS)
        while room.last_change != before:
            before = room.last_change
            await room.bell.wait(0.25)

    def _page(self, name: str, request: Request, **context: object) -> HTMLResponse:
        problem = request.query_params.get("problem")
        return HTMLResponse(self._pages.get_template(name).render(problem=problem, **context))


def _bubble(room: Room, message: Message) -> Json:
    seen: Json = view_message(room, message)
    html = as_html(seen["text"] or seen["caption"] or "", seen["entities"] or seen["caption_entities"])
    replied = room.messages.get(message.reply_to or 0)
    return seen | {
        "html": html,
        "time": datetime.fromtimestamp(seen["date"], UTC).strftime("%H:%M"),
        "replied": _preview(replied) if replied else None,
        "preview": _preview(message),
        "topic": room.topics.get(message.thread or 0),
    }


def _summary(room: Room) -> Json:
    chat = room.chat
    last = next(reversed(room.messages.values()), None)
    return {
        "bot": room.bot_id,
        "id": room.id,
        "name": chat.get("title") or " ".join(filter(None, (chat.get("first_name"), chat.get("last_name")))),
        "kind": chat["type"],
        "last": _preview(last) if last else "",
        "can_write": room.migrated_to is None and not room.kicked,
        "blocked": room.blocked,
    }


def _preview(message: Message) -> str:
    body: Mapping[str, object] = message.body
    text = str(body.get("text") or body.get("caption") or "")
    if not text:
        text = next((name for name in ("photo", "voice", "document") if name in body), "notice").capitalize()
    return text if len(text) <= _PREVIEW_LETTERS else f"{text[:_PREVIEW_LETTERS]}…"


async def _own_file(name: str, _: Request) -> Response:
    return FileResponse(_FILES / name)


def _number(request: Request) -> int:
    text = str(request.path_params["chat"])
    return int(text) if text.removeprefix("-").isdigit() else 0


def _home(request: Request) -> str:
    """Whoever passes the phone on says where it stands there."""
    passed_on = request.headers.get("x-forwarded-prefix")
    return f"{passed_on or request.scope.get('root_path', '')}/writer/phone"


def _place(request: Request, room: Room) -> str:
    return f"{_home(request)}/{room.bot_id}/{room.id}"


def _back(place: str, said: dict[str, str]) -> RedirectResponse:
    query = f"?{urlencode(said)}" if said else ""
    return RedirectResponse(f"{place}{query}#newest", 303)
