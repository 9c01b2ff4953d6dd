"""Owns the way in to every simulator: each call is named, suffers its fault, and is written to the log."""

import asyncio
import re
import time
from collections.abc import Callable
from typing import Any

from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from integrations.simulators.faults import Fault, FaultKind, Faults
from integrations.simulators.ledger import Ledger

NameOfCall = Callable[[str, str], str]  # (HTTP verb, path below the service) -> the vendor's name of the method

_ERROR_PAGE = (
    "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>"
)
_BODY_SHOWN = 20_000
_TOKEN = re.compile(r"/bot[^/]+/")  # the Bot API carries its token in the path


class FaultGate:
    """An ASGI app around one service. It must be outermost: cutting a connection needs the server's own `send`."""

    def __init__(self, service: str, app: ASGIApp, name_of_call: NameOfCall, faults: Faults, log: Ledger) -> None:
        self._service, self._app, self._name_of_call = service, app, name_of_call
        self._faults, self._log = faults, log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        method = self._name_of_call(scope["method"], scope["path"].removeprefix(scope.get("root_path", "")))
        body = await _whole_body(receive)
        fault = self._faults.take(self._service, method, body)
        answer = _Answer(_transport_of(send))
        started = time.time()

        def write() -> None:
            self._write(method, scope, body, started, answer.status, fault)

        answer.before_end = write
        await self._serve(fault, scope, body, receive, answer.passing_to(send), answer)
        answer.end()

    async def _serve(
        self, fault: Fault | None, scope: Scope, body: bytes, receive: Receive, send: Send, answer: "_Answer"
    ) -> None:
        replay = _replayed(body, receive)
        if fault is None:
            await self._app(scope, replay, send)
            return
        match fault.kind:
            case FaultKind.SLOW:
                await asyncio.sleep(fault.seconds)
                await self._app(scope, replay, send)
            case FaultKind.LATE:
                await self._app(scope, replay, _delayed(send, fault.seconds))
            case FaultKind.STATUS | FaultKind.HTML:
                answer.status = fault.status
                await _refusal(self._service, fault)(scope, replay, send)
            case FaultKind.CUT_BEFORE:
                answer.cut()
            case FaultKind.CUT_AFTER:
                await self._app(scope, replay, answer.swallow)
                answer.cut()
            case FaultKind.MALFORMED:
                await self._app(scope, replay, answer.swallow)
                await Response(b'{"ok": tru', status_code=answer.status, media_type="application/json")(
                    scope, replay, send
                )
            case FaultKind.HALF_BODY:
                await self._app(scope, replay, answer.swallow)
                await answer.send_half(send)
                answer.cut()

    def _write(self, method: str, scope: Scope, body: bytes, started: float, status: int, fault: Fault | None) -> None:
        number = self._log.next("log")
        entry = {
            "id": number,
            "at": started,
            "ms": round((time.time() - started) * 1000, 2),
            "service": self._service,
            "method": method,
            "path": _TOKEN.sub("/bot<token>/", scope["path"]),
            "body": body[:_BODY_SHOWN].decode("utf-8", "replace"),
            "status": status,
            "fault": fault.kind if fault else None,
        }
        self._log.put("log", number, entry)


class _Answer:
    """What the service said, and the wire below it."""

    def __init__(self, transport: Any) -> None:
        self._transport = transport
        self.status = 0
        self._start: Message = {}
        self._body = b""
        self.before_end: Callable[[], None] | None = None

    def passing_to(self, send: Send) -> Send:
        async def passing(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.status = message["status"]
            elif not message.get("more_body"):
                self.end()
            await send(message)

        return passing

    def end(self) -> None:
        """Once, before the caller can know that its call is over: it may look into the log at once."""
        if self.before_end is not None:
            self.before_end()
            self.before_end = None

    async def swallow(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start, self.status = message, message["status"]
        else:
            self._body += message.get("body", b"")

    async def send_half(self, send: Send) -> None:
        await send(self._start)
        await send({"type": "http.response.body", "body": self._body[: len(self._body) // 2], "more_body": True})
        await asyncio.sleep(0.05)  # the half has to be on its way before the wire is cut

    def cut(self) -> None:
        self.end()
        self._transport.close()


def _delayed(send: Send, seconds: float) -> Send:
    async def delayed(message: Message) -> None:
        if message["type"] == "http.response.start":
            await asyncio.sleep(seconds)
        await send(message)

    return delayed


def _transport_of(send: Send) -> Any:
    """uvicorn's own transport; ASGI has no message for a connection that breaks."""
    return getattr(getattr(send, "__self__", None), "transport", None)


async def _whole_body(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        body += bytes(message.get("body", b""))
        if not message.get("more_body"):
            return body


def _replayed(body: bytes, receive: Receive) -> Receive:
    pending = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return pending.pop() if pending else await receive()

    return replay


def _refusal(service: str, fault: Fault) -> Response:
    headers = {"retry-after": str(fault.retry_after)} if fault.retry_after is not None else {}
    if fault.kind is FaultKind.HTML:
        return HTMLResponse(_ERROR_PAGE, fault.status, headers | {"cf-mitigated": "challenge"})
    return JSONResponse(_error_body(service, fault), fault.status, headers)


def _error_body(service: str, fault: Fault) -> dict[str, Any]:
    text = f"simulated {fault.status}"
    match service:
        case "telegram":
            body: dict[str, Any] = {"ok": False, "error_code": fault.status, "description": text}
            if fault.retry_after is not None:
                body["description"] = f"Too Many Requests: retry after {fault.retry_after}"
                body["parameters"] = {"retry_after": fault.retry_after}
            return body
        case "medium":
            return {"errors": [{"message": text, "code": -1}]}
        case _:
            return {"error": {"message": text, "type": "server_error", "param": None, "code": None}}
