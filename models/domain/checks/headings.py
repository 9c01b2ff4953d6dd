"""Owns the check of the headings: from ## downwards without gaps, and none without a text below it."""

from collections.abc import Iterator

from models.domain.checks.finding import CheckName, Finding, Manuscript
from models.domain.markdown import BlockKind, headings_of, split_blocks


def headings(text: Manuscript) -> Iterator[Finding]:
    """Sections begin with ##, subsections with ###; no level is left out, and no heading stands alone."""
    blocks = split_blocks(text.body)
    above = 1
    for heading in headings_of(text.body):
        name = f"The heading “{heading.text[:60]}”"
        if not heading.text.strip():
            yield Finding(CheckName.HEADINGS, "There is a heading without words.")
        if heading.level > above + 1:
            marks = "#" * (above + 1)
            yield Finding(CheckName.HEADINGS, f"{name} leaves out a level: begin it with {marks}.")
        rest = blocks[heading.block + 1 :]
        if not rest or (rest[0].kind is BlockKind.HEADING and rest[0].level <= heading.level):
            yield Finding(CheckName.HEADINGS, f"{name} has no text below it.")
        above = max(heading.level, 2)
