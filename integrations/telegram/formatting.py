"""Owns our Markdown as Telegram shows it, block by block; refuses nothing: what it cannot format it shows as source."""

import re
from collections.abc import Iterable, Iterator

from markdown_it.token import Token

from integrations.telegram.passages import Mark, Passage, Run, Runs, Tag, allowed, text_of
from models.domain.commonmark import Node, is_cut_off, visible_text
from models.domain.markdown import nodes_by_block, split_blocks
from models.domain.slot_source import read_slot

SEPARATOR = "\n\n"
_BOLD, _QUOTE, _CODE = Mark(Tag.BOLD), Mark(Tag.QUOTE), Mark(Tag.CODE)
_RULE = "———"
_INDENT = "    "
_LANGUAGE = re.compile(r"[\w+#.-]{1,32}")


def to_telegram(text: str) -> tuple[Passage, ...]:
    """A passage for every block that a reader sees; its index is that of `split_blocks`."""
    blocks = split_blocks(text)
    passages = (
        Passage(index, _runs(node, blocks[index].text), node.kind == "heading") for index, node in nodes_by_block(text)
    )
    return tuple(passage for passage in passages if passage.text.strip())


def plain(text: str) -> str:
    """What a reader sees of a Markdown text, without any formatting."""
    return SEPARATOR.join(passage.text for passage in to_telegram(text))


def _runs(node: Node, source: str) -> Runs:
    return (Run(source.strip()),) if is_cut_off((node,)) else _joined(_block(node, ()))


def _block(node: Node, around: tuple[Mark, ...]) -> Iterator[Run]:
    match node.kind:
        case "paragraph":
            yield from _inline(node.children[0].inline, around)
        case "heading":
            yield from _inline(node.children[0].inline, (*around, _BOLD))
        case "fence" | "code_block":
            yield Run(node.token.content.removesuffix("\n"), allowed((*around, Mark(Tag.PRE, _language(node)))))
        case "bullet_list" | "ordered_list":
            yield from _list(node, around, indent="")
        case "blockquote":
            yield from _parted(SEPARATOR, (_block(child, (_QUOTE, *around)) for child in node.children), (_QUOTE,))
        case "table":
            yield from _table(node, around)
        case "slot":
            yield Run(_slot(node.token.content), around)
        case "html_block":
            yield Run(node.token.content.strip("\n"), around)
        case "hr":
            yield Run(_RULE, around)
        case "definition":
            return
        case kind:
            raise ValueError(f"the grammar has a block that Telegram is not shown: {kind}")


def _inline(tokens: tuple[Token, ...], around: tuple[Mark, ...]) -> Iterator[Run]:
    opened = list(around)
    for token in tokens:
        if token.nesting > 0:
            opened.append(_mark(token))
        elif token.nesting < 0:
            opened.pop()
        elif token.type == "code_inline":
            yield Run(token.content, allowed((*opened, _CODE)))
        else:
            yield Run(_shown(token), allowed(tuple(opened)))


def _mark(token: Token) -> Mark:
    if token.type == "link_open":
        return Mark(Tag.LINK, str(token.attrGet("href") or ""))
    return Mark(Tag.BOLD if token.type == "strong_open" else Tag.ITALIC)


def _shown(token: Token) -> str:
    """Raw tags are shown as they are, since they go out as text; an ordinary image is told by its alt text."""
    if token.type == "image":
        return f"🖼 {visible_text(tuple(token.children or ()))}".rstrip()
    return token.content if token.type == "html_inline" else visible_text((token,))


def _list(node: Node, around: tuple[Mark, ...], indent: str) -> Iterator[Run]:
    start = node.token.attrGet("start")
    for number, item in enumerate(node.children, start=1 if start is None else int(start)):
        mark = f"{number}. " if node.kind == "ordered_list" else "• "
        yield Run(("\n" if item is not node.children[0] else "") + indent + mark, around)
        yield from _item(item, around, indent + _INDENT)


def _item(item: Node, around: tuple[Mark, ...], indent: str) -> Iterator[Run]:
    for child in item.children:
        is_first = child is item.children[0]
        if child.kind in ("bullet_list", "ordered_list"):
            yield Run("\n", around)
            yield from _list(child, around, indent)
        elif child.kind in ("fence", "code_block"):
            yield from (Run("\n", around), *_block(child, around))
        else:
            yield Run("" if is_first else f"\n{indent}", around)
            yield from _block(child, around)


def _table(node: Node, around: tuple[Mark, ...]) -> Iterator[Run]:
    """As it will be on Medium, which has no tables: a line for every row, each cell after its heading."""
    head, *rows = [[tuple(_inline(cell.children[0].inline, around)) for cell in row.children] for row in _rows(node)]
    if not rows:
        yield from _parted(", ", head, around)
    lines = (_row(head, row, around) for row in rows)
    yield from _parted("\n", lines, around)


def _rows(node: Node) -> list[Node]:
    return [row for part in node.children for row in part.children]


def _row(head: list[Runs], row: list[Runs], around: tuple[Mark, ...]) -> Iterator[Run]:
    named = (
        (*name, Run(": ", around), *cell) if text_of(name) else cell
        for name, cell in zip(head, row, strict=True)
        if text_of(cell)
    )
    yield Run("• ", around)
    yield from _parted("; ", named, around)


def _parted(separator: str, parts: Iterable[Iterable[Run]], around: tuple[Mark, ...]) -> Iterator[Run]:
    is_first = True
    for part in map(tuple, parts):
        if text_of(part):
            yield from part if is_first else (Run(separator, around), *part)
            is_first = False


def _slot(source: str) -> str:
    reading = read_slot(source)
    if reading.slot is None:
        return source.strip()
    return f"🖼 {reading.name} — {reading.slot.caption}".removesuffix(" — ")


def _language(node: Node) -> str:
    match = _LANGUAGE.match(node.token.info.strip())
    return match[0] if match else ""


def _joined(runs: Iterable[Run]) -> Runs:
    """Without empty runs, and with neighbours under the same marks as one."""
    joined: list[Run] = []
    for run in runs:
        if joined and joined[-1].marks == run.marks:
            joined[-1] = Run(joined[-1].text + run.text, run.marks)
        elif run.text:
            joined.append(run)
    return tuple(joined)
