"""Owns the check for what was never meant to be read: placeholders, notes to the author, a model's small talk."""

import re
from collections.abc import Iterator

from models.domain.checks.finding import CheckName, Finding, Manuscript
from models.domain.commonmark import every_node, parse, visible_text

_LONGEST_QUOTE = 60
_TO_DO = re.compile(r"\b(?:TODO|TBD|XXX+)\b")  # in capitals only: “todo” is a Spanish word
_PLACEHOLDERS = re.compile(
    r"lorem ipsum|\{\{.*?\}\}|<(?:placeholder|insert)[^>]*>|"
    r"\[(?:insert|your|add|placeholder|link|name|date|company|source|citation|rest|the rest|remainder|unchanged|"
    r"continue|image|photo)\b[^\]\[]*\]|"
    r"\((?:rest|remainder|other paragraphs?|the rest)[^)]*(?:unchanged|same|as before|remains?)[^)]*\)|"
    r"\brest of (?:the )?(?:article|text|post) (?:is |remains |stays )?(?:unchanged|the same|as before)",
    re.IGNORECASE,
)
_SMALL_TALK = re.compile(
    r"\bas an? (?:ai|artificial intelligence)(?: language)? (?:model|assistant)\b|"
    r"^(?:sure|certainly|of course|absolutely)[,!.]? here(?:'s| is| are)\b|"
    r"^here(?:'s| is) (?:the|your|a) (?:revised|updated|edited|full|complete|new) (?:\w+ )?"
    r"(?:article|draft|text|version|post)|"
    r"\bi(?:'ve| have) (?:revised|updated|edited) (?:the|your) (?:article|draft|text)\b",
    re.IGNORECASE | re.MULTILINE,
)


def leftovers(text: Manuscript) -> Iterator[Finding]:
    """No placeholder (“[insert …]”, “TODO”, “the rest is unchanged”) and no small talk of a model is in it. English."""
    seen = [text.draft.title, text.draft.subtitle, *_paragraphs(text.body)]
    for part in seen:
        for match in (*_PLACEHOLDERS.finditer(part), *_TO_DO.finditer(part)):
            yield _finding(
                f"“{match[0][:_LONGEST_QUOTE]}” is a placeholder: write what belongs there, or leave it out."
            )
        for match in _SMALL_TALK.finditer(part.replace("’", "'")):
            yield _finding(f"“{match[0][:_LONGEST_QUOTE]}” speaks to the author and not to the readers: leave it out.")


def _finding(message: str) -> Finding:
    return Finding(CheckName.LEFTOVERS, message, spoils=True)


def _paragraphs(body: str) -> Iterator[str]:
    """Line by line, since what is said to the author begins one; also in HTML, which readers would see as it is."""
    for node in every_node(parse(body)):
        if node.kind == "inline":
            yield visible_text(node.inline)
            yield from node.token.content.splitlines() if "\n" in node.token.content else ()
        elif node.kind == "html_block":
            yield node.token.content
