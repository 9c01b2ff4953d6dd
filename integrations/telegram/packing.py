"""Owns how a long text becomes messages that Telegram takes; refuses to cut where a reader would stumble, while it can.

Cuts are looked for between blocks, then between lines, sentences and words outside formatting, then inside it, where
marks are closed and opened again, and last between visible characters. White space at a cut is dropped, in code its
line break only. `SEPARATOR` stands between blocks in one message.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from integrations.telegram.formatting import SEPARATOR
from integrations.telegram.graphemes import is_boundary, longest_prefix, utf16_length
from integrations.telegram.passages import Mark, Passage, Run, Runs, Tag, html_of, text_of

MESSAGE_LIMIT = 4096  # core.telegram.org/bots/api#sendmessage: 1 to 4096 characters after entities parsing
_LINES = re.compile(r"\n+")
_SENTENCES = re.compile(r"[.!?…][\"'”’»)\]]*\s+|[。！？]")
_WORDS = re.compile(r"\s+")
_REOPENED = (Tag.PRE, Tag.QUOTE)  # long blocks by nature: to close and reopen them loses nothing


@dataclass(frozen=True)
class Part:
    """One message: its HTML, what a reader sees of it, and the blocks that are in it, whole or in part."""

    html: str
    text: str
    blocks: tuple[int, ...]


def pack(passages: tuple[Passage, ...], limit: int = MESSAGE_LIMIT) -> tuple[Part, ...]:
    parts: list[list[Passage]] = []
    for passage in passages:
        for piece in _pieces(passage, limit):
            if parts and parts[-1][-1].block != piece.block and _length([*parts[-1], piece]) <= limit:
                parts[-1].append(piece)
            else:
                parts.append([*_headings_for(piece, parts, limit), piece])
    return tuple(_part(part) for part in parts)


def _headings_for(piece: Passage, parts: list[list[Passage]], limit: int) -> list[Passage]:
    """The headings that would end the last message without their text; a message of nothing else stays."""
    last = parts[-1] if parts else []
    kept = len(last)
    while kept > 1 and _leads(last[kept - 1], piece) and _length([*last[kept - 1 :], piece]) <= limit:
        kept -= 1
    headings = last[kept:]
    del last[kept:]
    return headings


def _leads(passage: Passage, piece: Passage) -> bool:
    return passage.is_heading and passage.block != piece.block


def _part(pieces: list[Passage]) -> Part:
    separated = _separated(pieces)
    return Part(html_of(separated), text_of(separated), tuple(piece.block for piece in pieces))


def _separated(pieces: list[Passage]) -> Runs:
    return tuple(run for piece in pieces for run in (Run(SEPARATOR), *piece.runs))[1:]


def _length(pieces: list[Passage]) -> int:
    return utf16_length(text_of(_separated(pieces)))


def _pieces(passage: Passage, limit: int) -> Iterator[Passage]:
    rest = _Stretch(passage.runs)
    while rest.text.strip():
        end = longest_prefix(rest.text, limit)
        cut = end if end == len(rest.text) else rest.best_cut(end)
        head, rest = rest.cut_in_two(cut)
        if head.text.strip():
            yield Passage(passage.block, head.runs, passage.is_heading)


class _Stretch:
    """Runs seen as one text, with the marks over every character."""

    def __init__(self, runs: Runs) -> None:
        self.runs = runs
        self.text = text_of(runs)
        self._marks = [run.marks for run in runs for _ in run.text]

    def best_cut(self, end: int) -> int:
        """A full half is better than a fine cut: the second half is searched first."""
        for allows_formatting in (False, True):
            for least in (end // 2, 0):
                for ends in (_LINES, _SENTENCES, _WORDS):
                    if cut := self._last_cut(ends, least, end, allows_formatting):
                        return cut
        return next((cut for cut in range(end, 0, -1) if is_boundary(self.text, cut)), max(end, 1))

    def cut_in_two(self, cut: int) -> tuple["_Stretch", "_Stretch"]:
        if self._is_inside(cut, (Tag.PRE,)):
            head_end = cut - 1 if self.text[cut - 1] == "\n" else cut
            return self._slice(0, head_end), self._slice(cut, len(self.text))
        head_end = len(self.text[:cut].rstrip())
        rest_start = len(self.text) - len(self.text[cut:].lstrip())
        return self._slice(0, head_end), self._slice(rest_start, len(self.text))

    def _last_cut(self, ends: re.Pattern[str], least: int, end: int, allows_formatting: bool) -> int:
        cuts = (match.end() for match in ends.finditer(self.text, 0, end))
        return max((cut for cut in cuts if cut > least and self._is_fair(cut, allows_formatting)), default=0)

    def _is_fair(self, cut: int, allows_formatting: bool) -> bool:
        formatting = tuple(tag for tag in Tag if tag not in _REOPENED)
        return is_boundary(self.text, cut) and (allows_formatting or not self._is_inside(cut, formatting))

    def _is_inside(self, cut: int, tags: tuple[Tag, ...]) -> bool:
        if not 0 < cut < len(self._marks):
            return False
        shared: set[Mark] = set(self._marks[cut - 1]) & set(self._marks[cut])
        return any(mark.tag in tags for mark in shared)

    def _slice(self, start: int, stop: int) -> "_Stretch":
        runs, offset = list[Run](), 0
        for run in self.runs:
            text = run.text[max(start - offset, 0) : max(stop - offset, 0)]
            runs += [Run(text, run.marks)] if text else []
            offset += len(run.text)
        return _Stretch(tuple(runs))
