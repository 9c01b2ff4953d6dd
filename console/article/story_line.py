"""Owns the line of an article's story: what is done, where it is now, what is still to come."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from models.domain.article import STOPPED, Stage

_OUT: Final = (
    Stage.PUBLISHING,
    Stage.UNCERTAIN,
    Stage.LEFT_AS_DRAFT,
    Stage.HANDED_OFF,
    Stage.PUBLISHED,
)
_LINE: Final[Sequence[tuple[str, tuple[Stage, ...]]]] = (
    ("queue", (Stage.QUEUED,)),
    ("interview", (Stage.INTERVIEWING,)),
    ("writing", (Stage.DRAFTING,)),
    ("text", (Stage.DRAFT_REVIEW,)),
    ("drawing", (Stage.ILLUSTRATING,)),
    ("images", (Stage.IMAGE_REVIEW,)),
    ("tags", (Stage.TAGGING,)),
    ("plan", (Stage.FINAL_REVIEW,)),
    ("scheduled", (Stage.SCHEDULED,)),
    ("out", _OUT),
)


class StepIs(StrEnum):
    DONE = "done"
    NOW = "now"
    STOPPED = "stopped"
    TO_COME = "to-come"


@dataclass(frozen=True)
class Step:
    """`name` is that of its word."""

    name: str
    state: StepIs


def story_line(stage: Stage, stopped_at: Stage | None, *, has_interview: bool, has_images: bool) -> tuple[Step, ...]:
    """A step that this article does not have is not on its line, unless it stands there."""
    here = (stopped_at or Stage.QUEUED) if stage in STOPPED else stage
    shown = [
        (name, stages)
        for name, stages in _LINE
        if here in stages
        or not ((name == "interview" and not has_interview) or (name in ("drawing", "images") and not has_images))
    ]
    at = next(place for place, (_, stages) in enumerate(shown) if here in stages)
    return tuple(Step(name, _state(place, at, stage)) for place, (name, _) in enumerate(shown))


def _state(place: int, at: int, stage: Stage) -> StepIs:
    if place == at:
        is_over = stage is Stage.PUBLISHED
        return StepIs.STOPPED if stage in STOPPED else StepIs.DONE if is_over else StepIs.NOW
    return StepIs.DONE if place < at else StepIs.TO_COME
