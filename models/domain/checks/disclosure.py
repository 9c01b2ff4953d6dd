"""Owns the check that readers are told of AI where Medium wants it told: within the first two paragraphs."""

import re
from collections.abc import Iterator

from models.domain.checks.finding import CheckName, Finding, Manuscript
from models.domain.checks.languages import ai_in_words
from models.domain.commonmark import parse, visible_text

_WITHIN = 2  # paragraphs; Medium's help centre, rules on AI in force since May 2024


def disclosure(text: Manuscript) -> Iterator[Finding]:
    """The first two paragraphs say that AI helped. Known in eleven languages."""
    pattern = ai_in_words(text.language)
    first = [visible_text(node.children[0].inline) for node in parse(text.body) if node.kind == "paragraph"][:_WITHIN]
    if pattern is not None and not any(re.search(pattern, paragraph, re.IGNORECASE) for paragraph in first):
        message = (
            "The first two paragraphs do not say that AI helped to write this: say it in one short sentence there."
        )
        yield Finding(CheckName.DISCLOSURE, message)
