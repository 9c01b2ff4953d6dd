"""Owns what Medium has no form for: nested lists and tables become plain lists; refuses to lose a word of them.

Medium mangles nested lists and drops tables, and a list item holds text only. So inner items follow their parent with a
mark of their own: as items of the same list, or, where that one counts, as lines of their parent, which keeps its
number. A block inside an item interrupts the list, which then counts on.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from models.domain.commonmark import Node
from models.domain.inline_html import inline_html

_BOX = re.compile(r"^\[([ xX])\] (?=\S)")  # of a task list, as GitHub writes it

ToHtml = Callable[[tuple[Node, ...]], list[str]]


@dataclass(frozen=True)
class _Piece:
    """An item of the flat list, or a block that stands between two items."""

    html: str
    is_item: bool
    is_inner: bool = False


def flat_list(node: Node, blocks_html: ToHtml) -> list[str]:
    number, written = _first_number(node), list[str]()
    pieces_of_list = _pieces(node, blocks_html, depth=0)
    flat = _lines_of_parents(pieces_of_list) if node.kind == "ordered_list" else pieces_of_list
    for is_item, pieces in groupby(flat, key=lambda piece: piece.is_item):
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
            yield _Piece(mark + "<br>".join(texts), is_item=True, is_inner=depth > 0)
        for child in rest:
            if child.kind in ("bullet_list", "ordered_list"):
                yield from _pieces(child, blocks_html, depth + 1)
            else:
                yield from (_Piece(html, is_item=False) for html in blocks_html((child,)))


def _lines_of_parents(pieces: Iterable[_Piece]) -> Iterator[_Piece]:
    """Inner items as lines of the item before them; after a block that parted them they are paragraphs."""
    item: _Piece | None = None
    for piece in pieces:
        if piece.is_inner and item is not None:
            item = _Piece(f"{item.html}<br>{piece.html}", is_item=True)
            continue
        if item is not None:
            yield item
        item = piece if piece.is_item and not piece.is_inner else None
        if item is None:
            yield _Piece(f"<p>{piece.html}</p>", is_item=False) if piece.is_inner else piece
    if item is not None:
        yield item


def _leading_texts(item: Node) -> tuple[list[str], tuple[Node, ...]]:
    texts: list[str] = []
    for child in item.children:
        if child.kind not in ("paragraph", "heading"):
            break
        html = inline_html(child.children[0].inline)
        html = html if texts else _BOX.sub(lambda box: "☐ " if box[1] == " " else "☑ ", html)
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
