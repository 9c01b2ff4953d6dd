"""Owns the opening of archives that somebody hands in. Nothing that one says of itself is believed.

It refuses those that are built to do harm: names that lead elsewhere, contents that unpack without an end.
"""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from zipfile import BadZipFile, ZipFile, ZipInfo

from models.domain.errors import Refused

_MOST_ENTRIES: Final = 20_000
_ENCRYPTED: Final = 0x1


@contextmanager
def unzipping(path: Path) -> Iterator[ZipFile]:
    try:
        with ZipFile(path) as archive:
            yield archive
    except (BadZipFile, zlib.error, EOFError, NotImplementedError) as fault:  # the last: an unknown compression
        raise Refused(f"{path.name} cannot be read as an archive ({fault}). Download it anew.") from fault
    except OSError as fault:
        raise Refused(f"{path} cannot be opened: {fault.strerror}.") from fault


def require_harmless(name: str, entries: list[ZipInfo]) -> None:
    name = Path(name).name
    if len(entries) > _MOST_ENTRIES:
        raise Refused(f"{name} holds more than {_MOST_ENTRIES} files. It is not read.")
    for entry in entries:
        parts = entry.filename.replace("\\", "/").split("/")
        if ".." in parts or not parts[0] or ":" in parts[0]:
            raise Refused(f"{name} holds a file that leads out of it ({entry.filename[:80]!r}). It is not read.")
        if entry.flag_bits & _ENCRYPTED:
            raise Refused(f"{name} is locked with a password. Unlock it first.")


def unpacked(archive: ZipFile, entry: ZipInfo, most: int) -> bytes:
    """What it says of its own size is not believed."""
    with archive.open(entry) as packed:
        data = packed.read(most + 1)
    if len(data) > most:
        raise Refused(f"{Path(archive.filename or '').name} unpacks to far more than it should. It is not read.")
    return data
