"""Owns POST /images/generations, /images/edits and the addresses of pictures. It paints off the event loop."""

import base64
import json
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from integrations.aside import aside
from integrations.simulators.model import wire
from integrations.simulators.model.memory import Endpoint, Habits, Memory
from integrations.simulators.model.painting import paint
from integrations.simulators.model.request import parsed

_AUTO = (1024, 1024)
_LARGEST_SIDE = 4096


@dataclass(frozen=True)
class _Order:
    endpoint: Endpoint
    model: str
    prompt: str
    size: str
    count: int
    by_url: bool
    underneath: bytes | None = None

    @property
    def sides(self) -> tuple[int, int]:
        width, _, height = self.size.partition("x")
        return (int(width), int(height)) if width.isdigit() and height.isdigit() else _AUTO

    @property
    def digest(self) -> str:
        """From what was asked; a multipart body has a boundary that differs every time."""
        asked = [self.endpoint, self.model, self.prompt, self.size, self.count, self.by_url]
        return wire.digest(json.dumps(asked).encode() + (self.underneath or b""))


class Pictures:
    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    async def generate(self, request: Request) -> Response:
        body = parsed(await request.body())
        return await self._serve(request, _ordered(Endpoint.IMAGES, body, None))

    async def edit(self, request: Request) -> Response:
        if self._memory.habits().no_edits:
            return wire.refusal(404, "Invalid URL (POST /v1/images/edits)")
        form = await request.form()
        image = form.get("image") or form.get("image[]")
        if not isinstance(image, UploadFile):
            return wire.missing("image")
        return await self._serve(request, _ordered(Endpoint.EDITS, dict(form), await image.read()))

    async def fetch(self, request: Request) -> Response:
        recipe = self._memory.picture(request.path_params["picture_id"])
        if recipe is None:
            return wire.refusal(404, "No such picture.")
        underneath = base64.b64decode(recipe["underneath"]) or None
        data = await aside(paint, recipe["prompt"], recipe["width"], recipe["height"], underneath)
        return Response(data, media_type="image/png")

    async def _serve(self, request: Request, order: _Order) -> Response:
        habits = self._memory.habits()
        if (fault := _fault(order, habits)) is not None:
            return fault
        scripted = self._memory.next_scripted(order.endpoint)
        if scripted and (error := scripted.error):
            return wire.refusal(error.status, error.message, code=error.code, kind=error.kind)
        width, height = order.sides
        usage = wire.images_usage(order.prompt, width, height, order.count, edited=order.endpoint is Endpoint.EDITS)
        self._memory.charge(order.endpoint, order.model, order.digest, usage)
        by_url = order.by_url or habits.images_by_url
        data = [await self._shown(request, order, number, by_url) for number in range(order.count)]
        size = {"size": f"{width}x{height}", "output_format": "png", "background": "opaque", "quality": "high"}
        paid = {} if habits.no_usage else {"usage": usage}
        return JSONResponse({"created": wire.created(order.digest), "data": data, **size, **paid})

    async def _shown(self, request: Request, order: _Order, number: int, by_url: bool) -> dict[str, str]:
        width, height = order.sides
        prompt = order.prompt + "\u200a" * number  # the second of several pictures differs from the first
        if not by_url:
            data = await aside(paint, prompt, width, height, order.underneath)
            return {"b64_json": base64.b64encode(data).decode()}
        picture_id = f"img-{order.digest[:24]}-{number}"
        underneath = base64.b64encode(order.underneath or b"").decode()
        recipe = {"prompt": prompt, "width": width, "height": height, "underneath": underneath}
        self._memory.hang(picture_id, recipe)
        return {"url": f"{_mount_of(request)}/pictures/{picture_id}.png"}


def _mount_of(request: Request) -> str:
    """Where this service is mounted; `url_for` knows the routes of the outermost application only."""
    return f"{request.url.scheme}://{request.url.netloc}{request.scope.get('root_path', '')}"


def _ordered(endpoint: Endpoint, fields: dict[str, Any], underneath: bytes | None) -> _Order:
    return _Order(
        endpoint=endpoint,
        model=str(fields.get("model") or "gpt-image-1"),
        prompt=str(fields.get("prompt") or ""),
        size=str(fields.get("size") or ""),
        count=int(fields.get("n") or 1),
        by_url=fields.get("response_format") == "url",
        underneath=underneath,
    )


def _fault(order: _Order, habits: Habits) -> Response | None:
    if not order.prompt:
        return wire.missing("prompt")
    if len(order.prompt) > habits.max_image_prompt:
        message = f"Invalid 'prompt': string too long. Expected a string with maximum length {habits.max_image_prompt}."
        return wire.refusal(400, message, param="prompt", code="string_above_max_length")
    if habits.reject_image_size and order.size:
        return wire.refusal(400, f"Unsupported value: 'size' {order.size}.", param="size", code="unsupported_value")
    if not all(0 < side <= _LARGEST_SIDE for side in order.sides):
        return wire.refusal(400, f"Invalid size '{order.size}'.", param="size", code="invalid_value")
    return None
