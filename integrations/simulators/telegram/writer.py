"""Owns the writer's side over HTTP, mounted below /_sim: acts of a person in, chats and answers out, all JSON.

An act that the chat does not allow is a 409 with a reason, a malformed one a 422; it refuses nothing for the bot.
"""

import base64
from collections.abc import Awaitable, Callable
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from integrations.simulators.telegram import orders
from integrations.simulators.telegram.bots import Bot
from integrations.simulators.telegram.chats import Message, Room
from integrations.simulators.telegram.formatted import Formatted, finish
from integrations.simulators.telegram.limits import Limits
from integrations.simulators.telegram.media import keep_photo, shown_document, shown_voice
from integrations.simulators.telegram.person import Acts, Impossible, Person
from integrations.simulators.telegram.refusals import Refusal
from integrations.simulators.telegram.watching import watching_routes
from integrations.simulators.telegram.wire import Json, read_parameters
from integrations.simulators.telegram.world import World

Order = TypeVar("Order", bound=BaseModel)
Endpoint = Callable[[Request], Awaitable[Json]]


def writer_routes(world: World) -> list[Route]:
    desk = WriterDesk(world)
    acts = {
        "text": desk.text, "tap": desk.tap, "photo": desk.photo, "voice": desk.voice, "document": desk.document,
        "edit": desk.edit, "block": desk.block, "unblock": desk.unblock, "kick": desk.kick, "join": desk.join,
        "migrate": desk.migrate, "topics": desk.topic, "bots": desk.register, "clock": desk.set_clock,
        "limits": desk.set_limits, "delivery": desk.set_delivery,
    }  # fmt: skip
    posts = [Route(f"/writer/{name}", answering(act), methods=["POST"]) for name, act in acts.items()]
    return [*posts, *watching_routes(world)]


def answering(act: Endpoint) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            return JSONResponse(await act(request))
        except Impossible as impossible:
            return JSONResponse({"error": str(impossible)}, 409)
        except Refusal as refusal:
            return JSONResponse({"error": refusal.description}, refusal.code)
        except ValidationError as invalid:
            problems = [f"{'.'.join(str(part) for part in e['loc'])}: {e['msg']}" for e in invalid.errors()]
            return JSONResponse({"error": "; ".join(problems)}, 422)

    return endpoint


async def read_order(request: Request, kind: type[Order]) -> Order:
    """From JSON, a form, or a multipart form whose one file becomes `content`."""
    given = await read_parameters(request)
    values = {name: value for name, value in given.values.items() if value != ""}
    for upload in given.uploads.values():
        named = {"content": base64.b64encode(upload.content).decode(), "file_name": upload.name}
        values = named | {"mime_type": upload.mime_type} | values
    return kind.model_validate(values)


class WriterDesk:
    def __init__(self, world: World) -> None:
        self._world, self._acts = world, Acts(world)

    async def text(self, request: Request) -> Json:
        order = await read_order(request, orders.Text)
        return _said(self._acts.write(order, order.text))

    async def tap(self, request: Request) -> Json:
        order = await read_order(request, orders.Tap)
        button = (order.message_id, order.text, order.data, order.row, order.column)
        taps = [self._acts.tap(order, *button) for _ in range(order.times)]
        return {
            "callback_query_id": taps[0][0],
            "callback_query_ids": [query_id for query_id, _ in taps],
            "update_ids": [number for _, number in taps],
        }

    async def photo(self, request: Request) -> Json:
        order = await read_order(request, orders.FileMessage)
        sizes = await keep_photo(self._world.files, order.as_upload("photo.jpg", "image/jpeg"))
        return _said(self._acts.say(order, {"photo": sizes} | _caption(order)))

    async def voice(self, request: Request) -> Json:
        order = await read_order(request, orders.FileMessage)
        file = self._world.files.keep("voice", order.as_upload("voice.oga", "audio/ogg"))
        return _said(
            self._acts.say(order, {"voice": shown_voice(self._world.files, file, order.duration)} | _caption(order))
        )

    async def document(self, request: Request) -> Json:
        order = await read_order(request, orders.FileMessage)
        file = self._world.files.keep("documents", order.as_upload("file", "application/octet-stream"))
        return _said(self._acts.say(order, {"document": shown_document(file)} | _caption(order)))

    async def edit(self, request: Request) -> Json:
        order = await read_order(request, orders.Edit)
        return _said(self._acts.rewrite(order, order.message_id, order.text))

    async def block(self, request: Request) -> Json:
        return {"update_id": self._acts.set_blocked(await read_order(request, Person), blocked=True)}

    async def unblock(self, request: Request) -> Json:
        return {"update_id": self._acts.set_blocked(await read_order(request, Person), blocked=False)}

    async def kick(self, request: Request) -> Json:
        return {"update_id": self._acts.set_kicked(await read_order(request, Person), kicked=True)}

    async def join(self, request: Request) -> Json:
        return {"update_id": self._acts.set_kicked(await read_order(request, Person), kicked=False)}

    async def migrate(self, request: Request) -> Json:
        order = await read_order(request, orders.Migration)
        room: Room = self._acts.migrate(order, order.to)
        return {"chat": room.id}

    async def topic(self, request: Request) -> Json:
        order = await read_order(request, orders.Topic)
        return {"thread": self._acts.open_topic(order, order.name)}

    async def register(self, request: Request) -> Json:
        order = await read_order(request, orders.NewBot)
        bot = Bot(order.token, order.username, order.name, order.reads_all_group_messages)
        self._world.bots.register(bot)
        return bot.as_itself()

    async def set_clock(self, request: Request) -> Json:
        order = await read_order(request, orders.ClockOrder)
        self._world.clock.advance(order.age_updates_seconds)
        if order.callback_seconds is not None:
            self._world.taps.answerable_seconds = order.callback_seconds
        if order.expire_callbacks:
            self._world.taps.expire_all()
        return {"pending": {str(bot.id): len(self._world.updates.pending(bot.id)) for bot in self._world.bots.all()}}

    async def set_delivery(self, request: Request) -> Json:
        order = await read_order(request, orders.Delivery)
        self._world.updates.sends_twice = order.twice
        return order.model_dump()

    async def set_limits(self, request: Request) -> Json:
        limits = await read_order(request, Limits)
        self._world.flood.set(limits)
        return limits.model_dump()


def _said(said: tuple[Message, int | None]) -> Json:
    message, update_id = said
    return {"message_id": message.message_id, "update_id": update_id, "change": message.change, "message": message.body}


def _caption(order: orders.FileMessage) -> Json:
    caption = finish(Formatted(order.caption))
    entities: Json = {"caption_entities": list(caption.entities)} if caption.entities else {}
    return {"caption": caption.text} | entities if caption.text else {}
