"""Owns the taking out of links: the words stay, the address goes. It refuses to touch code."""

import re
from collections.abc import Iterable

from models.domain.checks.links import foreign_links
from models.domain.markdown import Block, BlockKind, split_blocks


def without_foreign_links(text: str, allowed: Iterable[str]) -> str:
    """A link that may not be there becomes its words; an address that just stands there goes."""
    known = tuple(allowed)
    if not foreign_links(text, known):
        return text
    blocks = (_cleared(block, known) for block in split_blocks(text))
    return "".join(blocks)


def _cleared(block: Block, known: tuple[str, ...]) -> str:
    if block.kind is BlockKind.CODE:
        return block.text
    if block.kind is BlockKind.DEFINITION and foreign_links(block.text, known):
        return ""
    text = block.text
    for address in foreign_links(text, known):
        text = _without(text, address)
    return text


def _without(text: str, address: str) -> str:
    """Links and images first, then the bare address; its spelling in the source may differ in escapes."""
    where = _spelled(address)
    text = re.sub(rf"!?\[((?:[^\[\]]|\[[^\]]*\])*)\]\(\s*<?{where}>?(?:\s+[^)]*)?\)", r"\1", text)
    text = re.sub(rf"<{where}>", "", text)
    return re.sub(rf"[ \t]?(?:\({where}\)|{where})(?![\w/])", "", text)


def _spelled(address: str) -> str:
    """Percent-escapes and `&amp;` of the parsed address may be written as the characters they stand for."""
    parts = re.split(r"(%[0-9A-Fa-f]{2}|&)", address)
    return "".join(
        rf"(?:{re.escape(part)}|[^\s()<>])"
        if part.startswith("%")
        else "(?:&amp;|&)"
        if part == "&"
        else re.escape(part)
        for part in parts
    )
