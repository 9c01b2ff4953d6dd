"""Owns the files that somebody hands in on a page: laid out in a folder for the time of a look, and told apart.

It refuses names that lead elsewhere, too many files, and archives that unpack to too much.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from integrations.carrying.record import is_export
from integrations.carrying.text_files import LINES, MARKDOWN, TABLES
from integrations.medium.archive import is_archive_of_stories
from integrations.services import Services
from integrations.zips import require_harmless, unpacked, unzipping
from models.domain.errors import Refused
from models.domain.uploading import UploadKind
from models.store import uploads
from models.tables import UploadedFile

LARGEST: Final = 50 * 2**20  # bytes, of one upload
MOST_FILES: Final = 1_000
_LARGEST_UNPACKED: Final = 200 * 2**20
_LONGEST_NAME: Final = 200
_PICTURES: Final = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp", ".tif", ".tiff"})
_WANTED: Final = MARKDOWN | TABLES | LINES | _PICTURES
_STRANGE: Final = re.compile(r"[\x00-\x1f<>:\"|?*\ud800-\udfff]")


def clean_name(name: str) -> str:
    """As a browser tells it, perhaps with its folders; nothing of it leads out of ours."""
    parts = [_STRANGE.sub("_", part).strip().lstrip(".") for part in name.replace("\\", "/").split("/")]
    return "/".join(part[:_LONGEST_NAME] for part in parts if part.strip(". "))[-_LONGEST_NAME:].lstrip("/")


@asynccontextmanager
async def laid_out(desk: Services, upload_id: int) -> AsyncIterator[Path]:
    """Private, and gone afterwards; one file is in memory at a time."""
    with TemporaryDirectory(prefix="copydesk-import-") as name:
        folder = Path(name) / "handed-in"
        folder.mkdir()
        async with desk.database.session() as session:
            ids = await uploads.file_ids(session, upload_id)
        for each in ids:
            async with desk.database.session() as session:
                file = await session.get_one(UploadedFile, each)
            await asyncio.to_thread(_write, folder / file.name, file.data)
        yield folder


def kind_of(folder: Path) -> UploadKind:
    archive = archive_in(folder)
    if archive is None:
        return UploadKind.FILES
    if is_export(archive):
        return UploadKind.EXPORT
    return UploadKind.STORIES if is_archive_of_stories(archive) else UploadKind.FILES


def archive_in(folder: Path) -> Path | None:
    found = [path for path in _files(folder) if path.suffix.lower() == ".zip"]
    if found and len(list(_files(folder))) > 1:
        raise Refused("An archive is handed in by itself. Take the other files out, or hand them in afterwards.")
    return found[0] if found else None


def unpack(archive: Path, folder: Path) -> None:
    """Only what an import reads, and the pictures beside it."""
    left = _LARGEST_UNPACKED
    with unzipping(archive) as packed:
        entries = packed.infolist()
        require_harmless(archive.name, entries)
        wanted = [each for each in entries if _is_wanted(Path(each.filename))]
        if len(wanted) > MOST_FILES:
            raise Refused(f"{archive.name} holds {len(wanted)} files; at most {MOST_FILES} are taken at once.")
        for each in wanted:
            data = unpacked(packed, each, left)
            left -= len(data)
            _write(folder / (clean_name(each.filename) or "file"), data)


def _is_wanted(path: Path) -> bool:
    is_hidden = any(part.startswith((".", "__MACOSX")) for part in path.parts)
    return path.suffix.lower() in _WANTED and not is_hidden


def _files(folder: Path) -> Sequence[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def _write(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(data)
    except OSError:
        raise Refused(f"Two files are called {path.name[:80]}, or one is called as a folder. Rename one.") from None
