"""Owns reviews and decisions: what may be said about what, and where the article goes from there."""

import hashlib
from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from models.domain.article import Stage
from models.domain.errors import Refused


class ReviewKind(StrEnum):
    """What a person looks at."""

    DRAFT = "draft"  # the text, without its slots
    IMAGE = "image"  # one image in its place
    FINAL = "final"  # tags, time and publishing options
    LOST = "lost"  # Medium's answer was lost: is it there or not?
    INTERVIEW = "interview"  # a question that only the writer can answer


class Verdict(StrEnum):
    """What a person said about it."""

    APPROVE = "approve"  # go on with exactly this
    CHANGE = "change"  # revise along the notes
    REWRITE = "rewrite"  # write it anew
    REPLACE = "replace"  # take this text as it is
    EDIT = "edit"  # these passages of it are to be as they were written here
    REDO = "redo"  # make another image
    OMIT = "omit"  # drop this image and its slot
    SUPPLY = "supply"  # this photo of mine in its place
    MOVE = "move"  # the same image elsewhere in the text
    HOLD = "hold"  # stop here until somebody resumes it
    BACK = "back"  # the text is looked at once more
    DROP = "drop"  # give the whole article up
    LEAVE = "leave"  # send it to Medium as a draft that nobody approved and only the writer sees
    THERE = "there"  # it is on Medium
    NOT_THERE = "not_there"  # it is not on Medium: post it
    ANSWER = "answer"  # what the writer knows
    SKIP = "skip"  # not this question
    ENOUGH = "enough"  # no further question: write


class Channel(StrEnum):
    """Where the decision came from."""

    TELEGRAM = "telegram"
    CONSOLE = "console"
    AI = "ai"
    RULE = "rule"


_ENDINGS: Final = frozenset({Verdict.HOLD, Verdict.DROP, Verdict.LEAVE})
ASKS_FOR_MORE: Final = frozenset({Verdict.CHANGE, Verdict.REWRITE, Verdict.REPLACE, Verdict.EDIT, Verdict.REDO})
SPOKEN: Final[dict[Channel, str]] = {
    Channel.TELEGRAM: "telegram",
    Channel.CONSOLE: "console",
    Channel.AI: "the AI reviewer",
    Channel.RULE: "rule",
}
POSSIBLE: Final[dict[ReviewKind, frozenset[Verdict]]] = {
    ReviewKind.DRAFT: frozenset({Verdict.APPROVE, Verdict.CHANGE, Verdict.REWRITE, Verdict.REPLACE, Verdict.EDIT})
    | _ENDINGS,
    ReviewKind.IMAGE: frozenset(
        {Verdict.APPROVE, Verdict.REDO, Verdict.OMIT, Verdict.SUPPLY, Verdict.MOVE, Verdict.BACK}
    )
    | _ENDINGS,
    ReviewKind.FINAL: frozenset({Verdict.APPROVE, Verdict.CHANGE, Verdict.BACK}) | _ENDINGS,
    ReviewKind.LOST: frozenset({Verdict.THERE, Verdict.NOT_THERE}),
    ReviewKind.INTERVIEW: frozenset({Verdict.ANSWER, Verdict.SKIP, Verdict.ENOUGH, Verdict.HOLD}),
}

STAGE_OF: Final[dict[ReviewKind, Stage]] = {
    ReviewKind.DRAFT: Stage.DRAFT_REVIEW,
    ReviewKind.IMAGE: Stage.IMAGE_REVIEW,
    ReviewKind.FINAL: Stage.FINAL_REVIEW,
    ReviewKind.LOST: Stage.UNCERTAIN,
    ReviewKind.INTERVIEW: Stage.INTERVIEWING,
}


def require_possible(kind: ReviewKind, verdict: Verdict, *, has_subject: bool = True) -> None:
    """An image that could not be drawn has no image yet that could be kept or moved."""
    needs_one = kind is ReviewKind.IMAGE and verdict in (Verdict.APPROVE, Verdict.MOVE)
    if verdict not in POSSIBLE[kind] or (needs_one and not has_subject):
        raise Refused(f"“{verdict}” is not an answer to a {kind} review.")


def text_hash(title: str, subtitle: str, body_without_slots: str) -> str:
    """What an approval of the draft names: the text alone, so that moving an image does not reopen it."""
    return _digest((title, subtitle, body_without_slots))


def image_hash(slot: str, object_key: str) -> str:
    return _digest((slot, object_key))


def question_hash(number: int, question: str) -> str:
    return _digest((str(number), question))


def _digest(parts: Iterable[str]) -> str:
    whole = hashlib.sha256()
    for part in parts:
        raw = part.encode()
        whole.update(len(raw).to_bytes(8, "big") + raw)
    return whole.hexdigest()
