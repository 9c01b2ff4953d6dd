"""Owns what a check looks at and what it says. A check never changes a text, and never raises on one."""

from dataclasses import dataclass, replace
from enum import StrEnum

from models.domain.draft import Draft
from models.domain.interview import Answer
from models.domain.markdown import words_of
from models.domain.sources import Material

_DRAFT_RANGE = (0.8, 1.25)  # of the words that were asked for
_REVISION_RANGE = (0.6, 1.6)  # of the words that were there: a model that gives back a part falls below it


class CheckName(StrEnum):
    """Every check; the docs render the sentence that each gives as its purpose."""

    LENGTH = "length"
    TITLE = "title"
    HEADINGS = "headings"
    SLOTS = "slots"
    CODE = "code"
    FORMS = "forms"
    LINKS = "links"
    CITATIONS = "citations"
    QUOTATIONS = "quotations"
    ANSWERS = "answers"
    LEFTOVERS = "leftovers"
    REPEATS = "repeats"
    PHRASES = "phrases"
    DISCLOSURE = "disclosure"


@dataclass(frozen=True)
class Finding:
    """What is wrong, in a sentence for the model and for the writer. A hint is shown and never worth a repair."""

    check: CheckName
    message: str
    is_hint: bool = False
    told: str = ""  # instead of the message, to the writer
    spoils: bool = False  # the text is worse with it than it was without the change

    @property
    def for_the_writer(self) -> str:
        return self.told or self.message


@dataclass(frozen=True)
class WordRange:
    """How many words a text may have."""

    least: int
    most: int

    @classmethod
    def asked(cls, words: int) -> "WordRange":
        return cls(int(words * _DRAFT_RANGE[0]), int(words * _DRAFT_RANGE[1]))

    @classmethod
    def kept(cls, before: str) -> "WordRange":
        words = words_of(before)
        return cls(int(words * _REVISION_RANGE[0]), int(words * _REVISION_RANGE[1]) + 40)


@dataclass(frozen=True)
class Manuscript:
    """A text with what it has to keep to; None means that anything goes."""

    draft: Draft
    language: str = "English"
    words: WordRange | None = None
    images: int | None = None
    links: frozenset[str] | None = None  # the addresses that it may hold
    to_cite: frozenset[str] = frozenset()  # and those that it has to
    materials: tuple[Material, ...] = ()  # what it may quote
    answers: tuple[Answer, ...] = ()  # what it has to use

    def holding(self, draft: Draft) -> "Manuscript":
        return replace(self, draft=draft)

    @property
    def body(self) -> str:
        return self.draft.body
