"""What a writer gives with a topic, and how much of it is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.domain.errors import Refused
from models.domain.sources import LONGEST_NOTE, Given, Material, read_given, told


def test_nothing_but_links_are_links_each_once() -> None:
    words = " https://a.example/x\nHTTP://b.example https://a.example/x "
    assert read_given(words) == Given(links=("https://a.example/x", "HTTP://b.example"))


def test_everything_else_is_one_note_with_its_links_inside() -> None:
    words = "https://a.example says that 40% stay"
    assert read_given(words) == Given(note=words)


def test_what_the_database_cannot_keep_is_left_out() -> None:
    assert read_given("a\x00b \ud800c") == Given(note="ab c")


@pytest.mark.parametrize("words", ["", " \n", "\x00", "x" * (LONGEST_NOTE + 1)])
def test_nothing_and_too_much_are_refused(words: str) -> None:
    with pytest.raises(Refused):
        read_given(words)


def test_a_short_source_leaves_its_room_to_the_long_ones() -> None:
    short, long = Material(number=1, text="a" * 10), Material(number=2, text="b" * 500)
    first, second = told([short, long], most=100)
    assert (first.text, len(second.text)) == ("a" * 10, 90)
    assert second.text.endswith(" …")


@given(st.lists(st.text(max_size=300), max_size=12), st.integers(0, 1000))
def test_never_more_is_told_than_there_is_room_for_and_none_is_lost(texts: list[str], most: int) -> None:
    materials = [Material(number=number, text=text) for number, text in enumerate(texts, start=1)]
    shown = told(materials, most)
    assert [each.number for each in shown] == [each.number for each in materials]
    assert sum(len(each.text) for each in shown) <= most + 2 * len(texts)
    assert sum(map(len, texts)) > most or [each.text for each in shown] == texts
