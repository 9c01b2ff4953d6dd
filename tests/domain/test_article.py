"""The stages and the moves between them: what the story has is allowed, everything else refused."""

import pytest

from models.domain.article import (
    ENDED,
    IN_PROGRESS,
    MOVES,
    STOPPED,
    WAITING_FOR_A_PERSON,
    WORKED_ON,
    Stage,
    require_move,
)
from models.domain.errors import Refused

S = Stage
STORY = [
    (S.QUEUED, S.INTERVIEWING),
    (S.QUEUED, S.DRAFTING),
    (S.QUEUED, S.DRAFT_REVIEW),
    (S.INTERVIEWING, S.DRAFTING),
    (S.DRAFTING, S.DRAFT_REVIEW),
    (S.DRAFT_REVIEW, S.DRAFTING),
    (S.DRAFT_REVIEW, S.ILLUSTRATING),
    (S.DRAFT_REVIEW, S.TAGGING),
    (S.DRAFT_REVIEW, S.PUBLISHING),
    (S.ILLUSTRATING, S.IMAGE_REVIEW),
    (S.IMAGE_REVIEW, S.ILLUSTRATING),
    (S.IMAGE_REVIEW, S.TAGGING),
    (S.IMAGE_REVIEW, S.DRAFT_REVIEW),
    (S.IMAGE_REVIEW, S.PUBLISHING),
    (S.TAGGING, S.FINAL_REVIEW),
    (S.FINAL_REVIEW, S.SCHEDULED),
    (S.FINAL_REVIEW, S.DRAFT_REVIEW),
    (S.FINAL_REVIEW, S.PUBLISHING),
    (S.SCHEDULED, S.PUBLISHING),
    (S.SCHEDULED, S.HANDED_OFF),
    (S.SCHEDULED, S.DRAFT_REVIEW),
    (S.SCHEDULED, S.FINAL_REVIEW),
    (S.PUBLISHING, S.PUBLISHED),
    (S.PUBLISHING, S.HANDED_OFF),
    (S.PUBLISHING, S.LEFT_AS_DRAFT),
    (S.PUBLISHING, S.UNCERTAIN),
    (S.PUBLISHING, S.SCHEDULED),
    (S.PUBLISHING, S.FINAL_REVIEW),
    (S.PUBLISHING, S.ON_HOLD),
    (S.PUBLISHING, S.FAILED),
    (S.UNCERTAIN, S.PUBLISHED),
    (S.UNCERTAIN, S.LEFT_AS_DRAFT),
    (S.UNCERTAIN, S.SCHEDULED),
    (S.HANDED_OFF, S.PUBLISHED),
    (S.HANDED_OFF, S.DROPPED),
    (S.DROPPED, S.HANDED_OFF),
    (S.LEFT_AS_DRAFT, S.PUBLISHED),
]
STOPPABLE = IN_PROGRESS - {S.PUBLISHING} | {S.QUEUED}
STOPS = [(stage, stop) for stage in sorted(STOPPABLE | STOPPED) for stop in sorted(STOPPED - {stage})]
WAYS_BACK = [(stop, stage) for stop in sorted(STOPPED) for stage in sorted(IN_PROGRESS | {S.QUEUED})]
ALLOWED = [*STORY, *STOPS, *WAYS_BACK]


@pytest.mark.parametrize(("here", "there"), ALLOWED, ids=lambda stage: stage.value)
def test_a_move_of_the_story_is_allowed(here: Stage, there: Stage) -> None:
    require_move(here, there)


def test_there_is_no_other_move() -> None:
    assert {(here, there) for here, theres in MOVES.items() for there in theres} == set(ALLOWED)


@pytest.mark.parametrize(
    ("here", "there"),
    [
        (S.QUEUED, S.PUBLISHED),
        (S.DRAFT_REVIEW, S.SCHEDULED),
        (S.TAGGING, S.PUBLISHING),
        (S.PUBLISHED, S.PUBLISHING),
        (S.PUBLISHED, S.SCHEDULED),
        (S.LEFT_AS_DRAFT, S.PUBLISHING),
        (S.UNCERTAIN, S.PUBLISHING),
        (S.PUBLISHING, S.DROPPED),
        (S.PUBLISHED, S.DROPPED),
        (S.HANDED_OFF, S.ON_HOLD),
    ],
)
def test_a_move_that_the_story_does_not_have_is_refused_in_its_words(here: Stage, there: Stage) -> None:
    with pytest.raises(Refused, match=f"that is {here} cannot become {there}"):
        require_move(here, there)


@pytest.mark.parametrize("stage", Stage)
def test_no_stage_is_reached_from_itself(stage: Stage) -> None:
    assert stage not in MOVES[stage]


def test_every_stage_is_queued_in_progress_or_ended_and_only_one_of_them() -> None:
    assert IN_PROGRESS.isdisjoint(ENDED)
    assert WORKED_ON.isdisjoint(WAITING_FOR_A_PERSON)
    assert IN_PROGRESS | ENDED | {Stage.QUEUED} == set(Stage)


def test_a_stage_is_its_word_and_says_a_sentence() -> None:
    assert {f"{stage}": stage for stage in Stage}["uncertain"] is Stage.UNCERTAIN
    assert f"{Stage.UNCERTAIN}" == "uncertain"
    assert len({stage.sentence for stage in Stage}) == len(Stage)
