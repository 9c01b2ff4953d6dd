"""Owns the check of links: a text leads only to addresses that it may hold. Whether one answers is found elsewhere."""

import re
from collections.abc import Iterable, Iterator
from html import unescape
from urllib.parse import unquote, urlsplit

from models.domain.checks.finding import CheckName, Finding, Manuscript
from models.domain.commonmark import every_node, parse

_BARE = re.compile(r"https?://[^\s<>\"'`|\\^{}\[\]]+", re.IGNORECASE)
_NOT_AT_THE_END = ".,;:!?*_"
_SHOWN = 80


def links(text: Manuscript) -> Iterator[Finding]:
    """Every link leads to a source of the article, to an address the writer named, or to one that answered."""
    if text.links is None:
        return
    for address in foreign_links(text.draft.title + "\n\n" + text.draft.subtitle + "\n\n" + text.body, text.links):
        yield foreign_link(address)


def foreign_link(address: str) -> Finding:
    message = f"The link to {address[:_SHOWN]} is neither a source nor did it answer: leave it out."
    return Finding(CheckName.LINKS, message)


def foreign_links(text: str, allowed: Iterable[str]) -> tuple[str, ...]:
    known = {same_address(each) for each in allowed}
    return tuple(address for address in links_in(text) if same_address(address) not in known)


def links_in(text: str) -> tuple[str, ...]:
    """Every address that a text leads to, each once: of links, images, definitions, or just standing there."""
    return tuple(dict.fromkeys(_found(text)))


def addresses_named(text: str) -> frozenset[str]:
    """The addresses in what a person wrote, Markdown or not."""
    return frozenset((*links_in(text), *_standing_in(text)))


def same_address(address: str) -> str:
    """One form for the spellings of an address, which differ in the host's case, escapes, a last slash, a fragment."""
    try:
        parts = urlsplit(unescape(address.strip()))
    except ValueError:  # such as a bracket that is not closed: then only the very same spelling is the same
        return address
    path = unquote(parts.path).rstrip("/")
    return f"{parts.scheme.lower()}://{parts.netloc.lower()}{path}?{unquote(parts.query)}"


def _found(text: str) -> Iterator[str]:
    for node in every_node(parse(text)):
        if node.kind == "definition":
            yield str(node.token.meta["url"])
        if node.kind == "html_block":
            yield from _standing_in(node.token.content)
        for token in node.inline:
            if token.type in ("link_open", "image"):
                yield str(token.attrGet("href" if token.type == "link_open" else "src") or "")
            elif token.type in ("text", "html_inline"):
                yield from _standing_in(token.content)


def _standing_in(text: str) -> tuple[str, ...]:
    """Without the full stop of the sentence, or a bracket that was opened before the address."""
    return tuple(filter(None, (_ended(found) for found in _BARE.findall(text))))


def _ended(address: str) -> str:
    while address.endswith(tuple(_NOT_AT_THE_END)) or (
        address.endswith(")") and address.count(")") > address.count("(")
    ):
        address = address[:-1]
    return address
