"""Owns telling open pages that there is something new: one look at the database for all who watch, every two seconds.

It refuses to outlast its server, and to trust a login for ever: each connection ends after a minute and is asked anew.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Final

from integrations.services import Services
from models.domain.errors import TryLater
from models.store import one_article

_LOOKS_EVERY_SECONDS: Final = 2.0
_LOOKS_OF_A_CONNECTION: Final = 30
_COMES_AGAIN_AFTER_MILLISECONDS: Final = 1000


class Live:
    """Of one server: who watches which article, and how each stood at the last look."""

    def __init__(self, desk: Services, looks_every_seconds: float = _LOOKS_EVERY_SECONDS) -> None:
        self._desk, self._pause = desk, looks_every_seconds
        self._watched = Counter[int]()
        self._versions: dict[int, str] = {}
        self._looked = asyncio.Event()
        self._looking: asyncio.Task[None] | None = None
        self._is_over = False

    async def of_article(self, article_id: int) -> AsyncGenerator[str]:
        """How it stands, as server-sent events: at first, and whenever that changes."""
        yield f"retry: {_COMES_AGAIN_AFTER_MILLISECONDS}\n\n"
        self._watched[article_id] += 1
        try:
            async for version in self._changes(article_id):
                yield version
        finally:
            self._watched[article_id] -= 1
            self._watched += Counter()  # without those whom nobody watches

    async def _changes(self, article_id: int) -> AsyncIterator[str]:
        last = ""
        for _ in range(_LOOKS_OF_A_CONNECTION):
            await self._next_look()
            if self._is_over:
                return
            now = self._versions.get(article_id, last)
            yield f"event: version\ndata: {now}\n\n" if now != last else ": nothing new\n\n"
            last = now

    async def _next_look(self) -> None:
        if self._is_over:
            return
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look_again_and_again())
        await self._looked.wait()

    async def _look_again_and_again(self) -> None:
        while self._watched and not self._is_over:
            try:
                async with self._desk.database.session() as session:
                    self._versions = await one_article.versions(session, tuple(self._watched))
            except TryLater:  # whoever watches waits like everybody else
                self._versions = {}
            self._tell()
            await asyncio.sleep(self._pause)

    def _tell(self) -> None:
        looked, self._looked = self._looked, asyncio.Event()
        looked.set()

    def end(self) -> None:
        """The server stops: every connection ends now, so that nobody waits for it."""
        self._is_over = True
        if self._looking is not None:
            self._looking.cancel()
        self._tell()
