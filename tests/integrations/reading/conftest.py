"""Owns a site on loopback that says what a test wants, and the reader that may look at it."""

import ssl
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

from integrations.reading.fetching import open_reading_client
from integrations.reading.network import LookUp, Network
from integrations.reading.reader import Reader
from tests.integrations.medium.served import served

Answer = Callable[[Request], Response]


@dataclass
class Site:
    """Its pages by path, and the `Host` of every request that reached it."""

    root: str
    http: httpx.AsyncClient
    pages: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)

    @property
    def netloc(self) -> str:
        return urlsplit(self.root).netloc

    @property
    def port(self) -> int:
        return int(self.netloc.rpartition(":")[2])

    def show(self, path: str, text: str = "", content_type: str = "text/html", **how: object) -> str:
        self.pages[path] = lambda _: Response(text, media_type=content_type, **how)  # type: ignore[arg-type]
        return f"{self.root}{path}"

    def reader(self, own: tuple[str, ...] | None = None, look_up: LookUp | None = None) -> Reader:
        return Reader(self.http, Network((self.netloc,) if own is None else own, look_up))


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    pages: dict[str, Answer] = {}
    asked: list[tuple[str, str]] = []

    async def page(request: Request) -> Response:
        asked.append((request.headers["host"], request.url.path))
        return pages[request.url.path](request)

    async with (
        served(Router([Route("/{path:path}", page)])) as root,
        open_reading_client(ssl.create_default_context()) as http,
    ):
        yield Site(root, http, pages, asked)
