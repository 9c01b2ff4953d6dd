"""Owns asking whether a part answers yet, with nothing heavier than a socket."""

import asyncio
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from urllib.parse import urlsplit

ANSWER_SECONDS = 2.0


def answers(url: str, *healthy: HTTPStatus) -> Callable[[int], Awaitable[bool]]:
    """A readiness probe: a GET of this address brings one of these statuses, or any at all where none is named."""

    async def probe(_pid: int) -> bool:
        try:
            status = await asyncio.wait_for(_status_of(url), ANSWER_SECONDS)
            return not healthy or status in healthy
        except (OSError, TimeoutError, ValueError, IndexError):
            return False

    return probe


async def _status_of(url: str) -> int:
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    try:
        request = f"GET {parts.path or '/'} HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n\r\n"
        writer.write(request.encode())
        return int((await reader.readline()).split()[1])
    finally:
        writer.close()
