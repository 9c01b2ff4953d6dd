"""Owns the one grammar: CommonMark with tables and our image slots, as a tree; refuses links other than web and mail.

markdown-it-py is a pure parser (no clock, files or network) that tells the source lines of every block; nothing in
the standard library reads Markdown. HTML is recognised so that it can be shown as text, never so that it passes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

SLOT_OPENS = re.compile(r":::+[ \t]*image(?![\w-])")
SLOT_CLOSES = re.compile(r":::+[ \t]*$")
# Exactly what markdown-it normalises to a line break; str.splitlines() would also cut at form feeds and U+2028.
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$")
_WEB_OR_MAIL = re.compile(r"(?:https?://|mailto:)[^\s]", re.IGNORECASE)
_MAX_NESTING = 20
_TEXTS_AT_HAND = 16  # one text is looked at from many sides, one after the other


@dataclass(frozen=True)
class Node:
    """A block with the blocks inside it; `inline` holds the flat tokens of its text, which never nest as a tree."""

    kind: str
    token: Token
    children: tuple["Node", ...]

    @property
    def inline(self) -> tuple[Token, ...]:
        return tuple(self.token.children or ())

    @property
    def first_line(self) -> int:
        return self.token.map[0] if self.token.map else 0


@dataclass
class _Open:
    token: Token
    children: list[Node] = field(default_factory=list)


class _Grammar(MarkdownIt):
    def validateLink(self, url: str) -> bool:
        return is_web_or_mail(url)


class _AnyLink(_Grammar):
    def validateLink(self, url: str) -> bool:  # noqa: ARG002 (files that lie beside a text that is brought)
        return True


def is_web_or_mail(url: str) -> bool:
    return bool(_WEB_OR_MAIL.match(url))


def source_lines(text: str) -> list[str]:
    return _LINE.findall(text)


@lru_cache(_TEXTS_AT_HAND)
def parse(text: str) -> tuple[Node, ...]:
    """The top blocks of a text with all that is in them. Whoever reads them changes nothing in them."""
    return _tree(_grammar().parse(text))


@lru_cache(2)
def parse_with_any_link(text: str) -> tuple[Node, ...]:
    """As `parse`, for a text whose images are files beside it."""
    return _tree(_grammar(_AnyLink).parse(text))


@lru_cache(_TEXTS_AT_HAND)
def parse_blocks(text: str) -> tuple[Node, ...]:
    """As `parse`, without reading the text inside the blocks: enough, and quicker, for cutting."""
    grammar, tokens = _grammar(), list[Token]()
    normal = text.replace("\r\n", "\n").replace("\r", "\n")
    grammar.block.parse(normal, grammar, {}, tokens)
    return _tree(tokens)


def every_node(nodes: tuple[Node, ...]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from every_node(node.children)


def is_cut_off(nodes: tuple[Node, ...]) -> bool:
    """Past its nesting limit markdown-it drops the rest of the block without a word; nothing may be lost that way."""
    return any(
        node.kind in ("blockquote", "list_item") and node.token.level >= _MAX_NESTING - 1 for node in every_node(nodes)
    )


def visible_text(inline: tuple[Token, ...]) -> str:
    """What a reader sees of a stretch of text: no markup, no tags, no images."""
    breaks = {"softbreak": " ", "hardbreak": "\n"}
    return "".join(
        token.content if token.type in ("text", "code_inline") else breaks.get(token.type, "") for token in inline
    )


@cache
def _grammar(kind: type[_Grammar] = _Grammar) -> MarkdownIt:
    grammar = kind("commonmark", {"maxNesting": _MAX_NESTING, "inline_definitions": True}).enable("table")
    interrupts = ["paragraph", "reference", "blockquote", "list"]
    grammar.block.ruler.before("fence", "slot", _slot_rule, {"alt": interrupts})
    return grammar


def _slot_rule(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    """A slot ends a list or a quote that stands before it, and is one at the top of the text only."""
    if state.is_code_block(first) or not SLOT_OPENS.match(_line(state, first)):
        return False
    if silent:
        return True
    if state.level > 0:
        return False
    state.line = _end_of_slot(state, first, end)
    token = state.push("slot", "", 0)
    token.map = [first, state.line]
    token.content = state.getLines(first, state.line, 0, True)
    return True


def _end_of_slot(state: StateBlock, first: int, end: int) -> int:
    """After its closing line; an unclosed slot ends at a blank line or the next slot, lest it swallow the article."""
    for number in range(first + 1, end):
        line = _line(state, number)
        if SLOT_CLOSES.match(line):
            return number + 1
        if not line or SLOT_OPENS.match(line):
            return number
    return end


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]


def _tree(tokens: list[Token]) -> tuple[Node, ...]:
    top: list[Node] = []
    opened: list[_Open] = []
    for token in tokens:
        if token.nesting > 0:
            opened.append(_Open(token))
            continue
        node = _close(opened.pop()) if token.nesting < 0 else Node(token.type, token, ())
        (opened[-1].children if opened else top).append(node)
    return tuple(top)


def _close(block: _Open) -> Node:
    return Node(block.token.type.removesuffix("_open"), block.token, tuple(block.children))
