"""Owns what the AI reviewer may say and what follows: its rubric, what a score is, when it approves, when it yields.

It refuses to argue with a person: where somebody has asked for changes, and after its last round, a person decides.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from models.domain.errors import Refused
from models.domain.notes import Note
from models.domain.review import ReviewKind, Verdict

BEST: Final = 10
USUAL_THRESHOLD: Final = 8
USUAL_ROUNDS: Final = 2
_MOST_ROUNDS: Final = 5
_MOST_OBJECTIONS: Final = 6
_MARKS = re.compile(r"[*_`\\]|\[|\]\([^)]*\)")  # what Markdown adds to the words that a reader sees

RUBRIC: Final[Mapping[str, str]] = {
    "substance": "every part says something concrete that a reader can use or remember; nothing is padding",
    "truth": "nothing is claimed, quoted or linked that the brief and the sources do not bear out",
    "voice": "it sounds like the owner as the rules above describe them, and nowhere like a brochure or a machine",
    "structure": "title, opening and sections lead the reader on, and the end follows from what came before",
    "language": "it is correct, plain and pleasant to read aloud",
}


class ReviewerMode(StrEnum):
    """Who reviews the articles of an account."""

    HUMAN = "human"
    AI = "ai"
    AI_THEN_HUMAN = "ai_then_human"

    @property
    def sentence(self) -> str:
        match self:
            case ReviewerMode.HUMAN:
                return "you, at every review"
            case ReviewerMode.AI:
                return "the AI reviewer alone, at all three reviews: nobody sees an article before it is out"
            case ReviewerMode.AI_THEN_HUMAN:
                return "the text goes through the AI reviewer's rounds first, and you have the last word"


_Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2_000)]
_Score = Annotated[int, Field(ge=1, le=BEST)]


class Objection(BaseModel):
    """What is wrong, where, and what should be done about it."""

    model_config = ConfigDict(frozen=True)

    quote: _Words = ""
    problem: _Words
    wish: Annotated[_Words, StringConstraints(min_length=1)]

    def note(self, body: str) -> Note:
        """About the quoted words where the text has them, else about the whole."""
        quote = plain(self.quote)
        return Note(text=self.wish, quote=quote if quote and quote in plain(body) else "")


class Assessment(BaseModel):
    """A text by the rubric."""

    model_config = ConfigDict(frozen=True)

    substance: _Score
    truth: _Score
    voice: _Score
    structure: _Score
    language: _Score
    summary: _Words
    objections: Annotated[tuple[Objection, ...], AfterValidator(lambda found: found[:_MOST_OBJECTIONS])] = ()

    @property
    def score(self) -> int:
        """The mean, rounded down, and never more than two above the worst: one bad side is not outweighed by four."""
        scores = [int(getattr(self, name)) for name in RUBRIC]
        return min(sum(scores) // len(scores), min(scores) + 2)

    def notes(self, body: str) -> tuple[Note, ...]:
        return tuple(each.note(body) for each in self.objections) or (Note(text=self.summary),)


class Glance(BaseModel):
    """A picture, by a model that saw it."""

    model_config = ConfigDict(frozen=True)

    score: _Score
    problem: _Words = ""
    wish: _Words = ""


@dataclass(frozen=True)
class Bar:
    """What the owner expects: from which score on the reviewer is content, and how often it may ask for changes."""

    mode: ReviewerMode
    threshold: int
    rounds: int


def verdict_of(kind: ReviewKind, bar: Bar, rounds_so_far: int, *, is_content: bool) -> Verdict | None:
    """None leaves it to a person."""
    if is_content:
        return Verdict.APPROVE if bar.mode is ReviewerMode.AI else None
    if rounds_so_far >= bar.rounds:
        return None
    return Verdict.CHANGE if kind is ReviewKind.DRAFT else Verdict.REDO


def stands_in(mode: ReviewerMode, kind: ReviewKind) -> bool:
    """Whether the AI is asked at this review at all. Whether a story is on Medium only a person can see."""
    match mode:
        case ReviewerMode.HUMAN:
            return False
        case ReviewerMode.AI_THEN_HUMAN:
            return kind is ReviewKind.DRAFT
        case ReviewerMode.AI:
            return kind is not ReviewKind.LOST


def plain(text: str) -> str:
    """The words as a reader sees them, on one line."""
    return " ".join(_MARKS.sub("", text).split())


def read_mode(words: str) -> ReviewerMode:
    clean = "_".join(words.lower().replace(",", " ").replace("-", " ").replace("_", " ").split())
    if clean not in set(ReviewerMode):
        raise Refused(f"“{words.strip()}” is no reviewer. There is: human, ai, ai then human.")
    return ReviewerMode(clean)


def read_threshold(words: str) -> int:
    return _number(words.removesuffix(f"/{BEST}"), 1, BEST)


def read_rounds(words: str) -> int:
    return _number(words, 0, _MOST_ROUNDS)


def _number(words: str, least: int, most: int) -> int:
    if not words.strip().isdecimal() or not least <= int(words) <= most:
        raise Refused(f"“{words.strip()}” is not a number from {least} to {most}.")
    return int(words)
