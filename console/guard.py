"""Owns what holds for every answer of the console: no page runs what is not ours, and nobody else's page acts here.

It refuses a form from another origin. A browser tells where a form stands by Sec-Fetch-Site, an old one by Origin.
"""

from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from console.visitors import COOKIE

POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_ALWAYS: Final = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}
LARGEST_BODY: Final = 30_000_000  # the largest photo, and a form around it
_LIMITS_ITSELF: Final = "/import"  # with a limit of its own, and a page that says so
_TOO_LARGE: Final = "That is too large: at most 30 MB are taken at once."
_HARMLESS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_ELSEWHERE: Final = "This came from another site's page, so nothing was done. Open the console itself and try again."


class Guard:
    """Around the whole application. `public_url` is how a proxy in front of us is called."""

    def __init__(self, app: ASGIApp, public_url: str | None) -> None:
        self._app, self._public = app, urlsplit(public_url or "").netloc

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if scope["path"].startswith("/static/"):
                    headers.setdefault("Cache-Control", "public, max-age=600")
                for name, value in _ALWAYS.items():
                    headers.setdefault(name, value)
            await send(message)

        headers = Headers(scope=scope)
        if scope["path"] != _LIMITS_ITSELF and _is_too_large(headers):
            await _refusal(scope, _TOO_LARGE, 413)(scope, receive, send_guarded)
        elif scope["method"] in _HARMLESS or _acts_for_itself(headers) or self._is_from_here(headers):
            await self._app(scope, receive, send_guarded)
        else:
            await _refusal(scope, _ELSEWHERE, 403)(scope, receive, send_guarded)

    def _is_from_here(self, headers: Headers) -> bool:
        where = headers.get("sec-fetch-site")
        if where is not None:
            return where in ("same-origin", "none")
        origin = urlsplit(headers.get("origin", "")).netloc
        return bool(origin) and origin in (headers.get("host"), self._public)


def _refusal(scope: Scope, sentence: str, status: int) -> Response:
    """In the form that whoever asks reads."""
    is_api = scope["path"].startswith("/api/")
    return JSONResponse({"error": sentence}, status) if is_api else PlainTextResponse(sentence, status)


def _is_too_large(headers: Headers) -> bool:
    """Also what does not say how large it is: no browser sends a form in such pieces."""
    told = headers.get("content-length")
    return "transfer-encoding" in headers if told is None else not told.isdecimal() or int(told) > LARGEST_BODY


def _acts_for_itself(headers: Headers) -> bool:
    """A program: no browser sent it, so no page can have made one send it."""
    is_browser = "origin" in headers or "sec-fetch-site" in headers
    return not is_browser and COOKIE not in headers.get("cookie", "")
