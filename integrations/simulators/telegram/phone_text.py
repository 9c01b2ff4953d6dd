"""Owns turning a text with entities into safe HTML for the phone page; every character of the text is escaped."""

from markupsafe import Markup, escape

from integrations.simulators.telegram.formatted import utf16_length
from integrations.simulators.telegram.wire import Json

_TAGS = {
    "bold": "strong", "italic": "em", "underline": "u", "strikethrough": "s", "code": "code", "pre": "pre",
    "blockquote": "blockquote", "expandable_blockquote": "blockquote", "bot_command": "b",
}  # fmt: skip


def as_html(text: str, entities: list[Json]) -> Markup:
    """Entities nest by their order; one that would cross its parent's end is cut there."""
    units = text.encode("utf-16-le", "surrogatepass")
    ordered = sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))
    html, _ = _render(units, ordered, 0, utf16_length(text))
    return html


def _render(units: bytes, entities: list[Json], begin: int, end: int) -> tuple[Markup, list[Json]]:
    html, at = Markup(), begin
    while entities and entities[0]["offset"] < end:
        entity, *entities = entities
        start = max(entity["offset"], at)
        stop = min(entity["offset"] + entity["length"], end)
        inner, entities = _render(units, entities, start, stop)
        html += _plain(units, at, start) + _wrap(entity, inner, _plain(units, start, stop))
        at = max(at, stop)
    return html + _plain(units, at, end), entities


def _plain(units: bytes, begin: int, end: int) -> Markup:
    return escape(units[2 * begin : 2 * end].decode("utf-16-le", "replace"))


def _wrap(entity: Json, inner: Markup, plain: Markup) -> Markup:
    match entity["type"]:
        case "text_link":
            return _link(str(entity["url"]), inner)
        case "url":
            address = plain.unescape()
            return _link(address if "://" in address else f"https://{address}", inner)
        case "spoiler":
            return Markup('<span class="spoiler" tabindex="0">{}</span>').format(inner)
        case kind if kind in _TAGS:
            return Markup("<{0}>{1}</{0}>").format(_TAGS[kind], inner)
        case _:
            return inner


def _link(url: str, inner: Markup) -> Markup:
    if not url.startswith(("http://", "https://", "mailto:", "tel:")):
        return inner
    return Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>').format(url, inner)
