"""Owns the check of quotations: what stands in quotation marks beside the link to a source is in one, word for word.

It looks only where the text names a source, since quotation marks have many other uses.
"""

import re
from collections.abc import Iterator

from models.domain.checks.finding import CheckName, Finding, Manuscript
from models.domain.checks.links import links_in, same_address
from models.domain.commonmark import every_node, parse, visible_text

_QUOTED = re.compile(r"[“„«\"]([^“”„«»\"]{20,600})[”“»\"]")
_LEFT_OUT = re.compile(r"\s*(?:\[?…\]?|\[?\.\.\.\]?)\s*")
_WORD = re.compile(r"\w+")
_LEAST_WORDS = 5  # fewer are a phrase
_SHOWN = 80


def quotations(text: Manuscript) -> Iterator[Finding]:
    """What is quoted beside the link to a source is in that source, or another one, word for word."""
    addresses = {same_address(each.url) for each in text.materials if each.url}
    said = [_words(each.text) for each in text.materials]
    for block in text.body.split("\n\n") if addresses else ():
        if not addresses & {same_address(link) for link in links_in(block)}:
            continue
        for quote in _quotes(block):
            if not all(any(part in source for source in said) for part in _parts(quote)):
                message = f"“{quote[:_SHOWN]}” is in none of the sources: quote word for word, or say it without marks."
                yield Finding(CheckName.QUOTATIONS, message)


def _quotes(block: str) -> Iterator[str]:
    for node in every_node(parse(block)):
        for quote in _QUOTED.findall(visible_text(node.inline)):
            if len(_WORD.findall(quote)) >= _LEAST_WORDS:
                yield quote


def _parts(quote: str) -> list[str]:
    return [_words(part) for part in _LEFT_OUT.split(quote) if _words(part).strip()]


def _words(text: str) -> str:
    """Spelling of marks, spaces and capitals is the quoter's; the words are not."""
    return f" {' '.join(_WORD.findall(text.casefold()))} "
