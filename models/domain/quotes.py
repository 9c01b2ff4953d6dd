"""Owns the finding of what a reader quotes: the text as it was shown, without Markdown, back to its blocks.

Telegram shows bullets, numbers and pictures in its own way, so only letters and digits are compared.
"""

import re
from collections.abc import Sequence

from models.domain.commonmark import Node, every_node, visible_text
from models.domain.markdown import nodes_by_block, split_blocks
from models.domain.slot_source import read_slot

_MARK = re.compile(r"^\s*(?:[•–🖼>*+-]|\d+[.)])\s+")
_TELLING = 4  # letters and digits; a shorter line may stand anywhere


def core(text: str) -> str:
    """The letters and digits of a text, whatever their case."""
    return "".join(character for character in text.casefold() if character.isalnum())


def shown_cores(body: str) -> list[str]:
    """What a reader sees of every block, as its core."""
    cores = [""] * len(split_blocks(body))
    for index, node in nodes_by_block(body):
        cores[index] = core(_shown(node))
    return cores


def quoted_blocks(quote: str, cores: Sequence[str]) -> frozenset[int]:
    """The blocks that hold the lines of a quote. A line that stands in several is where the others are."""
    lines = [core(_MARK.sub("", line)) for line in quote.splitlines()]
    telling = [line for line in lines if len(line) >= _TELLING] or [line for line in lines if line]
    places = [frozenset(index for index, seen in enumerate(cores) if line in seen) for line in telling]
    if not places or not all(places):
        return frozenset()
    certain = frozenset[int]().union(*(place for place in places if len(place) == 1))
    if not certain:
        return min(places, key=len)
    near = range(min(certain) - 1, max(certain) + 2)
    return certain.union(*(_near(place, near) for place in places))


def _near(place: frozenset[int], near: range) -> frozenset[int]:
    return frozenset(index for index in place if index in near)


def _shown(node: Node) -> str:
    if node.kind == "slot":
        reading = read_slot(node.token.content)
        return f"{reading.name} {reading.slot.caption}" if reading.slot else node.token.content
    if node.kind in ("fence", "code_block", "html_block"):
        return node.token.content
    return " ".join(
        visible_text(inner.inline) or inner.token.content for inner in every_node((node,)) if _is_text(inner)
    )


def _is_text(node: Node) -> bool:
    return node.kind in ("inline", "fence", "code_block", "html_block")
