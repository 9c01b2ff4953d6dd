"""Every button's data begins with a letter that is one maker's alone, and comes back whole from Telegram's 64 bytes."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.telegram import correction_card, hand_off_card, loose, new_article, reopening_button, spoken, voicing
from integrations.telegram.buttons import Step, Tap
from integrations.telegram.marks import Mark
from models.domain.errors import Refused
from models.domain.review import Verdict
from models.domain.voice import RuleState

LARGEST = 2**63 - 1  # a bigint; Telegram's own update ids are smaller
OF_REVIEWS = [Tap(LARGEST, verdict, "0" * 8, step).data() for verdict in Verdict for step in Step]
EXAMPLES = {
    Mark.NEW_ARTICLE: [
        f"n:{LARGEST}:{said}" for said in (f"account:{LARGEST}", "slot:", "skip:", f"yes:{LARGEST}", "no:")
    ],
    Mark.LOOSE_WORDS: [f"w:{LARGEST}:{LARGEST}", f"w:{LARGEST}:0"],
    Mark.SPOKEN: [f"h:{LARGEST}:yes", f"h:{LARGEST}:no"],
    Mark.VOICE_RULE: [f"v:{LARGEST}:{state}" for state in (RuleState.ACCEPTED, RuleState.REFUSED)],
    Mark.CORRECTION: [f"c:{LARGEST}:{LARGEST}"],
    Mark.REOPENING: [f"u:{LARGEST}"],
    Mark.HAND_OFF: [f"o:{LARGEST}:{word}" for word in ("drop", "sure", "back")],
}
MAKERS = {
    Mark.NEW_ARTICLE: new_article,
    Mark.LOOSE_WORDS: loose,
    Mark.SPOKEN: spoken,
    Mark.VOICE_RULE: voicing,
    Mark.HAND_OFF: hand_off_card,
    Mark.CORRECTION: correction_card,
    Mark.REOPENING: reopening_button,
}


def test_no_letter_is_used_twice() -> None:
    letters = [*Mark, *Step]
    assert len({str(letter) for letter in letters}) == len(letters)


@pytest.mark.parametrize("mark", Mark)
def test_a_tap_finds_the_one_who_made_the_button(mark: Mark) -> None:
    for data in EXAMPLES[mark]:
        assert [maker for maker, module in MAKERS.items() if module.is_ours(data)] == [mark]
        with pytest.raises(Refused, match="not one of mine"):
            Tap.read(data)


def test_a_reviews_own_buttons_are_nobody_elses() -> None:
    assert not [data for data in OF_REVIEWS for module in MAKERS.values() if module.is_ours(data)]


@pytest.mark.parametrize("mark", Mark)
def test_the_longest_data_fits_and_comes_back_as_it_went(mark: Mark) -> None:
    read: Callable[[str], tuple[object, ...]] = MAKERS[mark].read
    for data in EXAMPLES[mark]:
        assert len(data.encode()) <= 64
        assert ":".join(str(part) for part in (mark, *read(data))) == data


@given(mark=st.sampled_from(Mark), number=st.integers(0, LARGEST))
def test_data_with_any_number_in_it_fits_and_comes_back_as_it_went(mark: Mark, number: int) -> None:
    for data in [each.replace(str(LARGEST), str(number)) for each in EXAMPLES[mark]]:
        assert len(data.encode()) <= 64
        assert MAKERS[mark].is_ours(data)
        assert ":".join(str(part) for part in (mark, *MAKERS[mark].read(data))) == data


@given(mark=st.sampled_from(Mark), rest=st.text(max_size=64))
def test_what_no_button_of_ours_says_is_refused_or_is_the_same_word_for_word(mark: Mark, rest: str) -> None:
    data = f"{mark}:{rest}"
    with suppress(Refused):
        assert ":".join(str(part) for part in (mark, *MAKERS[mark].read(data))) == data


def test_the_longest_data_of_a_review_fits_and_comes_back_as_it_went() -> None:
    for data in OF_REVIEWS:
        assert len(data.encode()) <= 64
        assert Tap.read(data).data() == data
