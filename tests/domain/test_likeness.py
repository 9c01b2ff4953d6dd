"""What is looked for in the index finds every text that the rule would name, and few others."""

from hypothesis import given
from hypothesis import strategies as st

from models.domain.policy.likeness import NEARLY_THE_SAME, hashes_in, least_pairs, pairs_of, print_of
from models.domain.publication import resemblance

SIZE = 128


def a_sketch(hashes: set[int]) -> str:
    return "".join(sorted(f"{each:08x}" for each in hashes))


def whole_pairs(own: str, other: str) -> int:
    theirs = set(hashes_in(other))
    return sum(theirs.issuperset(pair) for pair in pairs_of(hashes_in(own)))


@given(st.sets(st.integers(0, 2**32 - 1), min_size=1, max_size=SIZE), st.data())
def test_no_text_that_is_near_enough_is_missed(own: set[int], data: st.DataObject) -> None:
    gone = data.draw(st.sets(st.sampled_from(sorted(own)), max_size=len(own) * 2 // 5))
    new = data.draw(st.sets(st.integers(0, 2**32 - 1), max_size=SIZE - len(own - gone)))
    ours, theirs = a_sketch(own), a_sketch(own - gone | new)
    if resemblance(ours, theirs, SIZE) >= NEARLY_THE_SAME:
        assert whole_pairs(ours, theirs) >= least_pairs(hashes_in(ours))


def test_the_rule_s_own_border_is_found_for_sketches_of_every_length() -> None:
    """What is missing is where it spoils as many pairs as it can."""
    for length in range(1, SIZE + 1):
        own = [f"{number:08x}" for number in range(length)]
        missing = max(gone for gone in range(length) if (length - gone) / length >= NEARLY_THE_SAME)
        assert resemblance("".join(own), "".join(own[missing:]), SIZE) >= NEARLY_THE_SAME
        assert whole_pairs("".join(own), "".join(own[missing:])) >= least_pairs(own) > 0


def test_one_long_paragraph_in_common_is_not_near() -> None:
    paragraph = " ".join(f"said{number}" for number in range(60))
    one, other = (print_of(f"{paragraph} {' '.join(f'{of}{n}' for n in range(600))}") for of in ("tide", "stone"))
    shared = set(hashes_in(one)) & set(hashes_in(other))
    assert len(shared) > 5
    assert whole_pairs(one, other) < least_pairs(hashes_in(one))
