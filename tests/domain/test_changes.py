"""What changed between two versions, told from the texts in a few lines, and marked word by word."""

import re
from html import unescape

import pytest
from hypothesis import given

from models.domain.changes import MOST_LINES, NOTHING, what_changed
from models.domain.draft import Draft
from models.domain.word_diff import word_diff
from tests.domain.markdown_texts import SLOT, any_text, markdown_like

BODY = f"""\
The *first* paragraph has seven short words.

{SLOT}

## Why

The second leads to [bread](https://a.example/x).

- one
- two

The last."""
FIRST = "The first paragraph has exactly seven short"
BEFORE = Draft(title="Bread", subtitle="Old", body=BODY)


def changed(old: str, new: str) -> list[str]:
    assert old in BODY
    return list(what_changed(BEFORE, BEFORE.model_copy(update={"body": BODY.replace(old, new)})))


def test_nothing_is_said_to_have_changed_where_nothing_did() -> None:
    assert what_changed(BEFORE, BEFORE) == (NOTHING,)
    assert changed("\n\n## Why", "\n\n\n## Why") == ["Only spacing or markup changed."]


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        ("seven short", "exactly seven short", [f"Paragraph 1 “{FIRST}…”: 7 → 8 words"]),
        ("The last.", "An end.", ["Paragraph 3 “An end.”: reworded"]),
        ("## Why", "## Why not", ["Heading “Why not”: 1 → 2 words"]),
        ("- two", "- three", ["List “one three”: reworded"]),
        ("The last.", "The last.\n\nAnd a new one.", ["New paragraph 4: “And a new one.” (4 words)"]),
        ("\n\nThe last.", "", ["Left out: “The last.” (2 words)"]),
        ("https://a.example/x", "https://b.example/y", [
            "New link: https://b.example/y",
            "Link left out: https://a.example/x",
            "Paragraph 2 “The second leads to bread.”: reworded",
        ]),
        (f"{SLOT}\n\n", "", ["Image “cover”: left out"]),
        ("caption: Before the market", "caption: After it", ["Image “cover”: caption changed"]),
        (SLOT, f"{SLOT}\n\n{SLOT.replace('cover', 'other')}", ["Image “other”: new"]),
    ],
)  # fmt: skip
def test_each_change_is_named(old: str, new: str, lines: list[str]) -> None:
    assert changed(old, new) == lines


def test_the_head_is_told_first() -> None:
    after = Draft(title="Rye", subtitle="", body=BODY)
    assert what_changed(BEFORE, after) == ("Title: “Bread” → “Rye”", "Subtitle: “Old” → “”")


def test_what_moved_is_not_told_as_lost_and_new() -> None:
    before = Draft(title="T", body="One here.\n\nTwo here.\n\nThree here.")
    after = Draft(title="T", body="Two here.\n\nThree here.\n\nOne here.")
    assert what_changed(before, after) == ("Moved: “One here.”",)


def test_many_changes_are_six_lines_with_the_length_last() -> None:
    numbers = range(1, 31)
    before = Draft(title="T", body="\n\n".join(f"Paragraph number {n}." for n in numbers))
    after = Draft(title="U", body="\n\n".join(f"Paragraph {'really ' * (n % 3)}number {n}." for n in numbers))
    lines = what_changed(before, after)
    assert len(lines) == MOST_LINES
    assert lines[0] == "Title: “T” → “U”"
    assert lines[4] == "…and 17 more changes"
    assert lines[5] == "Length: 90 → 120 words"


def test_a_new_text_is_called_rewritten() -> None:
    before = Draft(title="T", body="\n\n".join(f"Old {n}." for n in range(9)))
    after = Draft(title="T", body="\n\n".join(f"New and longer {n}." for n in range(9)))
    assert what_changed(before, after) == ("Rewritten: 9 of 9 passages",)


@given(before=any_text | markdown_like, after=any_text | markdown_like)
def test_it_never_raises_has_at_most_six_lines_and_is_silent_only_about_nothing(before: str, after: str) -> None:
    old = Draft.model_construct(title=before[:9], subtitle=after[:5], body=before)
    new = Draft.model_construct(title=after[:9], subtitle=before[:5], body=after)
    lines = what_changed(old, new)
    assert 1 <= len(lines) <= MOST_LINES
    assert all(line.strip() and "\n" not in line for line in lines)
    assert (NOTHING in lines) is ((old.title, old.subtitle, old.body) == (new.title, new.subtitle, new.body))


def side(html: str, dropped: str) -> str:
    """One of the two texts again: without what the other one had."""
    return unescape(re.sub(r"</?(?:ins|del)>", "", re.sub(rf"<{dropped}>.*?</{dropped}>", "", html, flags=re.DOTALL)))


def test_words_are_marked_inside_their_passage() -> None:
    marked = word_diff("One here.\n\nTwo <b>there</b>.", "One here.\n\nTwo <b>everywhere</b>.")
    assert marked == "One here.\n\nTwo &lt;b&gt;<del>there</del><ins>everywhere</ins>&lt;/b&gt;."


@given(before=any_text | markdown_like, after=any_text | markdown_like)
def test_both_texts_can_be_read_out_of_the_diff_and_no_other_markup_is_in_it(before: str, after: str) -> None:
    marked = word_diff(before, after)
    assert side(marked, "del") == after
    assert side(marked, "ins") == before
    assert set(re.findall(r"<[^>]*>?", marked)) <= {"<ins>", "</ins>", "<del>", "</del>"}


def test_a_passage_that_is_very_long_is_shown_as_a_whole() -> None:
    marked = word_diff("a " * 4_000, "b " * 4_000)
    assert marked.startswith("<del>a ")
    assert marked.count("<del>") == 1
