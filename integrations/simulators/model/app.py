"""Owns the vendor side of the simulated model: its routes, its key check and its latency. It says nothing itself."""

import asyncio
from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from integrations.simulators.ledger import Ledger
from integrations.simulators.model import control, wire
from integrations.simulators.model.audio import Audio
from integrations.simulators.model.chat import Chat
from integrations.simulators.model.memory import Memory
from integrations.simulators.model.pictures import Pictures
from integrations.simulators.service import Service

Endpoint = Callable[[Request], Awaitable[Response]]

_CALLS = {
    "/v1/chat/completions": "chat",
    "/v1/images/generations": "images",
    "/v1/images/edits": "edits",
    "/v1/audio/transcriptions": "transcription",
    "/v1/models": "models",
}
_MODELS = ("sim-writer", "sim-reviewer", "sim-images", "sim-transcribe")
_SINCE = 1_750_000_000


def build(ledger: Ledger) -> Service:
    memory = Memory(ledger)
    return Service("model", _app(memory), name_of_call, control.routes(memory), memory.forget)


def name_of_call(_verb: str, path: str) -> str:
    return _CALLS.get(path.rstrip("/"), "pictures" if path.startswith("/pictures/") else "other")


def _app(memory: Memory) -> Starlette:
    chat, pictures, audio = Chat(memory), Pictures(memory), Audio(memory)
    return Starlette(
        routes=[
            Route("/v1/chat/completions", _behind_key(memory, chat.complete), methods=["POST"]),
            Route("/v1/images/generations", _behind_key(memory, pictures.generate), methods=["POST"]),
            Route("/v1/images/edits", _behind_key(memory, pictures.edit), methods=["POST"]),
            Route("/v1/audio/transcriptions", _behind_key(memory, audio.transcribe), methods=["POST"]),
            Route("/v1/models", _behind_key(memory, _list_models)),
            Route("/pictures/{picture_id}.png", pictures.fetch),
        ]
    )


def _behind_key(memory: Memory, endpoint: Endpoint) -> Endpoint:
    async def guarded(request: Request) -> Response:
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not memory.admits(key.strip()):
            return _unknown_key()
        if (seconds := memory.latency_seconds()) > 0:
            await asyncio.sleep(seconds)
        return await endpoint(request)

    return guarded


def _unknown_key() -> Response:
    """OpenAI repeats a part of the key in its text; this one does not, so that no log can hold it."""
    message = "Incorrect API key provided. You can find your API key at https://platform.openai.com/account/api-keys."
    return wire.refusal(401, message, code="invalid_api_key")


async def _list_models(_: Request) -> Response:
    models = [{"id": name, "object": "model", "created": _SINCE, "owned_by": "copydesk"} for name in _MODELS]
    return JSONResponse({"object": "list", "data": models})
