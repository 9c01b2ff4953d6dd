"""Owns the fetching of the images of an imported text: files beside it, addresses on the web, bytes in the text itself.

It refuses files outside of the folder that is imported, and gives None for whatever is no picture.
"""

import asyncio
import base64
import binascii
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from integrations.aside import aside
from integrations.reading.reader import Reader
from integrations.writing.pixels import NotAPicture, decode
from models.domain.errors import Refused, TryLater
from models.domain.own_images import is_within
from models.domain.picture import Picture

_LARGEST: Final = 20 * 2**20
MOST_OF_A_TEXT: Final = 50


class OwnPictures:
    """`root` is the folder that is imported, None where there is none, as for a feed."""

    def __init__(self, reader: Reader, root: Path | None) -> None:
        self._reader, self._root = reader, root

    async def take(self, source: str, text_name: str) -> Picture | None:
        """`text_name` is where the text lies in the folder: its images may lie beside it."""
        if is_within(source):
            data = await asyncio.to_thread(_bytes_within, source)
        elif urlsplit(source).scheme in ("http", "https"):
            data = await self._from_web(source)
        else:
            data = await asyncio.to_thread(self._file, source, text_name)
        try:
            return await aside(decode, data) if data else None
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


def _bytes_within(source: str) -> bytes | None:
    """`data:image/png;base64,…`; nothing of any other spelling is a picture."""
    head, _, written = source.partition(",")
    if not head.lower().endswith(";base64"):
        return None
    try:
        return base64.b64decode(written, validate=True)
    except binascii.Error:
        return None
