"""Owns what Medium has no form for: nested lists and tables become plain lists; refuses to lose a word of them.

Medium mangles nested lists and drops tables, and a list item holds text only. So inner items follow their parent in the
same list with a mark of their own, and a block inside an item interrupts the list, which then counts on.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

from models.domain.commonmark import Node
from models.domain.inline_html import inline_html

ToHtml = Callable[[tuple[Node, ...]], list[str]]


@dataclass(frozen=True)
class _Piece:
    """An item of the flat list, or a block that stands between two items."""

    html: str
    is_item: bool


def flat_list(node: Node, blocks_html: ToHtml) -> list[str]:
    number, written = _first_number(node), list[str]()
    for is_item, pieces in groupby(_pieces(node, blocks_html, depth=0), key=lambda piece: piece.is_item):
        group = list(pieces)
        if is_item:
            written.append(_list(group, number if node.kind == "ordered_list" else None))
            number += len(group)
        else:
            written += [piece.html for piece in group]
    return written


def table_as_list(node: Node) -> list[str]:
    head, *rows = [_cells(row) for part in node.children for row in part.children]
    lines = [_row(head, row) for row in rows] or [", ".join(cell for cell in head if cell)]
    return [_list([_Piece(line, is_item=True) for line in lines if line], None)]


def _pieces(node: Node, blocks_html: ToHtml, depth: int) -> Iterator[_Piece]:
    for number, item in enumerate(node.children, start=_first_number(node)):
        mark = "" if depth == 0 else f"{number}. " if node.kind == "ordered_list" else "– "
        texts, rest = _leading_texts(item)
        if texts:
            yield _Piece(mark + "<br>".join(texts), is_item=True)
        for child in rest:
            if child.kind in ("bullet_list", "ordered_list"):
                yield from _pieces(child, blocks_html, depth + 1)
            else:
                yield from (_Piece(html, is_item=False) for html in blocks_html((child,)))


def _leading_texts(item: Node) -> tuple[list[str], tuple[Node, ...]]:
    texts: list[str] = []
    for child in item.children:
        if child.kind not in ("paragraph", "heading"):
            break
        html = inline_html(child.children[0].inline)
        texts.append(f"<strong>{html}</strong>" if child.kind == "heading" else html)
    return texts, item.children[len(texts) :]


def _list(items: list[_Piece], number: int | None) -> str:
    tag = "ul" if number is None else "ol"
    start = "" if number in (None, 1) else f' start="{number}"'
    return f"<{tag}{start}>" + "".join(f"<li>{item.html}</li>" for item in items) + f"</{tag}>"


def _first_number(node: Node) -> int:
    start = node.token.attrGet("start")
    return 1 if start is None else int(start)


def _cells(row: Node) -> list[str]:
    return [inline_html(cell.children[0].inline) for cell in row.children]


def _row(head: list[str], row: list[str]) -> str:
    return "; ".join(f"{name}: {cell}" if name else cell for name, cell in zip(head, row, strict=True) if cell)
