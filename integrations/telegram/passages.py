"""Owns formatted text before it is HTML: runs, their marks, and how both are written; refuses marks Telegram refuses.

Telegram's rules (core.telegram.org/bots/api#formatting-options): bold and italic nest with everything but code; code
and pre hold nothing else; quotes do not nest. A link around code is kept as a link.
"""

from dataclasses import dataclass
from enum import StrEnum
from html import escape
from html.parser import HTMLParser

from integrations.telegram.graphemes import utf16_length


class Tag(StrEnum):
    BOLD = "b"
    ITALIC = "i"
    CODE = "code"
    PRE = "pre"
    LINK = "a"
    QUOTE = "blockquote"


@dataclass(frozen=True)
class Mark:
    """A tag, with the address of a link or the language of a code block."""

    tag: Tag
    value: str = ""

    @property
    def opening(self) -> str:
        match self.tag:
            case Tag.LINK:
                return f'<a href="{escape(self.value)}">'
            case Tag.PRE if self.value:
                return f'<pre><code class="language-{escape(self.value)}">'
            case tag:
                return f"<{tag}>"

    @property
    def closing(self) -> str:
        return "</code></pre>" if self.tag is Tag.PRE and self.value else f"</{self.tag}>"


@dataclass(frozen=True)
class Run:
    """Text under the same marks, the outermost first."""

    text: str
    marks: tuple[Mark, ...] = ()


Runs = tuple[Run, ...]


@dataclass(frozen=True)
class Passage:
    """What Telegram shows of one block, and which block that is; a heading stays with what follows it."""

    block: int
    runs: Runs
    is_heading: bool = False

    @property
    def text(self) -> str:
        return text_of(self.runs)

    @property
    def html(self) -> str:
        return html_of(self.runs)


def text_of(runs: Runs) -> str:
    return "".join(run.text for run in runs)


def html_of(runs: Runs) -> str:
    """Marks that go on from one run to the next stay open, so that nothing is cut in two."""
    written, opened = list[str](), tuple[Mark, ...]()
    for run in (*runs, Run("")):
        kept = _common(opened, run.marks)
        written += [mark.closing for mark in reversed(opened[kept:])]
        written += [mark.opening for mark in run.marks[kept:]]
        written.append(escape(run.text, quote=False))
        opened = run.marks
    return "".join(written)


def allowed(marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """The marks that Telegram takes together: each tag once, and code by itself."""
    once = tuple({mark.tag: mark for mark in marks}.values())
    tags = {mark.tag for mark in once}
    if Tag.PRE in tags:
        return tuple(mark for mark in once if mark.tag is Tag.PRE)
    if Tag.LINK in tags:
        return tuple(mark for mark in once if mark.tag is not Tag.CODE)
    return tuple(mark for mark in once if Tag.CODE not in tags or mark.tag in (Tag.CODE, Tag.QUOTE))


def telegram_length(html: str) -> int:
    """The length that Telegram holds against its limits: visible text only, after its entities are parsed."""
    reader = _VisibleText()
    reader.feed(html)
    reader.close()
    return utf16_length("".join(reader.pieces))


class _VisibleText(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)


def _common(left: tuple[Mark, ...], right: tuple[Mark, ...]) -> int:
    pairs = zip(left, right, strict=False)
    return next((index for index, (one, other) in enumerate(pairs) if one != other), min(len(left), len(right)))
