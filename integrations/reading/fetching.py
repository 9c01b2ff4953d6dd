"""Owns one safe GET: checked addresses only, at every redirect, within limits of time, size and type.

The connection goes to the address that was checked, while the page is asked for by its name, so that no second look-up
can lead elsewhere. It keeps no connection: one that was opened for a name must not serve another.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx

from integrations.medium.protocol import user_agent
from integrations.reading import refusals
from integrations.reading.network import Network
from integrations.reading.refusals import Unreadable
from models.domain.errors import TryLater

_SECONDS = 20.0
_CONNECT_SECONDS = 5.0
_REDIRECTS = 5
_MEGABYTES = 3
_TYPES = frozenset({"text/html", "application/xhtml+xml", "text/plain", "text/markdown"})
_PICTURE_TYPES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/tiff", "image/jpg"})
_PICTURE_MEGABYTES = 20
_CLOSED = frozenset({401, 402, 403, 407, 451})
_GONE = frozenset({404, 410})
_NOT_NOW = frozenset({408, 425, 429})
_FAILING = 500
_HEADERS = {"accept": ", ".join(sorted(_TYPES | _PICTURE_TYPES)), "accept-encoding": "gzip, deflate"}
_TIMEOUT = httpx.Timeout(_SECONDS, connect=_CONNECT_SECONDS).as_dict()


@dataclass(frozen=True)
class Fetched:
    """A page as it came: the link, where it led in the end, the bytes, and how they are to be read."""

    link: str
    url: str
    content_type: str
    charset: str | None
    data: bytes


def open_reading_client(tls: ssl.SSLContext) -> httpx.AsyncClient:
    """No proxy, which would look names up by itself; no kept connection; no cookie, since hosts share addresses."""
    return httpx.AsyncClient(
        verify=tls,
        trust_env=False,
        follow_redirects=False,
        limits=httpx.Limits(max_connections=16, max_keepalive_connections=0),
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
    )


class Fetcher:
    def __init__(self, http: httpx.AsyncClient, network: Network, seconds: float = _SECONDS) -> None:
        self._http, self._network, self._seconds = http, network, seconds

    async def fetch(self, link: str) -> Fetched:
        """The page; Unreadable where it will not come, TryLater where it may later."""
        async with self._answer(link) as (url, answer):
            return await _body(link, str(url), answer, _TYPES, _MEGABYTES)

    async def fetch_picture(self, link: str) -> Fetched:
        """Its bytes as they came: whether they are a picture is for others to see."""
        async with self._answer(link) as (url, answer):
            return await _body(link, str(url), answer, _PICTURE_TYPES, _PICTURE_MEGABYTES)

    async def final_address(self, link: str) -> str:
        """Where the link leads, if something is there; nothing of it is read."""
        async with self._answer(link) as (url, _):
            return str(url)

    @asynccontextmanager
    async def _answer(self, link: str) -> AsyncIterator[tuple[httpx.URL, httpx.Response]]:
        """The last answer of the redirects, a good one, with its body still to come."""
        try:
            async with asyncio.timeout(self._seconds):
                url = _read(link)
                for _ in range(_REDIRECTS + 1):
                    answer = await self._ask(url)
                    try:
                        if not answer.has_redirect_location:
                            _require_good(link, answer)
                            yield url, answer
                            return
                        url = _read(answer.headers["location"], url)
                    finally:
                        await answer.aclose()
                raise refusals.goes_round(link)
        except TimeoutError:
            raise TryLater(f"{link} did not answer within {self._seconds:.0f} seconds.") from None
        except httpx.DecodingError:
            raise Unreadable(f"{link} sent a damaged page.") from None
        except httpx.RequestError as failure:
            raise TryLater(f"{link} cannot be reached ({type(failure).__name__}).") from None

    async def _ask(self, url: httpx.URL) -> httpx.Response:
        """From the first of its addresses that takes the connection."""
        *others, last = await self._network.addresses(url)
        for address in others:
            try:
                return await self._http.send(_request(url, address), stream=True)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue
        return await self._http.send(_request(url, last), stream=True)


def _request(url: httpx.URL, address: str) -> httpx.Request:
    return httpx.Request(
        "GET",
        url.copy_with(host=address),
        headers=_HEADERS | {"host": url.netloc.decode("ascii"), "user-agent": user_agent()},
        extensions={"sni_hostname": url.raw_host.decode("ascii"), "timeout": _TIMEOUT},
    )


def _read(link: str, base: httpx.URL | None = None) -> httpx.URL:
    try:
        return base.join(link) if base else httpx.URL(link.strip())
    except (httpx.InvalidURL, ValueError):
        raise Unreadable(f"“{link[:200]}” is not a link.") from None


def _require_good(link: str, answer: httpx.Response) -> None:
    status = answer.status_code
    if status in _CLOSED:
        raise refusals.closed(link, status)
    if status in _GONE:
        raise refusals.gone(link, status)
    if status in _NOT_NOW or status >= _FAILING:
        raise TryLater(f"{link} cannot be read right now (status {status}).")
    if not answer.is_success:
        raise refusals.odd(link, status)


async def _body(link: str, url: str, answer: httpx.Response, types: frozenset[str], megabytes: int) -> Fetched:
    content_type = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type not in types:
        raise refusals.of_another_type(link, content_type)
    data = bytearray()
    async for part in answer.aiter_bytes():
        data += part
        if len(data) > megabytes * 2**20:
            raise refusals.too_large(link, megabytes)
    return Fetched(link, url, content_type, answer.charset_encoding, bytes(data))
