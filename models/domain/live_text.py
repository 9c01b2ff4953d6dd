"""Owns the comparison of a story as Medium shows it with the text that was approved, in words for the writer.

Words count, and which images there are. Medium sets quotes, dashes and spaces its own way, and shows a title elsewhere
than in the text: those are no differences.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from html.parser import HTMLParser
from itertools import zip_longest

MOST_LINES = 6
_BLOCKS = frozenset({"p", "li", "pre", "blockquote", "figcaption", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "div"})
_WORD = re.compile(r"\w+")
_AROUND = 4  # words before and after the first that differs
_SHOWN = 90


@dataclass
class _Seen:
    passages: list[str] = field(default_factory=list)
    images: int = 0


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen, self._text = _Seen(), list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.flush()
        elif tag == "br":
            self._text.append("\n")
        elif tag == "img":
            self.seen.images += dict(attrs).get("width") != "1"  # a counter of views is none

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.flush()

    def handle_data(self, data: str) -> None:
        self._text.append(data)

    def flush(self) -> None:
        if passage := " ".join("".join(self._text).split()):
            self.seen.passages.append(passage)
        self._text = []


def live_differences(
    approved_html: str, live_html: str, titles: tuple[str, str], subtitle: str = ""
) -> tuple[str, ...]:
    """`titles`: the approved one, and the one that Medium shows. Nothing where the story is what was approved."""
    ours, theirs = _seen(approved_html), _seen(live_html)
    lines = [*_of_titles(*titles), *_of_images(ours.images, theirs.images)]
    heads = {_words(titles[0]), _words(titles[1]), _words(subtitle)}
    approved, live = ([each for each in seen.passages if _words(each) not in heads] for seen in (ours, theirs))
    if [word for each in approved for word in _words(each)] != [word for each in live for word in _words(each)]:
        lines += _of_passages(approved, live)
    return tuple(lines if len(lines) <= MOST_LINES else [*lines[: MOST_LINES - 1], _more(len(lines) - MOST_LINES + 1)])


def _seen(html: str) -> _Seen:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.flush()
    return reader.seen


def _of_titles(approved: str, live: str) -> Iterator[str]:
    if live and _words(approved) != _words(live):
        yield f"The title is “{_short(live)}”, and not “{_short(approved)}”."


def _of_images(approved: int, live: int) -> Iterator[str]:
    if live != approved:
        yield f"It shows {live} image{'' if live == 1 else 's'}, and not {approved}."


def _of_passages(approved: Sequence[str], live: Sequence[str]) -> Iterator[str]:
    ours, theirs = ([_words(each) for each in passages] for passages in (approved, live))
    for how, a, b, c, d in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if how == "equal":
            continue
        for was, now in zip_longest(approved[a:b], live[c:d]):
            if was is None:
                yield f"New there: “{_short(now)}”"
            elif now is None:
                yield f"Missing there: “{_short(was)}”"
            else:
                yield _reworded(was, now)


def _reworded(was: str, now: str) -> str:
    old, new = was.split(), now.split()
    pairs = enumerate(zip_longest(map(_words, old), map(_words, new)))
    at = next((place for place, (one, other) in pairs if one != other), 0)
    start, end = max(0, at - _AROUND), at + _AROUND + 1
    return f"“{_cut(old, start, end)}” reads “{_cut(new, start, end)}” there."


def _cut(words: Sequence[str], start: int, end: int) -> str:
    return f"{'…' if start else ''}{_short(' '.join(words[start:end]))}{'…' if end < len(words) else ''}"


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(unicodedata.normalize("NFKC", text)))


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1].rstrip() + "…"


def _more(count: int) -> str:
    return f"…and {count} more differences."
