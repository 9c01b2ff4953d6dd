"""Notes: the words, and the place that they name."""

import pytest

from models.domain.notes import Note, joined, quoting, read_note, read_told


@pytest.mark.parametrize(
    ("typed", "paragraph", "text"),
    [
        ("paragraph 3: shorter", 3, "shorter"),
        ("Paragraph 12 - say who", 12, "say who"),
        ("¶2: no jargon", 2, "no jargon"),
        ("para 1. Begin later", 1, "Begin later"),
        ("paragraph 3 is too long", None, "paragraph 3 is too long"),
        ("paragraph 3:", None, "paragraph 3:"),
        ("shorten paragraph 3: it rambles", None, "shorten paragraph 3: it rambles"),
    ],
)
def test_a_paragraph_that_is_named_first_is_the_place(typed: str, paragraph: int | None, text: str) -> None:
    note = read_note(typed)
    assert (note.paragraph, note.text) == (paragraph, text)


def test_a_quote_is_the_finer_place_and_keeps_the_words_as_they_are() -> None:
    note = read_note("paragraph 3: shorter", "whoever writes slowly", ["a", "b"])
    assert note == Note(text="paragraph 3: shorter", quote="whoever writes slowly", block_ids=("a", "b"))


def test_notes_are_read_as_one_text_with_their_places() -> None:
    notes = [Note(text="shorter"), Note(text="who?", quote="they say"), Note(text="cut it", paragraph=2)]
    assert joined(notes) == "shorter\n“they say”: who?\nParagraph 2: cut it"


def test_a_passage_before_the_words_stands_there_as_in_a_letter() -> None:
    told = quoting("whoever writes slowly\nhas time", "say who\nand why")
    assert told == "> whoever writes slowly\n> has time\nsay who\nand why"
    note = read_told(told)
    assert (note.quote, note.text) == ("whoever writes slowly\nhas time", "say who\nand why")


@pytest.mark.parametrize("told", ["paragraph 3: shorter", "> only a passage", "nothing > is quoted", ""])
def test_words_without_a_passage_are_read_as_they_are(told: str) -> None:
    assert read_told(told) == read_note(told)
    assert quoting("", told) == told
