"""Owns a text with its entities: offsets in UTF-16 units, trimming, and what Telegram finds in a text by itself.

It refuses to read markup: that is html_markup and markdown_markup.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from integrations.simulators.telegram.wire import Json

MAX_ENTITIES = 100  # core.telegram.org/bots/api does not say so; limits.tginfo.me: 100 per message, the rest is dropped
_NO_TYPES_INSIDE = frozenset({"code", "pre", "text_link", "text_mention", "custom_emoji"})
_URL_END = r"[^\s<>\"'.,;:!?)\]]"
_URL = rf"https?://[^\s<>\"']*{_URL_END}"
_BARE_URL = rf"(?<![\w@./-])(?:[a-z0-9-]+\.)+(?:com|org|net|io|dev|me|co)\b(?:/[^\s<>\"']*{_URL_END})?"
_FOUND = (
    ("url", re.compile(f"{_URL}|{_BARE_URL}", re.IGNORECASE)),
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]*\w")),
    ("bot_command", re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])")),
    ("mention", re.compile(r"(?<![\w@`])@[A-Za-z][A-Za-z0-9_]{3,31}\b")),
    ("hashtag", re.compile(r"(?<![\w&])#(?=\w*[^\W\d_])\w{1,256}")),
)


@dataclass(frozen=True)
class Formatted:
    text: str
    entities: tuple[Json, ...] = ()


def utf16_length(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def utf16_slice(text: str, offset: int, length: int) -> str:
    units = text.encode("utf-16-le", "surrogatepass")
    return units[2 * offset : 2 * (offset + length)].decode("utf-16-le", "replace")


def finish(raw: Formatted) -> Formatted:
    """The text as it is kept: trimmed, its entities inside it and in order, links and commands found."""
    trimmed = _trim(raw)
    found = [*trimmed.entities, *_find(trimmed)]
    found.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return Formatted(trimmed.text, tuple(found[:MAX_ENTITIES]))


def _trim(raw: Formatted) -> Formatted:
    text = raw.text.replace("\r", "")
    start = utf16_length(text) - utf16_length(text.lstrip())
    text = text.strip()
    end = utf16_length(text)
    kept = []
    for entity in raw.entities:
        begin = max(entity["offset"] - start, 0)
        length = min(entity["offset"] - start + entity["length"], end) - begin
        if length > 0:
            kept.append(entity | {"offset": begin, "length": length})
    return Formatted(text, tuple(kept))


def _find(formatted: Formatted) -> list[Json]:
    closed = [_span(entity) for entity in formatted.entities if entity["type"] in _NO_TYPES_INSIDE]
    found: list[Json] = []
    for kind, pattern in _FOUND:
        for match in pattern.finditer(formatted.text):
            offset = utf16_length(formatted.text[: match.start()])
            span = (offset, offset + utf16_length(match.group()))
            if not any(span[0] < end and start < span[1] for start, end in closed):
                closed.append(span)
                found.append({"offset": offset, "length": span[1] - span[0], "type": kind})
    return found


def _span(entity: Json) -> tuple[int, int]:
    return entity["offset"], entity["offset"] + entity["length"]


def checked_link(url: str) -> str:
    """The link as Telegram keeps it, or nothing: to it a host without a dot, such as localhost, is no link."""
    if url.startswith(("tg:", "ton:", "tonsite:", "mailto:", "tel:")):
        return url
    full = url if "://" in url else f"http://{url}"
    try:
        parts = urlsplit(full)
        host = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or any(c.isspace() for c in url) or ("." not in host and ":" not in host):
        return ""
    return full if parts.path or parts.query or parts.fragment else f"{full}/"
