"""Owns parse_mode MarkdownV2: nested entities, escapes, and the refusal of a reserved character that is not escaped.

The older `Markdown` mode is refused: Telegram keeps it for old bots only, and nothing here should start to use it.
"""

from dataclasses import dataclass

from integrations.simulators.telegram.formatted import Formatted, checked_link, utf16_length
from integrations.simulators.telegram.refusals import Refusal, cannot_parse
from integrations.simulators.telegram.wire import Json

_RESERVED = frozenset("_*[]()~`>#+-=|{}.!\n")
_MARKS = {
    "bold": "*",
    "italic": "_",
    "underline": "__",
    "strikethrough": "~",
    "spoiler": "||",
    "code": "`",
    "pre": "```",
}
_NAMES = {
    "bold": "Bold", "italic": "Italic", "underline": "Underline", "strikethrough": "Strikethrough", "code": "Code",
    "spoiler": "Spoiler", "pre": "Pre", "text_link": "TextUrl", "blockquote": "BlockQuote",
    "custom_emoji": "CustomEmoji",
}  # fmt: skip
_LAST_ESCAPABLE = 126


@dataclass(frozen=True)
class _Open:
    kind: str
    offset: int
    start: int
    at: int  # where its mark stands in the source
    language: str = ""
    expandable: bool = False


def parse_markdown(source: str) -> Formatted:
    return _Reader(source).read()


class _Reader:
    def __init__(self, source: str) -> None:
        self._source, self._at = source, 0
        self._text, self._offset = "", 0
        self._open: list[_Open] = []
        self._entities: list[Json] = []

    def read(self) -> Formatted:
        while self._at < len(self._source):
            self._step()
        if self._open and self._open[-1].kind == "blockquote":
            self._close()
        if self._open:
            raise self._unfinished()
        self._entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return Formatted(self._text, tuple(self._entities))

    def _step(self) -> None:
        char, following = self._source[self._at], self._source[self._at + 1 : self._at + 2]
        if char == "\\" and following and ord(following) <= _LAST_ESCAPABLE:
            self._keep(following)
            self._at += 2
        elif char not in _RESERVED or (self._kind() in ("code", "pre") and char != "`"):
            self._keep(char)
            self._at += 1
        elif self._ends_here():
            self._end()
        elif self._kind() in ("code", "pre"):
            self._keep(char)
            self._at += 1
        else:
            self._begin(char)

    def _kind(self) -> str:
        return self._open[-1].kind if self._open else ""

    def _keep(self, piece: str) -> None:
        self._text += piece
        self._offset += utf16_length(piece)

    def _follows(self, mark: str) -> bool:
        return self._source.startswith(mark, self._at)

    def _ends_here(self) -> bool:
        kind = self._kind()
        if kind == "italic":
            return self._follows("_") and not self._follows("__")
        if kind in ("text_link", "custom_emoji"):
            return self._follows("]")
        if self._follows("\n") and any(entry.kind == "blockquote" for entry in self._open):
            return not self._follows("\n>")
        return kind in _MARKS and self._follows(_MARKS[kind])

    def _end(self) -> None:
        kind = self._kind()
        if self._follows("\n"):
            if kind != "blockquote":
                raise self._unfinished()
            self._close()
            self._keep("\n")
            self._at += 1
        elif kind in ("text_link", "custom_emoji"):
            self._at += 1
            self._close(self._read_target())
        else:
            self._at += len(_MARKS[kind])
            self._close()

    def _read_target(self) -> str:
        if not self._follows("("):
            if self._kind() == "custom_emoji":
                raise cannot_parse("Custom emoji entity must contain a tg://emoji URL")
            return self._text[self._open[-1].start :]
        begin, target = self._where(self._at + 1), ""
        self._at += 1
        while self._at < len(self._source) and self._source[self._at] != ")":
            self._at += self._source[self._at] == "\\" and self._at + 1 < len(self._source)
            target += self._source[self._at]
            self._at += 1
        if not self._follows(")"):
            raise cannot_parse(f"Can't find end of a URL at byte offset {begin}")
        self._at += 1
        return target

    def _begin(self, char: str) -> None:
        if self._follows("||") and self._closes_quote():
            self._open[-1] = _Open("blockquote", self._open[-1].offset, self._open[-1].start, self._at, expandable=True)
            self._at += 2
            return
        if char == "\n":
            self._keep(char)
            self._at += 1
            if self._follows(">"):
                self._begin_quote()
            return
        if char == ">" and (not self._text or self._text.endswith("\n")):
            self._begin_quote()
            return
        for mark, kind in (
            ("```", "pre"), ("`", "code"), ("__", "underline"), ("_", "italic"), ("*", "bold"),
            ("~", "strikethrough"), ("||", "spoiler"), ("![", "custom_emoji"), ("[", "text_link"),
        ):  # fmt: skip
            if self._follows(mark):
                self._push(kind, mark)
                return
        raise cannot_parse(f"Character '{char}' is reserved and must be escaped with the preceding '\\'")

    def _closes_quote(self) -> bool:
        rest = self._source[self._at + 2 :]
        return self._kind() == "blockquote" and (not rest or (rest[0] == "\n" and not rest.startswith("\n>")))

    def _begin_quote(self) -> None:
        if not any(entry.kind == "blockquote" for entry in self._open):
            self._open.append(_Open("blockquote", self._offset, len(self._text), self._at))
        self._at += 1

    def _push(self, kind: str, mark: str) -> None:
        begin, language = self._at, ""
        self._at += len(mark)
        if kind == "pre":
            line_end = self._source.find("\n", self._at)
            first = self._source[self._at : line_end] if line_end >= 0 else ""
            if first and "`" not in first and not any(c.isspace() for c in first):
                language = first
                self._at = line_end
            if self._follows("\n"):
                self._at += 1
        self._open.append(_Open(kind, self._offset, len(self._text), begin, language))

    def _close(self, target: str = "") -> None:
        last = self._open.pop()
        entity: Json = {"offset": last.offset, "length": self._offset - last.offset, "type": last.kind}
        if not entity["length"]:
            return
        if last.kind == "text_link":
            entity["url"] = checked_link(target)
            if not entity["url"]:
                return
        elif last.kind == "custom_emoji":
            entity["custom_emoji_id"] = target.removeprefix("tg://emoji?id=")
        elif last.language:
            entity["language"] = last.language
        elif last.expandable:
            entity["type"] = "expandable_blockquote"
        self._entities.append(entity)

    def _unfinished(self) -> Refusal:
        last = self._open[-1]
        name = "PreCode" if last.language else _NAMES[last.kind]
        return cannot_parse(f"Can't find end of {name} entity at byte offset {self._where(last.at)}")

    def _where(self, index: int) -> int:
        return len(self._source[:index].encode("utf-8", "surrogatepass"))
