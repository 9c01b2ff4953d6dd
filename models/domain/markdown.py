"""Owns a text as its blocks: cut and joined byte for byte, its headings and its length; refuses to change a character.

A block's text runs from its first line to the first line of the next block, so it carries the blank lines that
part the two. Blanks before the first block are a block of their own. Hence joining is plain concatenation.
"""

import math
import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from models.domain.commonmark import Node, every_node, parse, parse_blocks, source_lines, visible_text

# Medium's help centre, "Read time": 265 words a minute; the first image takes 12 seconds, each next one a second less.
_WORDS_PER_MINUTE = 265
_FIRST_IMAGE_SECONDS = 12
_LEAST_IMAGE_SECONDS = 3
# Chinese and Japanese are written without spaces: there, a character is counted as a word.
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\s\u2013\u2014/{_UNSPACED}]+")
_UNCOUNTED = frozenset({"slot", "fence", "code_block", "html_block", "definition"})


class BlockKind(StrEnum):
    HEADING = "heading"  # one line, or a line underlined with = or -
    PARAGRAPH = "paragraph"  # text; also whatever nothing else claims
    LIST = "list"  # a whole list with all its items
    QUOTE = "quote"  # a whole quotation with all that it quotes
    CODE = "code"  # fenced or indented; an unclosed fence runs to the end of the text
    SLOT = "slot"  # a place for an image, well formed or not
    TABLE = "table"  # pipes; Medium has none, so it goes out as a list
    HTML = "html"  # raw HTML, which goes out as the text that it is
    RULE = "rule"  # a line across
    DEFINITION = "definition"  # the address behind [a label]; readers never see it
    BLANK = "blank"  # empty lines before the first block, or a text of nothing else


_KINDS = {
    "heading": BlockKind.HEADING,
    "paragraph": BlockKind.PARAGRAPH,
    "bullet_list": BlockKind.LIST,
    "ordered_list": BlockKind.LIST,
    "blockquote": BlockKind.QUOTE,
    "fence": BlockKind.CODE,
    "code_block": BlockKind.CODE,
    "slot": BlockKind.SLOT,
    "table": BlockKind.TABLE,
    "html_block": BlockKind.HTML,
    "hr": BlockKind.RULE,
    "definition": BlockKind.DEFINITION,
}


@dataclass(frozen=True)
class Block:
    """A stretch of source, with the blank lines after it; `level` is a heading's, 1 to 6, and else 0."""

    kind: BlockKind
    text: str
    level: int = 0


@dataclass(frozen=True)
class Heading:
    """A heading at the top of the text: its words without markup, and which block it is."""

    level: int
    text: str
    block: int


def split_blocks(text: str) -> tuple[Block, ...]:
    lines, nodes = source_lines(text), parse_blocks(text)
    bounds = [*(node.first_line for node in nodes), len(lines)]
    leading = "".join(lines[: bounds[0]])
    blocks = (
        Block(_KINDS[node.kind], "".join(lines[start:end]), _level(node))
        for node, (start, end) in zip(nodes, pairwise(bounds), strict=True)
    )
    return (*((Block(BlockKind.BLANK, leading),) if leading else ()), *blocks)


def join_blocks(blocks: tuple[Block, ...]) -> str:
    return "".join(block.text for block in blocks)


def nodes_by_block(text: str) -> tuple[tuple[int, Node], ...]:
    """The parsed tree of every block beside its index in `split_blocks`; blanks have none."""
    nodes = parse(text)
    has_leading_blank = bool(source_lines(text)) and (not nodes or nodes[0].first_line > 0)
    return tuple(enumerate(nodes, start=int(has_leading_blank)))


def headings_of(text: str) -> tuple[Heading, ...]:
    return tuple(
        Heading(_level(node), visible_text(node.children[0].inline), index)
        for index, node in nodes_by_block(text)
        if node.kind == "heading"
    )


def words_of(text: str) -> int:
    """How many words a reader reads: slots, code blocks, raw HTML and markup are not counted."""
    return sum(_words_in(visible_text(node.inline)) for node in every_node(parse(text)) if node.kind not in _UNCOUNTED)


def reading_minutes(text: str) -> int:
    images = sum(block.kind is BlockKind.SLOT for block in split_blocks(text))
    looking = sum(max(_FIRST_IMAGE_SECONDS - seen, _LEAST_IMAGE_SECONDS) for seen in range(images))
    return max(1, math.ceil(words_of(text) / _WORDS_PER_MINUTE + looking / 60))


def _words_in(text: str) -> int:
    return sum(any(character.isalnum() for character in word) for word in _WORD.findall(text))


def _level(node: Node) -> int:
    return int(node.token.tag[1:]) if node.kind == "heading" else 0
