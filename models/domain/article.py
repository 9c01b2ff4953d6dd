"""Owns the stages of an article and the moves between them. It refuses every move that the story does not have."""

from enum import StrEnum

from models.domain.errors import Refused


class Stage(StrEnum):
    """Where an article stands; the sentence behind each member is what a person is told."""

    sentence: str

    def __new__(cls, name: str, sentence: str) -> "Stage":
        member = str.__new__(cls, name)
        member._value_ = name
        member.sentence = sentence
        return member

    @property
    def to_its_writer(self) -> str:
        """The sentence as one says it to whoever is meant."""
        if self is Stage.INTERVIEWING:
            return "you are asked what only you can know"
        return self.sentence.replace("the writer's", "your").replace("for the writer", "for you")

    QUEUED = "queued", "waits for its writing to start"
    INTERVIEWING = "interviewing", "the writer is asked what only they can know"
    DRAFTING = "drafting", "the model writes"
    DRAFT_REVIEW = "draft_review", "the text waits for the writer's word"
    ILLUSTRATING = "illustrating", "images are being made"
    IMAGE_REVIEW = "image_review", "the images wait for the writer's word"
    TAGGING = "tagging", "tags are being proposed"
    FINAL_REVIEW = "final_review", "tags and time wait for the writer's word"
    SCHEDULED = "scheduled", "approved and sealed, waits for its time"
    PUBLISHING = "publishing", "goes out to Medium now"
    PUBLISHED = "published", "is out on Medium"
    HANDED_OFF = "handed_off", "waits for the writer to paste or import it on Medium"
    LEFT_AS_DRAFT = "left_as_draft", "is a draft on Medium and is not posted again"
    UNCERTAIN = "uncertain", "Medium's answer was lost; a person has to look"
    ON_HOLD = "on_hold", "is held until somebody resumes it"
    DROPPED = "dropped", "was dropped"
    FAILED = "failed", "could not go on by itself"


WORKED_ON = frozenset({Stage.DRAFTING, Stage.ILLUSTRATING, Stage.TAGGING, Stage.SCHEDULED, Stage.PUBLISHING})
WAITING_FOR_A_PERSON = frozenset(
    {Stage.INTERVIEWING, Stage.DRAFT_REVIEW, Stage.IMAGE_REVIEW, Stage.FINAL_REVIEW, Stage.UNCERTAIN}
)
IN_WORK = WORKED_ON - {Stage.SCHEDULED}  # something is being done right now
WAITS_FOR_ITS_WRITER = WAITING_FOR_A_PERSON | {Stage.HANDED_OFF}
IN_PROGRESS = WORKED_ON | WAITING_FOR_A_PERSON
RESTING = WAITING_FOR_A_PERSON | {Stage.SCHEDULED}  # for days, and thousands at once
STOPPED = frozenset({Stage.ON_HOLD, Stage.FAILED, Stage.DROPPED})
WAITS_FOR_A_LINK = frozenset({Stage.HANDED_OFF, Stage.LEFT_AS_DRAFT})  # it is the writer who publishes it
ENDED = frozenset({Stage.PUBLISHED, Stage.HANDED_OFF, Stage.LEFT_AS_DRAFT}) | STOPPED

_FORWARD: dict[Stage, frozenset[Stage]] = {
    Stage.QUEUED: frozenset({Stage.INTERVIEWING, Stage.DRAFTING, Stage.DRAFT_REVIEW}),
    Stage.INTERVIEWING: frozenset({Stage.DRAFTING}),
    Stage.DRAFTING: frozenset({Stage.DRAFT_REVIEW}),
    Stage.DRAFT_REVIEW: frozenset({Stage.DRAFTING, Stage.ILLUSTRATING, Stage.TAGGING}),
    Stage.ILLUSTRATING: frozenset({Stage.IMAGE_REVIEW}),
    Stage.IMAGE_REVIEW: frozenset({Stage.ILLUSTRATING, Stage.TAGGING, Stage.DRAFT_REVIEW}),
    Stage.TAGGING: frozenset({Stage.FINAL_REVIEW}),
    Stage.FINAL_REVIEW: frozenset({Stage.SCHEDULED, Stage.DRAFT_REVIEW}),
    Stage.SCHEDULED: frozenset({Stage.PUBLISHING, Stage.HANDED_OFF, Stage.DRAFT_REVIEW, Stage.FINAL_REVIEW}),
    Stage.PUBLISHING: frozenset(
        {Stage.PUBLISHED, Stage.HANDED_OFF, Stage.LEFT_AS_DRAFT, Stage.UNCERTAIN, Stage.SCHEDULED, Stage.FINAL_REVIEW}
    ),
    Stage.UNCERTAIN: frozenset({Stage.PUBLISHED, Stage.LEFT_AS_DRAFT, Stage.SCHEDULED}),
    Stage.HANDED_OFF: frozenset({Stage.PUBLISHED, Stage.DROPPED}),
    Stage.LEFT_AS_DRAFT: frozenset({Stage.PUBLISHED}),
    Stage.PUBLISHED: frozenset(),
    Stage.ON_HOLD: IN_PROGRESS | {Stage.QUEUED},  # back to where it was held
    Stage.DROPPED: IN_PROGRESS | {Stage.QUEUED, Stage.HANDED_OFF},  # what was handed off can only be given up
    Stage.FAILED: IN_PROGRESS | {Stage.QUEUED},
}
# Without an approval a text goes to Medium as a draft only: by the deadline rule, under a seal that says so.
_LEFT_UNAPPROVED = frozenset({Stage.DRAFT_REVIEW, Stage.IMAGE_REVIEW, Stage.FINAL_REVIEW})
# While the answer of the one POST may be on its way, nobody may say that the article is held or dropped.
_CANNOT_STOP = frozenset({Stage.PUBLISHING, Stage.PUBLISHED, Stage.HANDED_OFF, Stage.LEFT_AS_DRAFT})
MOVES: dict[Stage, frozenset[Stage]] = {
    stage: forward
    | (frozenset() if stage in _CANNOT_STOP else STOPPED - {stage})
    | ({Stage.PUBLISHING} if stage in _LEFT_UNAPPROVED else frozenset())
    for stage, forward in _FORWARD.items()
} | {Stage.PUBLISHING: _FORWARD[Stage.PUBLISHING] | {Stage.ON_HOLD, Stage.FAILED}}


def require_move(here: Stage, there: Stage) -> None:
    if there not in MOVES[here]:
        raise Refused(f"An article that is {here} cannot become {there}.")
