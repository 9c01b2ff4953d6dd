"""Owns the form of an export: a manifest, a folder for each article, and the images by their hash.

It refuses exports of another form, names that lead elsewhere, and images that are not what their name says.
"""

import hashlib
import json
import re
import shutil
import zlib
from collections import defaultdict
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Final, Protocol, TypeVar
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from pydantic import BaseModel, ConfigDict, ValidationError

from integrations.zips import unzipping
from models.columns import Json
from models.domain.errors import Refused
from models.domain.legible import why_not_legible

Kind = TypeVar("Kind", bound=BaseModel)

FORM: Final = 1
MANIFEST: Final = "copydesk.json"
RECORD: Final = "record.json"
_NAME = re.compile(r"[\w][\w.-]{0,99}(?:/[\w][\w.-]{0,99}){0,3}")
_LARGEST_PART: Final = 50 * 2**20


class Manifest(BaseModel):
    """What an export holds. It is written last, so that a torn export is none."""

    model_config = ConfigDict(frozen=True)

    form: int
    account: Json
    voice_rules: list[Json]
    voice_versions: list[Json]
    articles: list[str]  # the folders


class Record(BaseModel):
    """All rows of one article, by table. What stands in the Markdown beside it is there for people."""

    model_config = ConfigDict(frozen=True)

    article: Json
    rows: dict[str, list[Json]]
    people: dict[int, str]
    markdown_sha256: str


class Target(Protocol):
    def put(self, name: str, data: bytes) -> None: ...


class Origin(Protocol):
    def get(self, name: str) -> bytes: ...


class _Folder:
    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, name: str, data: bytes) -> None:
        path = self._root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def get(self, name: str) -> bytes:
        path = (self._root / _harmless(name)).resolve()
        if not path.is_relative_to(self._root.resolve()):
            raise Refused(f"{name[:80]} leads out of the export. It is not read.")
        try:
            return _small(name, path.read_bytes())
        except OSError as fault:
            raise Refused(f"The export lacks {name}: {fault.strerror}.") from None


class _Zip:
    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive

    def put(self, name: str, data: bytes) -> None:
        self._archive.writestr(name, data)

    def get(self, name: str) -> bytes:
        try:
            with self._archive.open(_harmless(name)) as part:
                return _small(name, part.read(_LARGEST_PART + 1))
        except KeyError:
            raise Refused(f"The export lacks {name}.") from None
        # NotImplementedError: an unknown compression; RuntimeError: it wants a password
        except (BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError) as fault:
            raise Refused(f"{name} cannot be read from the archive ({fault}).") from None


@contextmanager
def writing(target: Path) -> Iterator[Target]:
    """A zip where its name says so, else a new folder. It has its name only when it is whole."""
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        raise Refused(f"{target} is there already. Name a folder, or a .zip, that is new.")
    half = target.with_name(f".{target.name}.half")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.suffix.lower() == ".zip":
            with ZipFile(half, "w", ZIP_DEFLATED) as archive:
                yield _Zip(archive)
        else:
            shutil.rmtree(half, ignore_errors=True)  # of an export that was cut off
            half.mkdir()
            yield _Folder(half)
        half.replace(target)
    except OSError as fault:
        raise Refused(f"{target} cannot be written: {fault.strerror}.") from fault


def is_export(path: Path) -> bool:
    if path.is_dir():
        return (path / MANIFEST).is_file()
    try:
        with ZipFile(path) as archive:
            return MANIFEST in archive.namelist()
    except (BadZipFile, OSError):
        return False


def reading(path: Path) -> AbstractContextManager[Origin]:
    return _read_folder(path) if path.is_dir() else _read_zip(path)


@contextmanager
def _read_folder(path: Path) -> Iterator[Origin]:
    yield _Folder(path)


@contextmanager
def _read_zip(path: Path) -> Iterator[Origin]:
    with unzipping(path) as archive:
        yield _Zip(archive)


def manifest_in(origin: Origin) -> Manifest:
    found = _read(Manifest, MANIFEST, origin.get(MANIFEST))
    if found.form != FORM:
        raise Refused(
            f"This export is of form {found.form}, and this Copydesk reads form {FORM}. Update the older one."
        )
    return found


def record_in(origin: Origin, folder: str) -> Record:
    name = f"{folder}/{RECORD}"
    found = _read(Record, name, origin.get(name))
    if why := next(filter(None, map(why_not_legible, _texts_in(found))), ""):
        raise Refused(f"{name}: {why}")
    return found


def _texts_in(record: Record) -> list[str]:
    """Each version, whole."""
    texts: dict[int, list[str]] = defaultdict(list)
    for row in record.rows.get("revision_block", ()):
        texts[row.get("revision_id", 0)].append(str(row.get("text", "")))
    return ["".join(blocks) for blocks in texts.values()]


def image_in(origin: Origin, object_key: str, sha256: str) -> bytes:
    data = origin.get(object_key)
    if hashlib.sha256(data).hexdigest() != sha256:
        raise Refused(f"{object_key} is not the image that it says: its bytes were changed.")
    return data


def as_json(model: BaseModel) -> bytes:
    return json.dumps(model.model_dump(mode="json"), ensure_ascii=False, indent=1).encode()


def _read(kind: type[Kind], name: str, data: bytes) -> Kind:
    try:
        return kind.model_validate_json(data)
    except ValidationError as fault:
        raise Refused(f"{name} is damaged: {fault.errors()[0]['msg']}.") from None


def _harmless(name: str) -> str:
    if not _NAME.fullmatch(name) or ".." in name:
        raise Refused(f"The export names a file that leads out of it ({name[:80]!r}). It is not read.")
    return name


def _small(name: str, data: bytes) -> bytes:
    if len(data) > _LARGEST_PART:
        raise Refused(f"{name} is larger than {_LARGEST_PART // 2**20} MB. It is not read.")
    return data
