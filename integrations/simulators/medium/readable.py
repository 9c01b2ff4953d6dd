"""Owns what a reader may be shown: a story's HTML or Markdown as harmless HTML. It refuses everything it does not know.

Tables, styles, classes (so also the language of a code block) do not survive, as on Medium.
"""

import re
from collections.abc import Callable
from html import escape
from html.parser import HTMLParser
from urllib.parse import urlsplit

from markdown_it import MarkdownIt

Picture = Callable[[str], str | None]  # an image's address in the story -> ours, or None when it is not there

_BLOCKS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "figure", "figcaption"}
_INLINE = {"a", "code", "em", "i", "strong", "b", "s", "del", "sub", "sup", "u"}
_KEPT = frozenset(_BLOCKS | _INLINE)
_EMPTY = frozenset({"br", "hr"})
_SCRIPTISH = {"script", "style", "iframe", "object", "svg", "math", "template", "noscript"}
_SILENCED = frozenset(_SCRIPTISH | {"head", "title", "textarea"})
_IN_THE_FEED = {"h1": "h3", "h2": "h4", "h3": "h4"}  # the feed has only the editor's two sizes of headings
_TITLE = re.compile(r"\A\s*<h1>.*?</h1>", re.S)
_WORDS = re.compile(r"<[^>]*>")


def as_html(content: str, content_format: str) -> str:
    if content_format == "markdown":
        return str(MarkdownIt("commonmark").render(content))
    return content


def clean(source: str, picture: Picture, *, names_lost_images: bool = False) -> str:
    parser = _Cleaner(picture, names_lost_images)
    parser.feed(source)
    parser.close()
    return parser.finish()


def for_the_feed(cleaned: str) -> str:
    """Without its title, and with smaller headings, as feeds of Medium have them."""
    body = _TITLE.sub("", cleaned, count=1)
    return re.sub(r"(</?)(h[123])>", lambda tag: f"{tag[1]}{_IN_THE_FEED[tag[2]]}>", body)


def first_words(cleaned: str, limit: int) -> str:
    """The beginning of the first block that has words."""
    for block in re.split(r"</(?:h\d|p|li|pre|figcaption|blockquote)>", cleaned):
        if words := " ".join(_WORDS.sub("", block).split()):
            return words[:limit]
    return ""


class _Images(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.sources: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        source = dict(attrs).get("src")
        if tag == "img" and source and source not in self.sources:
            self.sources.append(source)


def images_in(source: str) -> list[str]:
    if "<img" not in source.lower():
        return []
    parser = _Images()
    parser.feed(source)
    parser.close()
    return parser.sources


class _Cleaner(HTMLParser):
    """Writes known elements anew, balanced and without attributes; all text is escaped on its way out."""

    def __init__(self, picture: Picture, names_lost_images: bool) -> None:
        super().__init__(convert_charrefs=True)
        self._picture, self._names_lost_images = picture, names_lost_images
        self._out: list[str] = []
        self._open: list[str] = []
        self._silenced = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENCED:
            self._silenced += 1
        elif self._silenced:
            return
        elif tag == "img":
            self._show(dict(attrs))
        elif tag in _EMPTY:
            self._out.append(f"<{tag}>")
        elif tag in _KEPT:
            self._open.append(tag)
            self._out.append(f"<{tag}{_link(dict(attrs)) if tag == 'a' else ''}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _SILENCED:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENCED:
            self._silenced = max(0, self._silenced - 1)
        elif tag in self._open:
            while self._close() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self._silenced:
            self._out.append(escape(data, quote=False))

    def finish(self) -> str:
        while self._open:
            self._close()
        return "".join(self._out)

    def _close(self) -> str:
        tag = self._open.pop()
        self._out.append(f"</{tag}>")
        return tag

    def _show(self, attributes: dict[str, str | None]) -> None:
        source, alt = attributes.get("src") or "", attributes.get("alt") or ""
        if address := self._picture(source):
            self._out.append(f'<img src="{escape(address)}" alt="{escape(alt)}">')
        elif self._names_lost_images:
            self._out.append(f"<em>[an image that Medium could not fetch: {escape(source)}]</em>")


def _link(attributes: dict[str, str | None]) -> str:
    address = (attributes.get("href") or "").strip()
    if urlsplit(address).scheme not in ("http", "https", "mailto"):
        return ""
    return f' href="{escape(address)}" rel="nofollow noopener"'
