"""Owns what a person says about a text: their words, and the passage that they are about where they named one."""

import re
from collections.abc import Sequence
from itertools import takewhile

from pydantic import BaseModel, ConfigDict

_PARAGRAPH = re.compile(r"(?:paragraph|para|¶|§)\s*(\d{1,3})\s*[:.,–—-]\s*(?=\S)", re.IGNORECASE)


class Note(BaseModel):
    """One message of feedback. Without a quote and a paragraph it is about the whole."""

    model_config = ConfigDict(frozen=True)

    text: str
    quote: str = ""  # as the reader saw it, so without Markdown
    paragraph: int | None = None  # counted from 1
    block_ids: tuple[str, ...] = ()  # of the message that was replied to: where the quote is to be found


def read_note(text: str, quote: str = "", block_ids: Sequence[str] = ()) -> Note:
    """“Paragraph 3: shorter” names its place; a quote names a finer one and keeps the words as they are."""
    named = None if quote else _PARAGRAPH.match(text)
    if named is None:
        return Note(text=text, quote=quote, block_ids=tuple(block_ids))
    return Note(text=text[named.end() :], paragraph=int(named[1]), block_ids=tuple(block_ids))


def quoting(quote: str, words: str) -> str:
    """Words about a passage as one text: the passage stands before them as in a letter."""
    quoted = "\n".join(f"> {line}" for line in quote.splitlines())
    return f"{quoted}\n{words}" if quoted else words


def read_told(words: str) -> Note:
    """Words that came with a decision, after the lines of the passage that they are about, if there are such."""
    lines = words.splitlines()
    quoted = list(takewhile(lambda line: line.startswith(">"), lines))
    rest = "\n".join(lines[len(quoted) :]).strip()
    if not quoted or not rest:
        return read_note(words)
    return read_note(rest, "\n".join(line.removeprefix(">").strip() for line in quoted))


def joined(notes: Sequence[Note]) -> str:
    """All of them as one text, for people and for whoever does not care about places."""
    return "\n".join(_line(note) for note in notes)


def _line(note: Note) -> str:
    if note.quote:
        return f"“{note.quote}”: {note.text}"
    return note.text if note.paragraph is None else f"Paragraph {note.paragraph}: {note.text}"
