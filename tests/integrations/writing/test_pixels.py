"""Bytes that are to be an image: what is kept as it is, what is made anew, what is refused."""

import io

import pytest
from PIL import Image, PngImagePlugin

from integrations.writing.pixels import NotAPicture, decode

_ORIENTATION, _CAMERA = 0x0112, 0x0110


def saved(kind: str, size: tuple[int, int] = (8, 6), **how: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **how)
    return out.getvalue()


def photo(orientation: int) -> bytes:
    exif = Image.Exif()
    exif[_ORIENTATION], exif[_CAMERA] = orientation, "A telling camera"
    return saved("JPEG", exif=exif)


def test_a_webp_picture_becomes_a_png_since_medium_takes_no_webp() -> None:
    picture = decode(saved("WEBP"))
    assert (picture.content_type, picture.width, picture.height) == ("image/png", 8, 6)
    assert Image.open(io.BytesIO(picture.data)).format == "PNG"


@pytest.mark.parametrize("kept", [0, 30, 60, 400])
def test_a_torn_picture_is_refused(kept: int) -> None:
    out = io.BytesIO()
    Image.effect_noise((64, 64), 40).save(out, "PNG")
    with pytest.raises(NotAPicture):
        decode(out.getvalue()[:kept])


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_bare_picture_keeps_its_bytes(kind: str) -> None:
    assert decode(saved(kind)).data == saved(kind)


def test_a_photo_stands_upright_and_tells_nothing_of_its_camera() -> None:
    picture = decode(photo(orientation=6))
    assert (picture.content_type, picture.width, picture.height) == ("image/jpeg", 6, 8)
    assert not Image.open(io.BytesIO(picture.data)).getexif()
    assert b"telling camera" not in picture.data


def test_a_photo_that_is_upright_loses_its_metadata_too() -> None:
    assert b"telling camera" not in decode(photo(orientation=1)).data


def test_what_a_provider_wrote_into_a_png_goes_and_every_pixel_stays() -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("prompt", "a secret harbour")
    notes.add(b"caBX", b"who made it", after_idat=False)
    written = saved("PNG", pnginfo=notes)
    picture = decode(written)
    assert b"secret harbour" not in picture.data
    assert b"who made it" not in picture.data
    assert Image.open(io.BytesIO(picture.data)).tobytes() == Image.open(io.BytesIO(written)).tobytes()


def test_a_picture_that_telegram_would_refuse_is_made_smaller() -> None:
    picture = decode(saved("JPEG", (6000, 3000)))
    assert (picture.width, picture.height) == (4096, 2048)


def test_a_heavy_picture_without_transparency_becomes_a_jpeg() -> None:
    out = io.BytesIO()
    Image.effect_noise((3600, 3000), 90).convert("RGB").save(out, "PNG", compress_level=1)
    picture = decode(out.getvalue())
    assert picture.content_type == "image/jpeg"
    assert len(picture.data) < 10_000_000


def test_transparency_stays() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (8, 6), (0, 0, 0, 0)).save(out, "WEBP", lossless=True)
    assert Image.open(io.BytesIO(decode(out.getvalue()).data)).mode == "RGBA"
