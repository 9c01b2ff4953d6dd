"""The identity of passages from version to version."""

from models.domain.passages import origins

OLD = ["one", "two", "three"]


def test_the_same_passage_is_itself_and_a_changed_one_in_its_place_too() -> None:
    assert origins(OLD, ["one", "two", "three"]) == [0, 1, 2]
    assert origins(OLD, ["one", "TWO", "three"]) == [0, 1, 2]


def test_a_new_passage_is_new_and_moves_nobody_else() -> None:
    assert origins(OLD, ["one", "new", "two", "three"]) == [0, None, 1, 2]
    assert origins(OLD, ["one", "three"]) == [0, 2]


def test_where_it_cannot_be_told_which_became_which_all_are_new() -> None:
    assert origins(OLD, ["one", "x", "y", "three"]) == [0, None, None, 2]


def test_no_passage_comes_back_twice() -> None:
    again = [at for at in origins(OLD, ["two", "one", "two", "three", "three"]) if at is not None]
    assert len(set(again)) == len(again)


def test_everything_in_a_first_text_is_new() -> None:
    assert origins([], ["one", "two"]) == [None, None]
