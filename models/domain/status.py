"""Owns the words in which a writer thinks of where an article stands, and by which a list of articles is narrowed."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from models.domain.article import WAITING_FOR_A_PERSON, Stage

WORDS: Final[Mapping[Stage, str]] = {
    Stage.QUEUED: "pending",
    Stage.INTERVIEWING: "asks you",
    Stage.DRAFTING: "being written",
    Stage.DRAFT_REVIEW: "in review: text",
    Stage.ILLUSTRATING: "text approved",
    Stage.IMAGE_REVIEW: "in review: images",
    Stage.TAGGING: "images approved",
    Stage.FINAL_REVIEW: "in review: tags and time",
    Stage.SCHEDULED: "approved, scheduled",
    Stage.PUBLISHING: "going out",
    Stage.PUBLISHED: "published",
    Stage.HANDED_OFF: "yours to post",
    Stage.LEFT_AS_DRAFT: "draft on Medium",
    Stage.UNCERTAIN: "uncertain",
    Stage.ON_HOLD: "on hold",
    Stage.DROPPED: "dropped",
    Stage.FAILED: "failed",
}


class Status(StrEnum):
    """What a list is narrowed to. Some overlap: what waits for somebody is in review as well."""

    label: str
    stages: frozenset[Stage]

    def __new__(cls, name: str, label: str, stages: frozenset[Stage]) -> "Status":
        member = str.__new__(cls, name)
        member._value_ = name
        member.label, member.stages = label, stages
        return member

    WAITING = "waiting", "Waits for you", WAITING_FOR_A_PERSON | {Stage.HANDED_OFF}
    PENDING = "pending", "Pending", frozenset({Stage.QUEUED})
    WRITING = "writing", "Being written", frozenset({Stage.DRAFTING, Stage.ILLUSTRATING, Stage.TAGGING})
    IN_REVIEW = "review", "In review", frozenset({Stage.DRAFT_REVIEW, Stage.IMAGE_REVIEW, Stage.FINAL_REVIEW})
    SCHEDULED = "scheduled", "Approved and scheduled", frozenset({Stage.SCHEDULED, Stage.PUBLISHING})
    PUBLISHED = "published", "Published", frozenset({Stage.PUBLISHED})
    ON_MEDIUM_BY_HAND = "by-hand", "Yours to post or finish", frozenset({Stage.HANDED_OFF, Stage.LEFT_AS_DRAFT})
    STOPPED = "stopped", "On hold or failed", frozenset({Stage.ON_HOLD, Stage.FAILED, Stage.UNCERTAIN})
    DROPPED = "dropped", "Dropped", frozenset({Stage.DROPPED})


TO_COME: Final = frozenset(
    {
        Stage.QUEUED,
        Stage.INTERVIEWING,
        Stage.DRAFTING,
        Stage.DRAFT_REVIEW,
        Stage.ILLUSTRATING,
        Stage.IMAGE_REVIEW,
        Stage.TAGGING,
        Stage.FINAL_REVIEW,
        Stage.SCHEDULED,
        Stage.PUBLISHING,
    }
)  # what has a publishing time ahead of it that counts
