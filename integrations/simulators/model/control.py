"""Owns our own control of the simulated vendor under /_sim/model. It refuses unknown fields."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from integrations.simulators.model.memory import Habits, Memory, Scripted

Order = TypeVar("Order")


class _Latency(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    seconds: float


class _Key(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str


def routes(memory: Memory) -> list[Route]:
    def queue(scripted: Scripted | list[Scripted]) -> None:
        for answer in scripted if isinstance(scripted, list) else [scripted]:
            memory.queue(answer)

    async def calls(_: Request) -> Response:
        return JSONResponse(memory.calls())

    latency = _carried_out(TypeAdapter(_Latency), lambda order: memory.slow_down(order.seconds))
    keys = _carried_out(TypeAdapter(_Key), lambda order: memory.register(order.key))
    return [
        Route("/model/latency", latency, methods=["POST"]),
        Route("/model/keys", keys, methods=["POST"]),
        Route("/model/habits", _carried_out(TypeAdapter(Habits), memory.adopt), methods=["POST"]),
        Route("/model/script", _carried_out(_SCRIPT, queue), methods=["POST"]),
        Route("/model/calls", calls),
    ]


_SCRIPT: TypeAdapter[Scripted | list[Scripted]] = TypeAdapter(Scripted | list[Scripted])


def _carried_out(orders: TypeAdapter[Order], act: Callable[[Order], None]) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            act(orders.validate_json(await request.body()))
        except ValidationError as error:
            return JSONResponse({"error": str(error)}, 422)
        return JSONResponse({"ok": True})

    return endpoint
