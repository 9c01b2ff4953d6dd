"""Owns the check of code blocks: a fence that is not closed swallows the rest of the article."""

import re
from collections.abc import Iterator

from models.domain.checks.finding import CheckName, Finding, Manuscript
from models.domain.commonmark import Node, every_node, parse_blocks, source_lines

_MARKED = re.compile(r"[>\s]*")


def code(text: Manuscript) -> Iterator[Finding]:
    """Every code fence is closed."""
    if has_open_fence(text.body):
        message = "A code block is not closed: end it with a line of the same marks it begins with."
        yield Finding(CheckName.CODE, message, spoils=True)


def has_open_fence(text: str) -> bool:
    lines = source_lines(text)
    return any(_is_open(node, lines) for node in every_node(parse_blocks(text)) if node.kind == "fence")


def _is_open(fence: Node, lines: list[str]) -> bool:
    first, end = fence.token.map or (0, 0)
    last = _MARKED.sub("", lines[end - 1], count=1).strip() if end - 1 > first else ""
    mark = fence.token.markup
    return not (last.startswith(mark) and set(last) == set(mark))
