"""Owns a text as Medium's editor takes it from a clipboard: flat blocks of the few kinds that the editor has.

It refuses to lose a word: what the editor has no form for, as a list in a quote, becomes lines that say the same. The
kinds are those in which Medium writes its own stories, in its feed and its export.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape, unescape
from html.parser import HTMLParser
from typing import Final

from models.domain.draft import Draft
from models.domain.markdown import BlockKind, split_blocks
from models.domain.slot_source import read_slot

KEPT: Final = frozenset(
    "h3 h4 p blockquote pre ul ol li figure img figcaption hr strong em a code br".split()  # noqa: SIM905
)
_INLINE: Final = frozenset({"em", "strong"})
_LINES: Final = frozenset({"h3", "h4", "p", "li", "pre", "figcaption"})
_TAG: Final = re.compile(r"<[^>]*>")


@dataclass
class _List:
    """The list that is open: its items, or where the editor cannot have it as one, lines with their marks."""

    tag: str
    number: int
    items: list[str] = field(default_factory=list)


class _Editor(HTMLParser):
    """Reads our own HTML, whose lists and quotes hold no further ones, and writes the editor's."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = []
        self._line: list[str] = []
        self._in: str = ""
        self._is_quoted = False
        self._list: _List | None = None
        self._figure: str | None = None
        self._stray: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _LINES:
            self._in, self._line = tag, []
        elif tag in _INLINE or (tag == "code" and self._in != "pre"):
            self._line.append(f"<{tag}>")
        elif tag == "a":
            self._line.append(f'<a href="{escape(given.get("href", ""))}">')
        elif tag == "img":
            self._see(f'<img src="{escape(given.get("src", ""))}" alt="{escape(given.get("alt", ""))}">')
        else:
            self._open(tag, given)

    def _open(self, tag: str, given: Mapping[str, str]) -> None:
        match tag:
            case "br":
                self._line.append("<br>")
            case "hr":
                self.blocks.append("<hr>")
            case "blockquote":
                self._is_quoted = True
            case "ul" | "ol":
                self._list = _List(tag, int(given.get("start") or 1))
            case "figure":
                self._figure = ""

    def _see(self, image: str) -> None:
        """One in the middle of a line comes after it."""
        if self._figure is None:
            self._stray.append(f"<figure>{image}</figure>")
        else:
            self._figure += image

    def handle_endtag(self, tag: str) -> None:
        if tag in _LINES:
            self._end_line(tag, "".join(self._line))
        elif tag in _INLINE or tag == "a" or (tag == "code" and self._in != "pre"):
            self._line.append(f"</{tag}>")
        elif tag == "blockquote":
            self._is_quoted = False
        elif tag in ("ul", "ol"):
            self._end_list()
        elif tag == "figure":
            self.blocks.append(f"<figure>{self._figure}</figure>")
            self._figure = None

    def _end_line(self, tag: str, html: str) -> None:
        self._in = ""
        if tag == "figcaption":
            self._figure = f"{self._figure}<figcaption>{html}</figcaption>"
            return
        if tag == "li" and self._list is not None:
            self._list.items.append(html)
        elif html:
            self.blocks.append(self._block(tag, html))
        self.blocks += self._stray if self._list is None else []
        self._stray = [] if self._list is None else self._stray

    def _block(self, tag: str, html: str) -> str:
        """A quote is one block for each of its paragraphs, and holds neither headings nor code."""
        if not self._is_quoted or tag == "pre":
            return f"<{tag}>{html}</{tag}>"
        return f"<blockquote>{html if tag == 'p' else f'<strong>{html}</strong>'}</blockquote>"

    def _end_list(self) -> None:
        """The editor's lists count from one and stand in no quote: other ones are lines that carry their mark."""
        if self._list is None:
            return
        ended, self._list = self._list, None
        if not self._is_quoted and ended.number == 1:
            items = "".join(f"<li>{item}</li>" for item in ended.items)
            self.blocks.append(f"<{ended.tag}>{items}</{ended.tag}>")
        else:
            marks = (
                f"{n}. " if ended.tag == "ol" else "– " for n in range(ended.number, ended.number + len(ended.items))
            )
            self.blocks += [self._block("p", mark + item) for mark, item in zip(marks, ended.items, strict=True)]
        self.blocks += self._stray
        self._stray = []

    def handle_data(self, data: str) -> None:
        if self._in:
            self._line.append(escape(data, quote=False).replace("\n", "<br>" if self._in == "pre" else " "))


def for_the_editor(html: str) -> str:
    """`html` as `to_medium_html` writes it, without title and subtitle: those have places of their own there."""
    editor = _Editor()
    editor.feed(html)
    editor.close()
    return "\n".join(editor.blocks)


def plain_text(rich: str) -> str:
    """The same without marks, for whatever takes no rich text; `rich` is what `for_the_editor` gave."""
    return "\n\n".join(text for block in rich.split("\n") if (text := _plain(block)))


def _plain(block: str) -> str:
    marked = re.sub(r"<br>|</li>", "\n", re.sub(r"<li>", "• ", block))
    return unescape(_TAG.sub("", marked)).strip("\n")


def as_markdown(draft: Draft, file_by_slot: Mapping[str, str]) -> str:
    """The text as a file, with images by the names of the files beside it."""
    head = [f"# {draft.title}", *([f"*{draft.subtitle}*"] if draft.subtitle.strip() else [])]
    return (
        "\n\n".join(head)
        + "\n\n"
        + "".join(
            _shown(block.text, file_by_slot) if block.kind is BlockKind.SLOT else block.text
            for block in split_blocks(draft.body)
        )
    )


def _shown(source: str, file_by_slot: Mapping[str, str]) -> str:
    slot = read_slot(source).slot
    if slot is None or slot.name not in file_by_slot:
        return source
    caption = f"\n\n*{slot.caption}*" if slot.caption else ""
    return f"![{slot.alt}]({file_by_slot[slot.name]}){caption}\n\n"


def sheet(title: str, subtitle: str, rich: str, tags: tuple[str, ...]) -> str:
    """A file that any browser opens, in which each part is selected whole by one click; nothing in it runs."""
    style = (
        "body{max-width:42rem;margin:2rem auto;padding:0 1rem;font:1.15rem/1.6 Georgia,serif}img{max-width:100%}"
        ".part{-webkit-user-select:all;user-select:all;border:1px dashed #999;padding:.5rem 1rem}"
        ".how{font:.9rem/1.4 system-ui,sans-serif;color:#666}"
    )
    parts = [("Title", f"<p>{escape(title)}</p>")]
    parts += [("Subtitle", f"<p>{escape(subtitle)}</p>")] if subtitle.strip() else []
    parts += [("Text", rich)]
    parts += [(f"Tag {number}", escape(tag)) for number, tag in enumerate(tags, 1)]
    shown = "\n".join(f'<p class="how">{name}</p>\n<div class="part">{html}</div>' for name, html in parts)
    return (
        f'<!doctype html>\n<html>\n<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">\n'
        f"<title>{escape(title)}</title><style>{style}</style></head>\n<body>\n"
        '<p class="how">Click into a part: all of it is selected. Copy it, and paste it in Medium\'s editor.</p>\n'
        f"{shown}\n</body>\n</html>\n"
    )
