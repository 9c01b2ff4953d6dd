"""Owns the check of the length: as long as was asked for, or about as long as it was."""

from collections.abc import Iterator

from models.domain.checks.finding import CheckName, Finding, Manuscript
from models.domain.markdown import words_of


def length(text: Manuscript) -> Iterator[Finding]:
    """The text has about as many words as were asked for; a revision does not shrink or grow unasked."""
    if text.words is None:
        return
    words = words_of(text.body)
    if not text.words.least <= words <= text.words.most:
        wanted = f"{text.words.least} to {text.words.most} words"
        how = "longer" if words < text.words.least else "shorter"
        message = f"The body has {words} words instead of {wanted}: make it {how}."
        yield Finding(CheckName.LENGTH, message, spoils=words < text.words.least)
