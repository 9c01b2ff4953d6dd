"""Owns the check of the interview: what the writer answered is in the text."""

from collections.abc import Iterator

from models.domain.checks.finding import CheckName, Finding, Manuscript
from models.domain.interview import unused, uses_of
from models.domain.markdown import split_blocks

_SHOWN = 80


def answers(text: Manuscript) -> Iterator[Finding]:
    """Every answer of the interview is used in the text."""
    blocks = [block.text for block in split_blocks(text.body)] if text.answers else []
    for each in unused(uses_of(text.draft.answers_used, text.answers, blocks), text.answers):
        message = f"The owner's answer {each.number} (“{each.text[:_SHOWN]}”) is not in the text: use it."
        yield Finding(CheckName.ANSWERS, message)
