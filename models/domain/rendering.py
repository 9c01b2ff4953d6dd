"""Owns an article as the HTML that Medium keeps; refuses raw HTML, slots without an image, and what would lose words.

Medium's rules (medium-api-docs, "Creating a post"): the title shows only as an `<h1>` at the start, a subtitle as an
`<h2>` right under it. Its own editor knows two heading sizes below that, no tables, and no lists in lists.
"""

from collections.abc import Mapping
from html import escape

from models.domain.commonmark import Node, is_cut_off, parse
from models.domain.errors import Refused
from models.domain.flattening import flat_list, table_as_list
from models.domain.footnotes import footnotes_of
from models.domain.image_references import is_image_source, reference_to
from models.domain.inline_html import figure, inline_html, lone_image
from models.domain.slot_source import Slot, quoted
from models.domain.slots import slot_faults, slots_of

_LARGE_HEADINGS = ("h1", "h2")


def to_medium_html(title: str, subtitle: str, body: str, image_addresses: Mapping[str, str]) -> str:
    """`image_addresses` gives a web address, or an `image:<sha256>` reference, by the name of the slot."""
    nodes = parse(body)
    if is_cut_off(nodes):
        raise Refused("The text has lists or quotes nested too deeply to be rendered: make them flatter.")
    if faults := slot_faults(body):
        raise Refused(" ".join(faults))
    notes, text = footnotes_of(nodes)
    written = _Body([slot_figure(slot, image_addresses) for slot in slots_of(body)]).html(notes.marked(text))
    beneath = [_wrapped("p", inline_html(line)) for line in notes.beneath()]
    return "\n".join([*html_head(title, subtitle), *written, *(["<hr>", *beneath] if beneath else [])])


def to_page(title: str, subtitle: str, body: str) -> str:
    """The article as a page of its own that any browser opens; `body` has no slots."""
    return page_around(title, to_medium_html(title, subtitle, body, {}))


def page_around(title: str, html: str) -> str:
    style = "body{max-width:42rem;margin:2rem auto;padding:0 1rem;font:1.15rem/1.6 Georgia,serif}img{max-width:100%}"
    return (
        f'<!doctype html>\n<html>\n<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{style}</style></head>\n"
        f"<body>\n{html}\n</body>\n</html>\n"
    )


def with_references(title: str, subtitle: str, body: str, sha256_by_slot: Mapping[str, str]) -> str:
    """The HTML that an approval seals: it names every image by its content and not by where it lies."""
    return to_medium_html(
        title, subtitle, body, {name: reference_to(sha256) for name, sha256 in sha256_by_slot.items()}
    )


def html_head(title: str, subtitle: str) -> list[str]:
    lines = [("h1", " ".join(title.split())), ("h2", " ".join(subtitle.split()))]
    return [f"<{tag}>{escape(line)}</{tag}>" for tag, line in lines if line]


def slot_figure(slot: Slot, image_addresses: Mapping[str, str]) -> str:
    address = image_addresses.get(slot.name)
    if address is None:
        raise Refused(f"The image slot {quoted(slot.name)} has no image yet.")
    if not is_image_source(address):
        raise Refused(f"The image slot {quoted(slot.name)} has “{address}”, which is no web address.")
    return figure(address, slot.alt, slot.caption)


class _Body:
    """The body's blocks as HTML; figures are handed out in the order of the slots."""

    def __init__(self, figures: list[str]) -> None:
        self._figures = iter(figures)

    def html(self, nodes: tuple[Node, ...]) -> list[str]:
        return [html for node in nodes for html in self._block(node) if html]

    def _block(self, node: Node) -> list[str]:  # noqa: PLR0911 (a line for every kind of block)
        match node.kind:
            case "paragraph":
                inline = node.children[0].inline
                return [lone_image(inline) or _wrapped("p", inline_html(inline))]
            case "heading":
                return [_wrapped(_heading_tag(node), inline_html(node.children[0].inline))]
            case "fence" | "code_block":
                return [f"<pre><code>{escape(node.token.content.removesuffix(chr(10)))}</code></pre>"]
            case "bullet_list" | "ordered_list":
                return flat_list(node, self.html)
            case "blockquote":
                return [_wrapped("blockquote", "".join(self.html(_unquoted(node.children))))]
            case "table":
                return table_as_list(node)
            case "html_block":
                return [_wrapped("p", escape(node.token.content.strip()).replace("\n", "<br>"))]
            case "slot":
                return [next(self._figures)]
            case "hr":
                return ["<hr>"]
            case "definition":
                return []
            case kind:
                raise ValueError(f"the grammar has a block that nobody renders: {kind}")


def _wrapped(tag: str, html: str) -> str:
    return f"<{tag}>{html}</{tag}>" if html else ""


def _heading_tag(node: Node) -> str:
    return "h3" if node.token.tag in _LARGE_HEADINGS else "h4"


def _unquoted(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """Medium has one level of quotation: a quote inside a quote joins it."""
    return tuple(
        inner for node in nodes for inner in (_unquoted(node.children) if node.kind == "blockquote" else (node,))
    )
