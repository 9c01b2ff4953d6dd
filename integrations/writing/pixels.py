"""Owns the look into image bytes: decoded in full, measured, upright, bare of metadata, PNG or JPEG.

What a camera or a model's provider wrote beside the pixels (place, device, prompt) goes nowhere from here.
"""

import io
import struct
import zlib

from PIL import Image, ImageOps, ImageStat
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile

from models.domain.picture import ContentType, Picture

_LEAST_WIDTH, _LEAST_HEIGHT = 600, 300
_ONE_COLOUR = 8  # of 255: less difference than that nobody sees
_LARGEST_SIDE = 4096  # Telegram takes photos whose sides are 10,000 together; Medium shows 2,000 at most
_MOST_BYTES = 9_000_000  # Telegram takes photos of 10 MB
_NEAR_ENOUGH = 1.5  # first by whole pixels: for what is only looked at, in half the time
_UPRIGHT = 1
_ORIENTATION = 0x0112  # EXIF's
_HARMLESS_SEGMENTS = ("APP0", "APP2", "APP14")  # JFIF, the colour profile, Adobe's colour transform


class NotAPicture(ValueError):
    """The bytes cannot be decoded, wholly or at all."""


def decode(data: bytes) -> Picture:
    """It burns CPU: call it `aside`."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            image.load()
            return _picture(image, data)
    # what pillow's decoders raise on broken files; UnidentifiedImageError is an OSError
    except (OSError, ValueError, SyntaxError, struct.error, zlib.error, Image.DecompressionBombError) as error:
        raise NotAPicture(f"{len(data)} bytes that are no readable picture") from error


def small_jpeg(data: bytes, side: int) -> bytes:
    """A copy to be looked at. It burns CPU: call it `aside`."""
    with Image.open(io.BytesIO(data)) as image:
        image.thumbnail((side, side), Image.Resampling.BILINEAR, reducing_gap=_NEAR_ENOUGH)
        out = io.BytesIO()
        image.convert("RGB").save(out, "JPEG", quality=75)
        return out.getvalue()


def fault_of(data: bytes) -> str:
    """What can be measured without seeing what it shows; empty where nothing is wrong. Call it `aside`."""
    with Image.open(io.BytesIO(data)) as image:
        if image.width < _LEAST_WIDTH or image.height < _LEAST_HEIGHT:
            return f"it has {image.width} × {image.height} pixels, too few for Medium"
        extremes = ImageStat.Stat(image.convert("RGB")).extrema
    if all(most - least < _ONE_COLOUR for least, most in extremes):
        return "it is of one colour"
    return ""


def _picture(image: Image.Image, data: bytes) -> Picture:
    kept = _kept_as_it_is(image)
    if kept is not None and len(data) <= _MOST_BYTES:
        return Picture(data=data, content_type=kept, width=image.width, height=image.height)
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((_LARGEST_SIDE, _LARGEST_SIDE))
    out = io.BytesIO()
    is_photo = isinstance(image, JpegImageFile) or (len(data) > _MOST_BYTES and not image.has_transparency_data)
    kind: ContentType = "image/jpeg" if is_photo else "image/png"
    if is_photo:
        upright.convert("RGB").save(out, "JPEG", quality=92, icc_profile=_profile(image), exif=b"")
    else:
        mode = "RGBA" if image.has_transparency_data else "RGB"
        bare = upright.convert(mode)
        bare.info = {}
        bare.save(out, "PNG", icc_profile=_profile(image))
    return Picture(data=out.getvalue(), content_type=kind, width=upright.width, height=upright.height)


def _kept_as_it_is(image: Image.Image) -> ContentType | None:
    """Where nothing has to be taken out or turned, the bytes stay as they came."""
    if (
        max(image.size) > _LARGEST_SIDE
        or image.mode == "CMYK"
        or image.getexif().get(_ORIENTATION, _UPRIGHT) != _UPRIGHT
    ):
        return None
    if isinstance(image, JpegImageFile):
        return "image/jpeg" if all(name in _HARMLESS_SEGMENTS for name, _ in image.applist) else None
    if isinstance(image, PngImageFile):
        return None if image.text or image.private_chunks or "exif" in image.info else "image/png"
    return None


def _profile(image: Image.Image) -> bytes | None:
    """Of what is converted to RGB, the profile of another colour space would be wrong."""
    found = image.info.get("icc_profile")
    return found if isinstance(found, bytes) and image.mode in ("RGB", "RGBA") else None
