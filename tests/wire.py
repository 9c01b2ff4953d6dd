"""Owns a wire between a client and a server that a test can cut: a TCP relay on this machine, with real sockets."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from enum import Enum, auto

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Connect = Callable[[], Awaitable[Streams]]
_AT_ONCE = 65_536


class Cut(Enum):
    """How a network fails: nothing comes through any more, or every connection is reset and no other made."""

    SILENT = auto()
    RESET = auto()


class Wire:
    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self._is_whole = asyncio.Event()
        self._is_whole.set()
        self._is_refusing = False
        self._ends: set[asyncio.StreamWriter] = set()
        self.port = 0

    @classmethod
    @asynccontextmanager
    async def to(cls, connect: Connect) -> AsyncIterator["Wire"]:
        wire = cls(connect)
        server = await asyncio.start_server(wire._join, "127.0.0.1", 0)
        wire.port = server.sockets[0].getsockname()[1]
        try:
            yield wire
        finally:
            server.close()
            wire._reset()

    def cut(self, how: Cut) -> None:
        self._is_whole.clear()
        self._is_refusing = how is Cut.RESET
        if self._is_refusing:
            self._reset()

    def heal(self) -> None:
        """What was on its way arrives now."""
        self._is_refusing = False
        self._is_whole.set()

    def _reset(self) -> None:
        for end in self._ends:
            end.transport.abort()

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._is_refusing:
            writer.transport.abort()
            return
        beyond, there = await self._connect()
        self._ends |= {writer, there}
        await asyncio.gather(self._carry(reader, there), self._carry(beyond, writer))
        self._ends -= {writer, there}

    async def _carry(self, source: asyncio.StreamReader, there: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while some := await source.read(_AT_ONCE):
                await self._is_whole.wait()
                there.write(some)
                await there.drain()
        there.close()
