"""Owns the reading of links: what a page says, and whether anything is there. It is the one door to the whole web."""

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx

from integrations.reading.fetching import Fetcher
from integrations.reading.network import Network
from integrations.reading.refusals import Unreadable
from models.domain.errors import TryLater

if TYPE_CHECKING:
    from integrations.reading.readable import Page

_AT_ONCE = 6
_GLANCE_SECONDS = 8.0


class Reader:
    def __init__(self, http: httpx.AsyncClient, network: Network) -> None:
        self._fetcher, self._glance = Fetcher(http, network), Fetcher(http, network, _GLANCE_SECONDS)
        self._turns = asyncio.Semaphore(_AT_ONCE)

    async def read(self, link: str) -> "Page":
        """What the page says; Unreadable where it will not say it, TryLater where it may later."""
        # ruff: noqa: PLC0415 - it takes 25 MB, which a desk whose articles have no links never needs
        from integrations.reading.readable import readable

        async with self._turns:
            fetched = await self._fetcher.fetch(link)
            return await asyncio.to_thread(readable, fetched)

    async def picture(self, link: str) -> bytes:
        """What is said to be a picture; Unreadable where it will not come, TryLater where it may later."""
        async with self._turns:
            return (await self._fetcher.fetch_picture(link)).data

    async def answers(self, link: str) -> bool:
        """Something is there. A deep link that leads to the front page only is one that is gone."""
        async with self._turns:
            try:
                found = await self._glance.final_address(link)
            except (Unreadable, TryLater):
                return False
        return bool(_way(found)) or not _way(link)


def _way(link: str) -> str:
    parts = urlsplit(link)
    return parts.path.strip("/") + parts.query
