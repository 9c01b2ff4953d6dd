"""Owns the look into image bytes: decoded in full, measured, and made PNG where they are neither PNG nor JPEG."""

import io
import struct
import zlib

from PIL import Image, ImageStat

from models.domain.picture import ContentType, Picture

_LEAST_WIDTH, _LEAST_HEIGHT = 600, 300
_ONE_COLOUR = 8  # of 255: less difference than that nobody sees
_KEPT: dict[str, ContentType] = {"PNG": "image/png", "JPEG": "image/jpeg"}


class NotAPicture(ValueError):
    """The bytes cannot be decoded, wholly or at all."""


def decode(data: bytes) -> Picture:
    """It burns CPU: call it in a thread."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            image.load()
            return _picture(image, data)
    # what pillow's decoders raise on broken files; UnidentifiedImageError is an OSError
    except (OSError, ValueError, SyntaxError, struct.error, zlib.error, Image.DecompressionBombError) as error:
        raise NotAPicture(f"{len(data)} bytes that are no readable picture") from error


def fault_of(data: bytes) -> str:
    """What can be measured without seeing what it shows; empty where nothing is wrong. Call it in a thread."""
    with Image.open(io.BytesIO(data)) as image:
        if image.width < _LEAST_WIDTH or image.height < _LEAST_HEIGHT:
            return f"it has {image.width} × {image.height} pixels, too few for Medium"
        extremes = ImageStat.Stat(image.convert("RGB")).extrema
    if all(most - least < _ONE_COLOUR for least, most in extremes):
        return "it is of one colour"
    return ""


def _picture(image: Image.Image, data: bytes) -> Picture:
    kind = _KEPT.get(image.format or "")
    if kind is None:
        data, kind = _as_png(image), "image/png"
    return Picture(data=data, content_type=kind, width=image.width, height=image.height)


def _as_png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.convert("RGBA" if image.has_transparency_data else "RGB").save(out, "PNG")
    return out.getvalue()
