"""Owns the check of the forms of a text: what Medium has no form for is no part of it."""

from collections.abc import Iterator

from models.domain.checks.finding import CheckName, Finding, Manuscript
from models.domain.commonmark import Node, every_node, is_cut_off, parse

_LISTS = ("bullet_list", "ordered_list")


def forms(text: Manuscript) -> Iterator[Finding]:
    """There are no tables, no lists in lists and no HTML, since Medium has no form for them."""
    nodes = parse(text.body)
    kinds = {node.kind for node in every_node(nodes)}
    if "table" in kinds:
        yield _finding("There is a table, and Medium has none: write it as a list or as sentences.")
    if any(_holds_list(node) for node in every_node(nodes) if node.kind in _LISTS):
        yield _finding("A list holds another list, and Medium has none of those: make it flat.")
    if "html_block" in kinds:  # an open one takes in all that follows
        message = "There is a block of HTML, which readers would see as it is: write Markdown."
        yield Finding(CheckName.FORMS, message, spoils=True)
    if any(_holds_html(node) for node in every_node(nodes)):
        yield _finding("There is HTML in a line, which readers would see as it is: write Markdown.")
    if is_cut_off(nodes):
        yield _finding("Lists or quotes are nested too deeply to be shown: make them flatter.")


def _finding(message: str) -> Finding:
    return Finding(CheckName.FORMS, message)


def _holds_list(node: Node) -> bool:
    return any(inner.kind in _LISTS for inner in every_node(node.children))


def _holds_html(node: Node) -> bool:
    return any(token.type == "html_inline" for token in node.inline)
