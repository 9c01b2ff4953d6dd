"""Owns parse_mode HTML: the tags that Telegram knows, its entities, and its complaints with their byte offsets.

Refuses what Telegram refuses: an unknown tag, a tag that is not closed, one that is closed in the wrong order.
"""

import re
import sys
from dataclasses import dataclass

from integrations.simulators.telegram.formatted import Formatted, checked_link, utf16_length
from integrations.simulators.telegram.refusals import cannot_parse
from integrations.simulators.telegram.wire import Json

_TYPES = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler", "span": "spoiler",
    "a": "text_link", "code": "code", "pre": "pre", "blockquote": "blockquote", "tg-emoji": "custom_emoji",
}  # fmt: skip
_REFERENCE = re.compile(r"&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(lt|gt|amp|quot));?")
_SURROGATES = range(0xD800, 0xE000)
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_ATTRIBUTE = re.compile(r"""\s*([^\s=>]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9.\-]+)(?=[\s>])))?\s*""")


@dataclass(frozen=True)
class _Open:
    tag: str
    argument: str
    offset: int
    start: int  # where its text begins


def parse_html(source: str) -> Formatted:
    return _Reader(source).read()


class _Reader:
    def __init__(self, source: str) -> None:
        self._source, self._at = source, 0
        self._text, self._offset = "", 0
        self._open: list[_Open] = []
        self._entities: list[Json] = []

    def read(self) -> Formatted:
        while self._at < len(self._source):
            if self._source[self._at] != "<":
                self._read_text()
            elif self._source.startswith("</", self._at):
                self._read_end_tag()
            else:
                self._read_start_tag()
        if self._open:
            raise cannot_parse(f'Can\'t find end tag corresponding to start tag "{self._open[-1].tag}"')
        self._entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return Formatted(self._text, tuple({k: e[k] for k in e if k != "_language"} for e in self._entities))

    def _read_text(self) -> None:
        end = self._source.find("<", self._at)
        end = len(self._source) if end < 0 else end
        piece = _decode(self._source[self._at : end])
        self._text += piece
        self._offset += utf16_length(piece)
        self._at = end

    def _read_start_tag(self) -> None:
        begin, where = self._at, self._where(self._at)
        name = re.compile(r"[^\s>]*").match(self._source, begin + 1)
        if name is None or name.end() >= len(self._source):
            raise cannot_parse(f"Unclosed start tag at byte offset {where}")
        tag = name.group().lower()
        if tag not in _TYPES:
            raise cannot_parse(f'Unsupported start tag "{tag}" at byte offset {where}')
        self._at = name.end()
        argument = self._read_attributes(tag, where)
        if tag == "span" and argument != "spoiler":
            raise cannot_parse(f'Tag "span" must have class "tg-spoiler" at byte offset {where}')
        self._open.append(_Open(tag, argument, self._offset, len(self._text)))

    def _read_attributes(self, tag: str, where: int) -> str:
        argument = ""
        while True:
            match = _ATTRIBUTE.match(self._source, self._at)
            if match is None:  # every part of the pattern is optional
                raise cannot_parse(f"Unclosed start tag at byte offset {where}")
            self._at = match.end()
            following = self._source[self._at : self._at + 1]
            if not following:
                raise cannot_parse(f"Unclosed start tag at byte offset {where}")
            if match[1]:
                value = match[2] or match[3] or (match[4] or "").lower()
                argument = _argument(tag, match[1], _decode(value)) or argument
            if following == ">":
                self._at += 1
                return argument
            if not match[1]:
                raise cannot_parse(f'Empty attribute name in the tag "{tag}" at byte offset {where}')
            if following == "=":
                self._refuse_value(where)

    def _refuse_value(self, where: int) -> None:
        """The match stopped at the equal sign: its value is an open string, or no name token."""
        value = self._source[self._at + 1 :].lstrip()
        if value[:1] in ("", '"', "'"):
            raise cannot_parse(f"Unclosed start tag at byte offset {where}")
        raise cannot_parse(f"Unexpected end of name token at byte offset {self._where(len(self._source) - len(value))}")

    def _read_end_tag(self) -> None:
        begin, where = self._at, self._where(self._at)
        if not self._open:
            raise cannot_parse(f"Unexpected end tag at byte offset {where}")
        match = re.compile(r"</([^\s>]*)\s*>").match(self._source, begin)
        if match is None:
            raise cannot_parse(f"Unclosed end tag at byte offset {where}")
        last, name = self._open.pop(), match[1].lower()
        if name and name != last.tag:
            raise cannot_parse(f'Unmatched end tag at byte offset {where}, expected "</{last.tag}>", found "</{name}>"')
        if self._offset > last.offset:
            self._close(last)
        self._at = match.end()

    def _close(self, last: _Open) -> None:
        entity: Json = {"offset": last.offset, "length": self._offset - last.offset, "type": _TYPES[last.tag]}
        match last.tag:
            case "a":
                self._add_link(entity, last.argument or self._text[last.start :])
                return
            case "pre" | "code":
                self._add_code(entity, last)
                return
            case "blockquote" if last.argument:
                entity["type"] = "expandable_blockquote"
            case "tg-emoji":
                if not last.argument.isdigit() or int(last.argument) == 0:
                    raise cannot_parse("Invalid custom emoji identifier specified")
                entity["custom_emoji_id"] = last.argument
        self._entities.append(entity)

    def _add_link(self, entity: Json, target: str) -> None:
        if checked := checked_link(target):  # a link that is none to Telegram is dropped, its text stays
            self._entities.append(entity | {"url": checked})

    def _add_code(self, entity: Json, last: _Open) -> None:
        """A pre around one code, or the other way round, is one block with a language."""
        inner = self._entities[-1] if self._entities else None
        if inner and inner["type"] in ("code", "pre") and inner["type"] != entity["type"]:
            language = inner.get("_language", "") or (last.argument if last.tag == "code" else "")
            if language and (inner["offset"], inner["length"]) == (entity["offset"], entity["length"]):
                self._entities[-1] = {k: entity[k] for k in ("offset", "length")} | {
                    "type": "pre",
                    "language": language,
                }
                return
        self._entities.append(entity | ({"_language": last.argument} if last.argument else {}))

    def _where(self, index: int) -> int:
        return len(self._source[:index].encode("utf-8", "surrogatepass"))


def _argument(tag: str, name: str, value: str) -> str:
    match tag, name:
        case "a", "href":
            return value
        case "code", "class" if value.startswith("language-"):
            return value.removeprefix("language-")
        case "span", "class" if value.startswith("tg-"):
            return value.removeprefix("tg-")
        case "tg-emoji", "emoji-id":
            return value
        case "blockquote", "expandable":
            return "expandable"
        case _:
            return ""


def _decode(text: str) -> str:
    return _REFERENCE.sub(_decode_one, text) if "&" in text else text


def _decode_one(match: re.Match[str]) -> str:
    if match[3]:
        return _NAMED[match[3]]
    code = int(match[1]) if match[1] else int(match[2], 16)
    return chr(code) if 0 < code < sys.maxunicode and code not in _SURROGATES else match.group()
