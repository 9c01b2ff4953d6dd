"""Owns uploaded files: their ids, their content, and the sizes in which Telegram keeps a photo.

Refuses what Telegram refuses of a file: empty, too big, no image where a photo was promised.
"""

import base64
import hashlib
import io
import secrets
from dataclasses import asdict, dataclass

from PIL import Image, UnidentifiedImageError

from integrations.simulators.ledger import Ledger
from integrations.simulators.telegram.refusals import Refusal, bad_request
from integrations.simulators.telegram.wire import Json, Upload

MAX_PHOTO_BYTES = 10_000_000  # core.telegram.org/bots/api#sending-files
MAX_FILE_BYTES = 50_000_000
MAX_DOWNLOAD_BYTES = 20_000_000  # core.telegram.org/bots/api#getfile
_BOXES = (90, 320, 800, 1280, 2560)  # core.telegram.org/api/files: s, m, x, y, w
_MAX_SIDES, _MAX_RATIO = 10_000, 20  # core.telegram.org/bots/api#sendphoto
_PREFIXES = {"photos": "AgACAgQAAxkB", "documents": "BQACAgQAAxkB", "voice": "AwACAgQAAxkB"}
_OPUS_RATE = 48_000  # RFC 7845: granule positions of Opus count 48 kHz samples


@dataclass(frozen=True)
class File:
    file_id: str
    file_unique_id: str
    folder: str
    path: str
    size: int
    name: str
    mime_type: str
    width: int = 0
    height: int = 0

    def as_answer(self) -> Json:
        return {"file_id": self.file_id, "file_unique_id": self.file_unique_id, "file_size": self.size}


@dataclass(frozen=True)
class Picture:
    content: bytes
    width: int
    height: int


class Files:
    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._by_id: dict[str, File] = {}
        self._by_path: dict[str, File] = {}
        self._sizes: dict[str, list[str]] = {}
        for kept in ledger.all("file"):
            self._index(File(**kept))
        for kept in ledger.all("sizes"):
            self._tie(kept["ids"])

    def forget(self) -> None:
        self._by_id.clear()
        self._by_path.clear()
        self._sizes.clear()

    def find(self, file_id: str) -> File | None:
        return self._by_id.get(file_id)

    def at(self, path: str) -> File | None:
        return self._by_path.get(path)

    def content(self, file: File) -> bytes:
        kept = self._ledger.get("content", file.path)
        return base64.b64decode(kept["base64"]) if kept else b""

    def keep(self, folder: str, upload: Upload, picture: Picture | None = None) -> File:
        content = picture.content if picture else upload.content
        if not content:
            raise bad_request("file must be non-empty")
        if len(content) > MAX_FILE_BYTES:
            raise Refusal(413, "Request Entity Too Large")
        path = f"{folder}/file_{self._ledger.next('file')}{_extension(folder, upload.name)}"
        file = File(
            file_id=_PREFIXES[folder] + secrets.token_urlsafe(36),
            file_unique_id="AQAD" + hashlib.sha256(content).hexdigest()[:12],
            folder=folder,
            path=path,
            size=len(content),
            name=upload.name,
            mime_type=upload.mime_type,
            width=picture.width if picture else 0,
            height=picture.height if picture else 0,
        )
        self._ledger.put("content", path, {"base64": base64.b64encode(content).decode()})
        self._ledger.put("file", file.file_id, asdict(file))
        self._index(file)
        return file

    def tie(self, ids: list[str]) -> None:
        """These are the sizes of one photo: sending any of them sends them all."""
        self._ledger.put("sizes", ids[0], {"ids": ids})
        self._tie(ids)

    def tied(self, file: File) -> list[File]:
        return [self._by_id[one] for one in self._sizes.get(file.file_id, [file.file_id])]

    def _tie(self, ids: list[str]) -> None:
        for one in ids:
            self._sizes[one] = ids

    def _index(self, file: File) -> None:
        self._by_id[file.file_id] = file
        self._by_path[file.path] = file


def _extension(folder: str, name: str) -> str:
    match folder:
        case "photos":
            return ".jpg"
        case "voice":
            return ".oga"
        case _:
            _, dot, extension = name.rpartition(".")
            return f".{extension}" if dot and extension.isalnum() else ""


def photo_sizes(upload: Upload) -> list[Picture]:
    """The picture as JPEG in Telegram's boxes, smallest first; what fits the last box keeps its own size."""
    if len(upload.content) > MAX_PHOTO_BYTES:
        raise bad_request("file is too big")
    try:
        with Image.open(io.BytesIO(upload.content)) as image:
            image.load()
            original, is_jpeg = image.convert("RGB"), image.format == "JPEG"
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as unreadable:
        raise bad_request("IMAGE_PROCESS_FAILED") from unreadable
    width, height = original.size
    if width + height > _MAX_SIDES or max(width, height) > _MAX_RATIO * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    longest = max(width, height)
    pictures = _smaller(original, longest)
    if longest <= _BOXES[-1]:
        pictures.append(Picture(upload.content if is_jpeg else _as_jpeg(original), width, height))
    return pictures


def _smaller(picture: Image.Image, longest: int) -> list[Picture]:
    """Each made from the next larger one, which is a fraction of the work."""
    made: list[Picture] = []
    for box in sorted((each for each in _BOXES if each < longest), reverse=True):
        picture = picture.copy()
        picture.thumbnail((box, box), Image.Resampling.BILINEAR)
        made.insert(0, Picture(_as_jpeg(picture), *picture.size))
    return made


def _as_jpeg(image: Image.Image) -> bytes:
    target = io.BytesIO()
    image.save(target, "JPEG", quality=87)
    return target.getvalue()


def voice_seconds(content: bytes) -> int:
    """The length of an Ogg Opus file by its last page; another format has none that is worth guessing."""
    last = content.rfind(b"OggS")
    if last < 0 or len(content) < last + 14:
        return 0
    samples = int.from_bytes(content[last + 6 : last + 14], "little", signed=True)
    return max(0, round(samples / _OPUS_RATE))
