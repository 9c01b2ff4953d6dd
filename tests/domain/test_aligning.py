"""The passages of two versions are paired as a reader would, and never two by two where thousands are the same."""

from itertools import repeat

from models.domain.aligning import aligned
from models.domain.correction import changes
from models.domain.draft import Draft
from models.domain.passages import origins


def test_passages_that_stand_often_in_an_article_are_paired_all_the_same() -> None:
    old = [line for number in range(150) for line in (f"Paragraph {number}.", "* * *")]
    new = [*old[:100], "A new one.", *old[100:]]
    assert origins(old, new) == [*range(100), None, *range(100, 300)]


def test_of_thousands_that_are_the_same_no_pairs_are_tried() -> None:
    same = list(repeat("Again.", 7_000))
    paired = aligned(same, [*same, "The end."])
    assert vars(paired)["b2j"] == {"The end.": [7_000]}  # by which difflib looks for pairs
    assert paired.get_opcodes() == [("equal", 0, 7_000, 0, 7_000), ("insert", 7_000, 7_000, 7_000, 7_001)]
    body = "Again.\n\n" * 3_000
    assert changes(Draft(title="T", body=body), Draft(title="T", body=f"{body}The end.\n"))
