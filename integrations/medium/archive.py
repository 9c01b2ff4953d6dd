"""Owns the reading of Medium's export archive: the stories in `posts/*.html`. It writes nothing to disk.

It refuses archives that are built to do harm: names that lead elsewhere, contents that unpack without an end.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from zipfile import ZipFile

from integrations.zips import require_harmless, unpacked, unzipping

_LARGEST_STORY = 2 * 2**20  # bytes, unpacked
_LARGEST_IN_ALL = 100 * 2**20
_STORY = re.compile(r"(?:[^/]+/)?posts/(?!draft_)[^/]+\.html")
_STORY_OR_DRAFT = re.compile(r"(?:[^/]+/)?posts/[^/]+\.html")
_DAY = re.compile(r"posts/(\d{4}-\d\d-\d\d)_")
_DRAFT = re.compile(r"posts/draft_")
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
    with unzipping(path) as archive:
        return list(_stories(archive, _STORY_OR_DRAFT if drafts else _STORY))


def is_archive_of_stories(path: Path) -> bool:
    with unzipping(path) as archive:
        return any(_STORY_OR_DRAFT.fullmatch(each.filename) for each in archive.infolist())


def _stories(archive: ZipFile, wanted: re.Pattern[str]) -> Iterator[Exported]:
    entries = archive.infolist()
    require_harmless(archive.filename or "The archive", entries)
    left = _LARGEST_IN_ALL
    for entry in sorted(entries, key=lambda each: each.filename, reverse=True):
        if wanted.fullmatch(entry.filename):
            data = unpacked(archive, entry, min(left, _LARGEST_STORY))
            left -= len(data)
            yield _read(data.decode(errors="replace"), entry.filename)


def _read(page: str, name: str) -> Exported:
    title, body, day = _TITLE.search(page), _BODY.search(page), _DAY.search(name)
    return Exported(
        " ".join(unescape(title[1]).split()) if title else "",
        body[1] if body else page,
        day[1] if day else "",
        bool(_DRAFT.search(name)),
    )
