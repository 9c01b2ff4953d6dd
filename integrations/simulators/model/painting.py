"""Owns the simulated pictures: hills, a sun, and the prompt in readable letters. It refuses long captions."""

import colorsys
import hashlib
import io
import math
import random
import textwrap

from PIL import Image, ImageDraw, ImageFont

Colour = tuple[int, int, int]

_PAPER: Colour = (250, 247, 240)
_INK: Colour = (38, 40, 48)
_HILLS = 4
_LONGEST_CAPTION = 220


def paint(prompt: str, width: int, height: int, underneath: bytes | None = None) -> bytes:
    """PNG bytes; the same prompt and size give the same bytes. An edit is painted over the given picture."""
    chance = random.Random(hashlib.sha256(prompt.encode()).digest())
    picture = _opened(underneath, width, height) if underneath else _landscape(chance, width, height)
    _letter(picture, _caption(prompt))
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=3)
    return out.getvalue()


def _opened(data: bytes, width: int, height: int) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB").resize((width, height))


def _landscape(chance: random.Random, width: int, height: int) -> Image.Image:
    hue = chance.random()
    picture = Image.new("RGB", (width, height), _tint(hue + 0.45, 0.16, 0.97))
    draw = ImageDraw.Draw(picture)
    radius, across = height * chance.uniform(0.07, 0.12), width * chance.uniform(0.15, 0.85)
    middle = height * chance.uniform(0.18, 0.3)
    sun = (across - radius, middle - radius, across + radius, middle + radius)
    draw.ellipse(sun, fill=_tint(hue + 0.1, 0.45, 0.98))
    for number in range(_HILLS):
        depth = number / _HILLS
        draw.polygon(_ridge(chance, width, height, depth), fill=_tint(hue, 0.25 + depth * 0.4, 0.88 - depth * 0.45))
    return picture


def _ridge(chance: random.Random, width: int, height: int, depth: float) -> list[tuple[float, float]]:
    level, swing = height * (0.42 + depth * 0.5), height * 0.07
    phase, pace = chance.uniform(0, math.tau), chance.uniform(1.0, 2.6)
    step = max(1, width // 96)
    line = [(x, level + swing * math.sin(phase + pace * math.tau * x / width)) for x in range(0, width + step, step)]
    return [*line, (float(width), float(height)), (0.0, float(height))]


def _tint(hue: float, saturation: float, value: float) -> Colour:
    red, green, blue = colorsys.hsv_to_rgb(hue % 1, saturation, value)
    return round(red * 255), round(green * 255), round(blue * 255)


def _caption(prompt: str) -> str:
    first = " ".join(prompt.split("\n\n", maxsplit=1)[0].split())
    return first if len(first) <= _LONGEST_CAPTION else first[: _LONGEST_CAPTION - 1].rstrip() + "…"


def _letter(picture: Image.Image, caption: str) -> None:
    size = max(10, picture.width // 32)
    font = ImageFont.load_default(size)
    text = "\n".join(textwrap.wrap(caption, max(8, round(picture.width * 0.8 / (size * 0.52)))))
    draw = ImageDraw.Draw(picture)
    left, top, right, bottom = draw.multiline_textbbox((0, 0), text, font=font, spacing=size // 3)
    x, y = (picture.width - (right - left)) / 2, picture.height * 0.92 - (bottom - top)
    draw.rounded_rectangle((x - size, y - size, x + right - left + size, y + bottom - top + size), size, fill=_PAPER)
    draw.multiline_text((x - left, y - top), text, font=font, fill=_INK, spacing=size // 3)
