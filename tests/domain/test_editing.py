"""A text that was edited by hand: what counts as a change, what was touched, and two versions side by side."""

import pytest

from models.domain.draft import Draft
from models.domain.editing import read_edit, touched
from models.domain.errors import Refused
from models.domain.word_diff import side_by_side

BEFORE = Draft(title="Bees", subtitle="On roofs", body="One.\n\nTwo.\n")


def test_a_browsers_line_ends_and_blanks_at_the_end_are_no_change() -> None:
    assert not read_edit(" Bees ", "On  roofs", "One.\r\n\r\nTwo.\r\n\r\n").changes(BEFORE)
    assert read_edit("Bees", "On roofs", "One.\n\nThree.\n").changes(BEFORE)
    assert read_edit("Wasps", "On roofs", BEFORE.body).changes(BEFORE)
    assert read_edit("Bees", "", BEFORE.body).changes(BEFORE)


@pytest.mark.parametrize(
    ("title", "body", "why"), [("", "x", "no title"), ("a" * 101, "x", "100"), ("a", " \n", "no text")]
)
def test_what_medium_would_not_take_is_refused(title: str, body: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        read_edit(title, "", body)


def test_touched_is_what_is_new_or_reads_otherwise() -> None:
    before, after = ["One.\n\n", "Two.\n"], ["One.\n\n", "Two!\n\n", "New.\n", "\n"]
    assert touched(before, after, [0, 1, None, None]) == {1, 2}
    assert touched(before, ["One.\n\n", "Two.\n\n"], [0, 1]) == frozenset()


def test_passage_stands_beside_passage_with_only_its_own_marks() -> None:
    sides = list(side_by_side("Same.\n\nA red <b>roof</b>.\n", "Same.\n\nA green <b>roof</b>.\n"))
    assert [each.is_same for each in sides] == [True, False]
    assert sides[1].before == "A <del>red</del> &lt;b&gt;roof&lt;/b&gt;.\n"
    assert sides[1].after == "A <ins>green</ins> &lt;b&gt;roof&lt;/b&gt;.\n"
    [added] = [each for each in side_by_side("One.\n", "One.\n\nTwo.\n") if not each.is_same and "Two" in each.after]
    assert "Two" not in added.before
