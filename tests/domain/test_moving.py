"""Moving an image: it goes where the words say, and nothing else changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.domain.errors import Refused
from models.domain.moving import asks_to_move, is_cover, moved, place_of
from models.domain.slots import slots_of, text_without_slots
from tests.builders import PICTURED, SLOT

BODY = PICTURED.body
PLACES = ("under Why", "above “How”", "after paragraph 2", "before the first paragraph", "to the top", "at the end")


@pytest.mark.parametrize("words", [f"move it {place}" for place in PLACES])
def test_words_that_name_a_place_move_the_image_and_leave_the_text_as_it_was(words: str) -> None:
    assert asks_to_move(words)
    there = moved(BODY, "desk", words)
    assert text_without_slots(there) == text_without_slots(BODY)
    assert {slot.name: slot for slot in slots_of(there)} == {slot.name: slot for slot in slots_of(BODY)}


@pytest.mark.parametrize(
    ("words", "place", "cover"),
    [
        ("Move it under Why.", "under “Why”", "desk"),
        ("please put this image above why", "at the beginning", "desk"),
        ("place the photo at the end", "under “How”", "cover"),
        ("move it to the top", "at the beginning", "desk"),
        ("move this after paragraph 1", "at the beginning", "desk"),
    ],
)
def test_the_image_then_stands_there(words: str, place: str, cover: str) -> None:
    there = moved(BODY, "desk", words)
    assert place_of(there, "desk") == place
    assert is_cover(there, cover)


@pytest.mark.parametrize("words", ["make it warmer", "move on", "put a lamp on the table", "it should be under water"])
def test_other_words_are_about_the_picture(words: str) -> None:
    assert not asks_to_move(words)


@pytest.mark.parametrize(
    ("words", "why"), [("move it under Whence", "no “Whence”"), ("move it below paragraph 9", "no paragraph 9")]
)
def test_a_place_that_is_not_there_is_said_to_be_not_there(words: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        moved(BODY, "desk", words)


@given(st.lists(st.sampled_from(["One.", "## Why\n", "- a\n- b", "> quoted", "```\ncode\n```"]), max_size=6), st.data())
def test_wherever_it_goes_the_text_stays(parts: list[str], data: st.DataObject) -> None:
    body = "\n\n".join([*parts, SLOT.format(name="desk"), "The end."])
    words = f"move it {data.draw(st.sampled_from(PLACES))}"
    try:
        there = moved(body, "desk", words)
    except Refused:
        return
    assert text_without_slots(there) == text_without_slots(body)
    assert slots_of(there) == slots_of(body)
