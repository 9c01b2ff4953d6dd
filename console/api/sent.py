"""Owns the forms of what may be sent to the API.

It refuses fields that it does not know, so that a slip in a name is told and not ignored.
"""

import re
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, AwareDatetime, Field

from console.api.shapes import Form
from models.domain.article import Stage
from models.domain.review import Verdict
from models.domain.shortcuts import Shortcut

LARGEST_ID: Final = 2**31 - 1
LONGEST_WORDS: Final = 20_000
LONGEST_TEXT: Final = 400_000
LONGEST_PHOTO: Final = 27_000_000  # of base64: 20 MB
_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")  # what PostgreSQL keeps in no text


def kept(words: str) -> str:
    return _UNKEEPABLE.sub("", words)


Words = Annotated[str, Field(max_length=LONGEST_WORDS), AfterValidator(kept)]
Text = Annotated[str, Field(max_length=LONGEST_TEXT), AfterValidator(kept)]


class NewArticle(Form):
    account: Annotated[Words, Field(min_length=1, max_length=200, description="Its label, or its number.")]
    topic: Annotated[Words, Field(min_length=1)]
    at: Annotated[Words, Field(description="“next tuesday 9am”, 2030-01-31 09:00. Empty: the next free slot.")] = ""
    brief: Words = ""
    category: Annotated[Words, Field(max_length=200)] = ""
    sources: list[Words] = Field(default=[], max_length=12, description="Links.")
    notes: list[Words] = Field(default=[], max_length=12, description="Sources in your own words.")
    own: dict[str, Words] = Field(
        default={}, max_length=40, description="What differs from the account: words, images, tags, status, …"
    )
    key: Annotated[Words, Field(max_length=100)] = Field(
        default="", description="Your own name for it: what has the same key is queued once, however often it is sent."
    )


class Edit(Form):
    """The text as it was edited by hand, with its image slots. What was touched is locked against the model."""

    title: Annotated[Words, Field(max_length=1000)]
    subtitle: Annotated[Words, Field(max_length=1000)] = ""
    markdown: Text


class Answer(Form):
    review_id: int = Field(ge=1, le=LARGEST_ID)
    hash: str = Field(min_length=8, max_length=64, description="Of what was looked at, or its beginning.")
    verdict: Verdict
    note: Text = Field(
        default="", description="What should change, the answer, the place, or the whole text, as the verdict has it."
    )
    shortcut: Shortcut | None = None
    edit: Edit | None = Field(default=None, description="With the verdict edit.")
    photo: Annotated[str, Field(max_length=LONGEST_PHOTO)] | None = Field(
        default=None, description="With the verdict supply: a PNG or JPEG in base64; the note is its caption."
    )


class Reason(Form):
    reason: Annotated[Words, Field(max_length=300)] = ""


class Reopened(Form):
    """Where a scheduled article goes back to: to its tags and time, or to its text."""

    to: Literal[Stage.FINAL_REVIEW, Stage.DRAFT_REVIEW]


class StoryAddress(Form):
    url: Annotated[Words, Field(min_length=1, max_length=2000, description="The story's address on Medium.")]


class NewTime(Form):
    at: Annotated[Words, Field(min_length=1, max_length=200, description="“friday 8:30”, 2030-01-31 09:00.")]
    saw: AwareDatetime | None = Field(
        default=None, description="The time that you know: where it is another one by now, nothing is moved."
    )
