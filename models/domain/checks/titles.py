"""Owns the check of the title: one, on one line, plain, short enough for Medium, and not in the body again."""

import re
from collections.abc import Iterator

from models.domain.checks.finding import CheckName, Finding, Manuscript
from models.domain.markdown import headings_of
from models.domain.publication import check_title

ADVISED_TITLE = 70  # longer ones are cut in lists and in search results
_MARKUP = re.compile(r"^#+\s|\*\*|__|`|^[\"“][^\"“”]*[\"”]$")


def title(text: Manuscript) -> Iterator[Finding]:
    """There is one title, at most 100 characters long (from 70 on with a hint), and the body does not repeat it."""
    given = text.draft.title.strip()
    for reason in check_title(given):
        yield Finding(CheckName.TITLE, f"About the title: {reason}.")
    if len(given) > ADVISED_TITLE and not check_title(given):
        message = f"The title has {len(given)} characters; lists and search results cut it from {ADVISED_TITLE} on."
        yield Finding(CheckName.TITLE, message, is_hint=True)
    if _MARKUP.search(given):
        yield Finding(CheckName.TITLE, "The title holds Markdown or stands in quotation marks: give it as plain words.")
    yield from _in_the_body(text, given)


def _in_the_body(text: Manuscript, given: str) -> Iterator[Finding]:
    for heading in headings_of(text.body):
        if heading.level == 1:
            yield Finding(
                CheckName.TITLE, f"The body has a second title, “{heading.text[:60]}”: begin sections with ##."
            )
        elif heading.block <= 1 and heading.text.strip().casefold() == given.casefold():
            yield Finding(CheckName.TITLE, "The body begins with the title again: take that heading out.")
