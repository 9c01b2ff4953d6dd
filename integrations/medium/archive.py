"""Owns the reading of Medium's export archive: the stories in `posts/*.html`. It writes nothing to disk.

It refuses archives that are built to do harm: names that lead elsewhere, contents that unpack without an end.
"""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from zipfile import BadZipFile, ZipFile, ZipInfo

from models.domain.errors import Refused

_MOST_ENTRIES = 20_000
_LARGEST_STORY = 2 * 2**20  # bytes, unpacked
_LARGEST_IN_ALL = 100 * 2**20
_STORY = re.compile(r"(?:[^/]+/)?posts/(?!draft_)[^/]+\.html")
_STORY_OR_DRAFT = re.compile(r"(?:[^/]+/)?posts/[^/]+\.html")
_DAY = re.compile(r"posts/(\d{4}-\d\d-\d\d)_")
_DRAFT = re.compile(r"posts/draft_")
_ENCRYPTED = 0x1
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL | re.IGNORECASE)
_BODY = re.compile(r"<section\b[^>]*data-field=\"body\"[^>]*>(.*)</section>", re.DOTALL)


@dataclass(frozen=True)
class Exported:
    """A story as the archive has it."""

    title: str
    html: str
    day: str = ""  # on which it was published, as its file's name has it
    is_draft: bool = False


def exported_stories(path: Path, *, drafts: bool = False) -> list[Exported]:
    """The newest first, as their file names are dated; drafts only where they are wanted."""
    try:
        with ZipFile(path) as archive:
            return list(_stories(archive, _STORY_OR_DRAFT if drafts else _STORY))
    except (BadZipFile, zlib.error, EOFError, NotImplementedError) as fault:  # the last: an unknown compression
        raise Refused(f"{path.name} cannot be read as an archive ({fault}). Download it anew.") from fault
    except OSError as fault:
        raise Refused(f"{path} cannot be opened: {fault.strerror}.") from fault


def _stories(archive: ZipFile, wanted: re.Pattern[str]) -> Iterator[Exported]:
    entries = archive.infolist()
    _require_harmless(archive.filename or "The archive", entries)
    left = _LARGEST_IN_ALL
    for entry in sorted(entries, key=lambda each: each.filename, reverse=True):
        if wanted.fullmatch(entry.filename):
            data = _unpacked(archive, entry, min(left, _LARGEST_STORY))
            left -= len(data)
            yield _read(data.decode(errors="replace"), entry.filename)


def _require_harmless(name: str, entries: list[ZipInfo]) -> None:
    name = Path(name).name
    if len(entries) > _MOST_ENTRIES:
        raise Refused(f"{name} holds more than {_MOST_ENTRIES} files. That is no export of Medium.")
    for entry in entries:
        parts = entry.filename.replace("\\", "/").split("/")
        if ".." in parts or not parts[0] or ":" in parts[0]:
            raise Refused(f"{name} holds a file that leads out of it ({entry.filename[:80]!r}). It is not read.")
        if entry.flag_bits & _ENCRYPTED:
            raise Refused(f"{name} is locked with a password. Unlock it first.")


def _unpacked(archive: ZipFile, entry: ZipInfo, most: int) -> bytes:
    """What it says of its own size is not believed."""
    with archive.open(entry) as packed:
        data = packed.read(most + 1)
    if len(data) > most:
        raise Refused(f"{Path(archive.filename or '').name} unpacks to far more than stories are. It is not read.")
    return data


def _read(page: str, name: str) -> Exported:
    title, body, day = _TITLE.search(page), _BODY.search(page), _DAY.search(name)
    return Exported(
        " ".join(unescape(title[1]).split()) if title else "",
        body[1] if body else page,
        day[1] if day else "",
        bool(_DRAFT.search(name)),
    )
