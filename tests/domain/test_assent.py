"""Words that only agree ask for no change; one word more, and they are a wish."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.domain.assent import only_agrees


@pytest.mark.parametrize(
    "text",
    [
        "approve",
        "Approved!",
        "Looks good to me, publish it.",
        "ok",
        "OK 👍",
        "That's great, thank you very much!",
        "❤️",
        "LGTM",
    ],
)
def test_what_only_agrees_is_no_wish(text: str) -> None:
    assert only_agrees(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "approve, but shorter",
            "Great, mention the winter",
            "good title needed",
            "it is",
            "Make it nicer",
            "",
            "...",
        ),
        *("publish it tomorrow", "Gut so", "👎", "is this good?", "love it less", "no", "ok 2"),
    ],
)
def test_what_says_anything_else_is_one(text: str) -> None:
    assert not only_agrees(text)


@given(st.text(max_size=40), st.sampled_from(["shorter", "paragraph 3", "don't", "не", "?"]))
def test_a_word_that_is_not_known_makes_it_a_wish(text: str, more: str) -> None:
    assert not only_agrees(f"{text} {more}")
