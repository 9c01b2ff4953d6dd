"""Owns the check that readers are told of AI where Medium wants it told: within the first two paragraphs."""

from collections.abc import Iterator

from models.domain.checks.finding import CheckName, Finding, Manuscript
from models.domain.policy.ai import tells_of_ai


def disclosure(text: Manuscript) -> Iterator[Finding]:
    """The first two paragraphs say that AI helped. Known in eleven languages."""
    if tells_of_ai(text.body, text.language) is False:
        message = (
            "The first two paragraphs do not say that AI helped to write this: say it in one short sentence there."
        )
        yield Finding(CheckName.DISCLOSURE, message)
