"""Owns what the writer's side can see: chats, answers to taps, pending updates, files, and waiting for news."""

import asyncio
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from integrations.simulators.telegram.chats import Message, Room
from integrations.simulators.telegram.views import view_chat, view_message, view_room, view_tap
from integrations.simulators.telegram.wire import Json
from integrations.simulators.telegram.world import World

_LONGEST_WAIT_SECONDS = 60.0


@dataclass(frozen=True)
class News:
    """Which messages somebody waits for: newer than one, or changed since, from whom, and holding what."""

    after: int | None
    since: int | None
    by: str | None
    contains: str

    def fits(self, message: Message) -> bool:
        said = str(message.body.get("text") or message.body.get("caption") or "")
        return self.by in (None, "bot" if message.by_bot else "writer") and self.contains in said

    def candidates(self, room: Room) -> list[Message]:
        if self.since is not None:
            return [m for m in room.changed_since(self.since) if self.after is None or m.message_id > self.after]
        return room.newer_than(self.after or 0)

    def deletions(self, room: Room) -> list[int]:
        return [number for number, change in room.deleted.items() if self.since is not None and change > self.since]


def watching_routes(world: World) -> list[Route]:
    watch = Watch(world)
    return [
        Route("/writer/chats", watch.chats),
        Route("/writer/chat/{chat:int}", watch.chat),
        Route("/writer/chat/-{chat:int}", watch.group),
        Route("/writer/answers", watch.answers),
        Route("/writer/wait", watch.wait),
        Route("/writer/updates", watch.updates),
        Route("/writer/bots", watch.bots),
        Route("/writer/files/{file_id}", watch.file),
    ]


class Watch:
    def __init__(self, world: World) -> None:
        self._world = world

    async def chats(self, request: Request) -> Response:
        bot_id = self._bot_id(request) if "bot" in request.query_params else None
        return JSONResponse([view_chat(room) for room in self._world.chats.all(bot_id)])

    async def chat(self, request: Request) -> Response:
        return self._chat(request, request.path_params["chat"])

    async def group(self, request: Request) -> Response:
        return self._chat(request, -request.path_params["chat"])

    def _chat(self, request: Request, chat_id: int) -> Response:
        room = self._world.chats.find(self._bot_id(request), chat_id)
        if room is None:
            return JSONResponse({"error": f"nobody wrote in chat {chat_id} yet"}, 404)
        return JSONResponse(view_room(room, int(request.query_params.get("after", "0"))))

    async def answers(self, request: Request) -> Response:
        chat = request.query_params.get("chat")
        taps = [tap for tap in self._world.taps.all() if chat in (None, str(tap.chat_id))]
        return JSONResponse(
            {
                "answers": [view_tap(tap) for tap in taps if tap.answered],
                "unanswered": [view_tap(tap) for tap in taps if not tap.answered],
            }
        )

    async def wait(self, request: Request) -> Response:
        """Answers as soon as a message fits, at the latest after `timeout` seconds, then with none."""
        asked = request.query_params
        room = await self._room_in_time(request)
        if room is None:
            return JSONResponse({"messages": [], "deleted": [], "last_change": 0, "timed_out": True})
        after, since = (int(asked[name]) if name in asked else None for name in ("after", "since"))
        if after is None and since is None:
            since = room.last_change
        news = News(after, since, asked.get("by"), asked.get("contains", ""))
        return JSONResponse(await _wait(room, news, _seconds(request)))

    async def _room_in_time(self, request: Request) -> Room | None:
        """The chat may only begin while somebody already waits for it."""
        deadline = asyncio.get_running_loop().time() + _seconds(request)
        bot_id, chat_id = self._bot_id(request), int(request.query_params["chat"])
        while (room := self._world.chats.find(bot_id, chat_id)) is None:
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0:
                return None
            await self._world.chats.opened.wait(left)
        return room

    async def updates(self, request: Request) -> Response:
        bot_id = self._bot_id(request)
        return JSONResponse(
            {"pending": self._world.updates.pending(bot_id), "webhook": self._world.webhooks.info(bot_id)}
        )

    async def bots(self, _: Request) -> Response:
        return JSONResponse([bot.as_itself() for bot in self._world.bots.all()])

    async def file(self, request: Request) -> Response:
        file = self._world.files.find(request.path_params["file_id"])
        if file is None:
            return JSONResponse({"error": "no such file"}, 404)
        shown_as = "image/jpeg" if file.folder == "photos" else "application/octet-stream"
        if file.folder == "voice":
            shown_as = "audio/ogg"
        headers = {"x-content-type-options": "nosniff"}
        if file.folder == "documents":
            headers["content-disposition"] = "attachment"
        return Response(self._world.files.content(file), media_type=shown_as, headers=headers)

    def _bot_id(self, request: Request) -> int:
        bot = self._world.bots.named(request.query_params.get("bot"))
        return bot.id if bot else 0


async def _wait(room: Room, news: News, seconds: float) -> Json:
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    while True:
        found = [view_message(room, message) for message in news.candidates(room) if news.fits(message)]
        deleted = news.deletions(room)
        left = deadline - loop.time()
        if found or deleted or left <= 0:
            return {
                "messages": found,
                "deleted": deleted,
                "last_change": room.last_change,
                "timed_out": not found and not deleted,
            }
        await room.bell.wait(left)


def _seconds(request: Request) -> float:
    return min(float(request.query_params.get("timeout", "10")), _LONGEST_WAIT_SECONDS)
