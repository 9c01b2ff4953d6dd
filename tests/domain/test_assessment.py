"""What the AI reviewer may say, and what follows from it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.domain.assessment import (
    RUBRIC,
    Assessment,
    Bar,
    Objection,
    ReviewerMode,
    read_mode,
    read_rounds,
    read_threshold,
    stands_in,
    verdict_of,
)
from models.domain.errors import Refused
from models.domain.review import POSSIBLE, ReviewKind, Verdict

BODY = "One *loose* thought.\n\n## On [ink](https://example.com)\n\nA second\nline about ink."


def assessment(score: int = 8, **fields: Any) -> Assessment:
    given: dict[str, Any] = dict.fromkeys(RUBRIC, score) | {"summary": "Fine."} | fields
    return Assessment(**given)


@pytest.mark.parametrize(
    ("fields", "score"), [({}, 8), ({"truth": 7}, 7), ({"truth": 2}, 4), (dict.fromkeys(RUBRIC, 10), 10)]
)
def test_the_score_is_the_mean_and_one_bad_side_is_not_outweighed(fields: dict[str, int], score: int) -> None:
    assert assessment(**fields).score == score


@given(st.dictionaries(st.sampled_from([*RUBRIC]), st.integers(1, 10)))
def test_a_score_lies_between_the_worst_and_the_best(fields: dict[str, int]) -> None:
    found = assessment(**fields)
    scores = [getattr(found, name) for name in RUBRIC]
    assert min(scores) <= found.score <= max(scores)


@pytest.mark.parametrize(
    ("quote", "kept"),
    [
        ("One *loose* thought.", "One loose thought."),
        ("One loose thought.", "One loose thought."),
        ("A second line about ink.", "A second line about ink."),
        ("On ink", "On ink"),
        ("What it never says", ""),
        ("", ""),
    ],
)
def test_a_finding_is_tied_to_the_words_that_it_quotes_and_to_none_that_are_not_there(quote: str, kept: str) -> None:
    assert Objection(quote=quote, problem="vague", wish="be exact").note(BODY).quote == kept


def test_without_findings_the_summary_is_what_is_asked_for() -> None:
    assert [note.text for note in assessment(4, summary="Say why.").notes(BODY)] == ["Say why."]


def test_only_six_findings_are_taken() -> None:
    found = assessment(objections=[{"quote": "", "problem": "p", "wish": f"{n}"} for n in range(9)])
    assert len(found.objections) == 6


@given(
    st.sampled_from([ReviewKind.DRAFT, ReviewKind.IMAGE, ReviewKind.FINAL]),
    st.sampled_from(ReviewerMode),
    st.integers(0, 9),
    st.integers(0, 5),
    st.booleans(),
)
def test_what_it_decides_is_possible_and_it_approves_only_where_it_stands_alone(
    kind: ReviewKind, mode: ReviewerMode, so_far: int, rounds: int, is_content: bool
) -> None:
    found = verdict_of(kind, Bar(mode, 8, rounds), so_far, is_content=is_content)
    if is_content:
        assert found == (Verdict.APPROVE if mode is ReviewerMode.AI else None)
    else:
        assert (found is None) == (so_far >= rounds)
    if kind is not ReviewKind.FINAL:  # there it is always content
        assert found is None or found in POSSIBLE[kind]


def test_alone_it_stands_in_at_three_reviews_and_before_a_person_at_the_text_only() -> None:
    assert [kind for kind in ReviewKind if stands_in(ReviewerMode.HUMAN, kind)] == []
    assert [kind for kind in ReviewKind if stands_in(ReviewerMode.AI_THEN_HUMAN, kind)] == [ReviewKind.DRAFT]
    assert ReviewKind.LOST not in [kind for kind in ReviewKind if stands_in(ReviewerMode.AI, kind)]


def test_its_settings_are_read_from_words() -> None:
    assert read_mode("AI, then human") is ReviewerMode.AI_THEN_HUMAN
    assert read_mode("ai-then-human") is ReviewerMode.AI_THEN_HUMAN
    assert (read_threshold("7/10"), read_threshold("10"), read_rounds("0")) == (7, 10, 0)


@pytest.mark.parametrize(
    ("read", "words"),
    [
        (read_mode, "robot"),
        (read_mode, ""),
        (read_threshold, "0"),
        (read_threshold, "11"),
        (read_rounds, "6"),
        (read_rounds, "x"),
    ],
)
def test_what_cannot_be_is_refused(read: Any, words: str) -> None:
    with pytest.raises(Refused):
        read(words)
