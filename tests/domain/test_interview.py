"""Where a writer's answers went: claimed by the model, and seen by us as far as words can show it."""

import pytest

from models.domain.errors import Refused
from models.domain.interview import Answer, Placed, Use, require_count, still_placed, told, unused, uses_of

HOUSE = Answer(number=1, question="Where?", text="We sold the house in Lisbon for 90,000 euros.")
DOG = Answer(number=2, question="Who?", text="My neighbour's dog, Bruno, found the letters.")
CAT = Answer(number=3, question="What?", text="Nobody writes slower than a sleeping cat.")
BLOCKS = [
    "An opening that says nothing yet.\n\n",
    "## Lisbon\n\n",
    "In the end *we sold the house* in Lisbon, and regretted it.\n\n",
    "It was Bruno who found them, of all people.\n",
]


def test_a_claim_counts_where_the_text_has_that_passage() -> None:
    uses = uses_of(["1: In the end we sold the house", "2: It was Bruno who found them"], [HOUSE, DOG], BLOCKS)
    assert uses == (Use(1, 2, is_seen=True), Use(2, 3, is_seen=True))


def test_a_claim_of_a_passage_that_is_not_there_counts_for_nothing() -> None:
    assert uses_of(["3: It was a cat that wrote"], [CAT], BLOCKS) == ()
    assert [each.number for each in unused((), [HOUSE, CAT])] == [1, 3]


@pytest.mark.parametrize("claim", ["", "3", "three: It was Bruno", "9: It was Bruno who found them", "3: It was", "3:"])
def test_a_claim_that_cannot_be_read_counts_for_nothing(claim: str) -> None:
    assert uses_of([claim], [CAT], BLOCKS) == ()


def test_an_answer_that_nobody_claims_is_found_by_its_words() -> None:
    assert uses_of([], [HOUSE], BLOCKS) == (Use(1, 2, is_seen=True),)


def test_a_claim_whose_passage_shares_no_word_is_only_the_models_word() -> None:
    assert uses_of(["1: An opening that says nothing yet"], [HOUSE], BLOCKS) == (Use(1, 0, is_seen=False),)


def test_the_writer_reads_where_each_answer_went() -> None:
    placed = [Placed(1, BLOCKS[2], is_seen=True)]
    first, second = told([HOUSE, DOG], placed)
    said = "“We sold the house in Lisbon for 90,000 euros.”"
    assert first == f"Your answer 1, {said}, is in “In the end *we sold the house* in Lisbon, and…”."
    assert second == "Your answer 2, “My neighbour's dog, Bruno, found the letters.”, is not in the text."
    assert told([HOUSE], [Placed(1, HOUSE.text, is_seen=True)]) == (f"Your answer 1 is in {said}.",)
    [line] = told([DOG], [Placed(2, BLOCKS[0], is_seen=False)])
    assert line.endswith("(so the model says; its words are not there).")


def test_an_answer_that_was_written_out_of_its_passage_is_not_there_any_more() -> None:
    kept, gone = Placed(1, BLOCKS[2], is_seen=True), Placed(2, "Somebody came upon them.", is_seen=True)
    only_claimed = Placed(3, BLOCKS[0], is_seen=False)
    assert still_placed([HOUSE, DOG, CAT], [kept, gone, only_claimed]) == (kept, only_claimed)
    assert still_placed([HOUSE], [Placed(9, BLOCKS[0], is_seen=False)]) == ()


@pytest.mark.parametrize("count", [1, 5, -1])
def test_an_interview_has_two_to_four_questions(count: int) -> None:
    with pytest.raises(Refused):
        require_count(count)


@pytest.mark.parametrize("count", [0, 2, 3, 4])
def test_or_there_is_none(count: int) -> None:
    assert require_count(count) == count
