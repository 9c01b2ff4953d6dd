"""Owns the check that readers are told of AI where Medium wants it told: within the first two paragraphs."""

import re
from collections.abc import Iterator

from models.domain.checks.finding import CheckName, Finding, Manuscript
from models.domain.checks.languages import ai_in_words
from models.domain.commonmark import parse, visible_text

_WITHIN = 2  # paragraphs; Medium's help centre, rules on AI in force since May 2024


def tells_of_ai(body: str, language: str, sentence: str = "") -> bool | None:
    """Whether the first two paragraphs do; None where nobody can tell."""
    first = [visible_text(node.children[0].inline) for node in parse(body) if node.kind == "paragraph"][:_WITHIN]
    if sentence and any(_plain(sentence) in _plain(paragraph) for paragraph in first):
        return True
    pattern = ai_in_words(language)
    if pattern is None:
        return False if sentence else None
    return any(re.search(pattern, paragraph, re.IGNORECASE) for paragraph in first)


def disclosure(text: Manuscript) -> Iterator[Finding]:
    """The first two paragraphs say that AI helped. Known in eleven languages."""
    if tells_of_ai(text.body, text.language) is False:
        message = (
            "The first two paragraphs do not say that AI helped to write this: say it in one short sentence there."
        )
        yield Finding(CheckName.DISCLOSURE, message)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
