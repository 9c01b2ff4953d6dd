"""Owns the images that a brought text holds as HTML, as blogs and READMEs have them, written anew as Markdown.

It refuses to touch code, and HTML that holds words: what it cannot write anew stays as it was typed.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from typing import Final

from models.domain.commonmark import Node, every_node, parse_with_any_link, source_lines

_IMAGE: Final = re.compile(r"<img\b[^<>]*>", re.IGNORECASE)
_AROUND: Final = re.compile(r"</?(?:a|br|center|div|figure|p|picture|source|span)\b[^<>]*>|<!--.*?-->", re.I | re.S)
_CAPTION: Final = re.compile(r"<figcaption\b[^<>]*>(?P<words>[^<>]*)</figcaption>", re.IGNORECASE)
_CODE: Final = re.compile(r"(?<!`)(`+)(?!`).{1,2000}?(?<!`)\1(?!`)", re.DOTALL)
_CODE_BLOCKS: Final = frozenset({"fence", "code_block", "slot", "definition"})
_NOT_IN_ONE: Final = re.compile(r"[<>\n\r\\]")
_SPECIAL: Final = re.compile(r"([\[\]\\\"])")


class _Tag(HTMLParser):
    """The first tag that it is fed."""

    def __init__(self) -> None:
        super().__init__()
        self.attributes: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 (it is an img)
        self.attributes = self.attributes or {name: " ".join((value or "").split()) for name, value in attrs}


def with_markdown_images(body: str) -> str:
    if "<img" not in body.lower():
        return body
    return "".join(_written(node, text) for node, text in _parts(body))


def holds_html(body: str) -> bool:
    """What readers would see as it was typed."""
    return any(
        node.kind == "html_block" or any(token.type == "html_inline" for token in node.inline)
        for node in every_node(parse_with_any_link(body))
    )


def _parts(body: str) -> Iterator[tuple[Node | None, str]]:
    """The blank lines at the top have no node."""
    lines, nodes = source_lines(body), parse_with_any_link(body)
    bounds = [*(node.first_line for node in nodes), len(lines)]
    yield None, "".join(lines[: bounds[0]])
    for node, (start, end) in zip(nodes, pairwise(bounds), strict=True):
        yield node, "".join(lines[start:end])


def _written(node: Node | None, text: str) -> str:
    if node is None or any(each.kind in _CODE_BLOCKS for each in every_node((node,))):
        return text
    if node.kind == "html_block" or (node.kind == "paragraph" and _block(text) != text):
        return _block(text)
    hidden = _CODE.sub(lambda code: " " * len(code[0]), text)
    out, at = "", 0
    for found in _IMAGE.finditer(hidden):
        out += text[at : found.start()] + (_markdown(found[0], "") or found[0])
        at = found.end()
    return out + text[at:]


def _block(text: str) -> str:
    """A block of images and what stands around them, without a word but captions."""
    captions = _CAPTION.findall(text)
    images = _IMAGE.findall(text)
    if not images or _AROUND.sub("", _IMAGE.sub("", _CAPTION.sub("", text))).strip():
        return text
    caption = " ".join(captions[0].split()) if len(captions) == len(images) == 1 else ""
    written = [_markdown(image, caption) for image in images]
    return "\n\n".join(written) + "\n\n" if all(written) and (caption or not captions) else text


def _markdown(tag: str, caption: str) -> str:
    """Empty where it names no file, or one whose name no Markdown can hold."""
    reader = _Tag()
    reader.feed(tag)
    source, title = reader.attributes.get("src", ""), caption or reader.attributes.get("title", "")
    if not source or _NOT_IN_ONE.search(source):
        return ""
    shown = f' "{_SPECIAL.sub(_escaped, title)}"' if title else ""
    return f"![{_SPECIAL.sub(_escaped, reader.attributes.get('alt', ''))}](<{source}>{shown})"


def _escaped(found: re.Match[str]) -> str:
    return f"\\{found[0]}"
