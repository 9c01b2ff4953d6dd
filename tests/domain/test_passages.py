"""The identity of passages from version to version."""

from itertools import count
from uuid import UUID

from models.domain.passages import carry_ids

A, B, C = (UUID(int=number) for number in (1, 2, 3))
OLD = [(A, "one"), (B, "two"), (C, "three")]


def carried(*texts: str) -> list[int]:
    numbers = count(100)
    return [each.int for each in carry_ids(OLD, texts, lambda: UUID(int=next(numbers)))]


def test_the_same_passage_keeps_its_id_and_a_changed_one_in_its_place_too() -> None:
    assert carried("one", "two", "three") == [1, 2, 3]
    assert carried("one", "TWO", "three") == [1, 2, 3]


def test_a_new_passage_gets_a_new_id_and_moves_nobody_elses() -> None:
    assert carried("one", "new", "two", "three") == [1, 100, 2, 3]
    assert carried("one", "three") == [1, 3]


def test_where_it_cannot_be_told_which_became_which_all_are_new() -> None:
    assert carried("one", "x", "y", "three") == [1, 100, 101, 3]


def test_no_id_is_ever_given_twice() -> None:
    again = carried("two", "one", "two", "three", "three")
    assert len(set(again)) == len(again)


def test_the_first_text_has_fresh_ids_only() -> None:
    fresh = iter([A, B])
    assert carry_ids([], ["one", "two"], lambda: next(fresh)) == [A, B]
