"""Owns the fetching of the images of an imported text: files beside it, and addresses on the web.

It refuses files outside of the folder that is imported, and gives None for whatever is no picture.
"""

import asyncio
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from integrations.reading.reader import Reader
from integrations.writing.pixels import NotAPicture, decode
from models.domain.errors import Refused, TryLater
from models.domain.picture import Picture

_LARGEST: Final = 20 * 2**20
MOST_OF_A_TEXT: Final = 50


class OwnPictures:
    """`root` is the folder that is imported, None where there is none, as for a feed."""

    def __init__(self, reader: Reader, root: Path | None) -> None:
        self._reader, self._root = reader, root

    async def take(self, source: str, text_name: str) -> Picture | None:
        """`text_name` is where the text lies in the folder: its images may lie beside it."""
        is_address = urlsplit(source).scheme in ("http", "https")
        data = await self._from_web(source) if is_address else await asyncio.to_thread(self._file, source, text_name)
        try:
            return await asyncio.to_thread(decode, data) if data else None
        except NotAPicture:
            return None

    async def _from_web(self, source: str) -> bytes | None:
        try:
            return await self._reader.picture(source)
        except (Refused, TryLater):
            return None

    def _file(self, source: str, text_name: str) -> bytes | None:
        """A name that begins with / is looked up in the folder, as static sites mean it."""
        if self._root is None:
            return None
        root = self._root.resolve()
        name = unquote(source.partition("#")[0].partition("?")[0])
        try:
            path = (root / name.lstrip("/") if name.startswith("/") else root / Path(text_name).parent / name).resolve()
            if not path.is_relative_to(root) or not path.is_file() or path.stat().st_size > _LARGEST:
                return None
            return path.read_bytes()
        except (OSError, ValueError):  # the latter: a name with a zero byte
            return None
