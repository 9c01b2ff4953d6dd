"""What a text costs its readers is known before it is read, and what would keep everybody waiting is turned away."""

import re
import sys
from collections.abc import Callable
from functools import partial
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.domain.checks.every import look_over
from models.domain.checks.finding import Manuscript
from models.domain.commonmark import parse, parse_with_any_link
from models.domain.draft import Draft
from models.domain.editing import LONGEST_BODY, read_edit
from models.domain.errors import Refused
from models.domain.finished_text import finished_text
from models.domain.legible import MOST_STEPS, require_legible, steps_to_read, why_not_legible
from models.domain.own_text import read_own_text
from tests.domain.markdown_texts import demanding, markdown_like

A_START = 1_000  # of steps, for any text at all
HOSTILE = (
    *("![", "[", "[![", "![[", " ![", "![](a", "![](", "[a][", "[[]](", "[](", "[a](b", "[^a]", "![a]", "[a](<", "]("),
    *("*a_ ", "*a**b***c_", "_a __", "**a", "a_", "`a", "\\", "&amp;", "<a ", "<a@b>", "<http://a", "http://a.b "),
    *("\t", "a\n", "a\n\n", "1. a\n", "* a\n", "- a\n  ", "  - a\n    - b\n      - c\n", "> - > - > - a\n"),
    *("|a|\n|-|\n|b|\n", "|" + "-|" * 20 + "\n|" + "a|" * 20 + "\n", "[a]: b\n", "[^a]: b\n\n", "[a]: <b\n", "# a\n"),
    *("~~~\n", "<div>\n\n", ":::image a\nprompt: b\n:::\n", "a\r", "- [", "a  \n", "a\n===\n", "> a\n- b\n1. c\n"),
)
SENTENCE = "Whoever writes slowly thinks twice, and whoever thinks twice writes less and better. "
PARAGRAPH = f"{SENTENCE * 3}It is *so*, as [others](https://a.example/said) and `bread` say. {SENTENCE * 3}"


def calls_of(read: Callable[[], object]) -> int:
    """How many functions are called: the same on a slow machine as on a fast one."""
    made = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal made
        made += event == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        read()
    finally:
        sys.setprofile(before)
    return made


@pytest.mark.parametrize("read", [parse.__wrapped__, parse_with_any_link.__wrapped__])
def test_reading_takes_no_more_steps_than_were_counted(read: Callable[[str], object]) -> None:
    for mark, letters in (*((mark, 160) for mark in HOSTILE), ("![", 1_600), ("a\n", 1_600)):
        text = mark * (letters // len(mark))
        assert calls_of(partial(read, text)) <= steps_to_read(text) + A_START, mark


@settings(max_examples=15)
@given(st.one_of(markdown_like, demanding, st.lists(st.sampled_from(HOSTILE), max_size=200).map("".join)))
def test_nor_does_any_other_text(text: str) -> None:
    assert calls_of(lambda: parse.__wrapped__(text)) <= steps_to_read(text) + A_START


def test_a_text_is_read_once_for_all_checks_in_a_row() -> None:
    body = f"{PARAGRAPH}\n\nThis one is of this test alone.\n\n" * 20
    before = parse.cache_info()
    look_over(Manuscript(Draft(title="On bread", body=body)))
    after = parse.cache_info()
    assert (after.misses - before.misses, after.hits - before.hits >= 5) == (1, True)


def test_the_longest_article_that_is_kept_is_no_such_text() -> None:
    prose = f"{PARAGRAPH}\n\n" * (LONGEST_BODY // (len(PARAGRAPH) + 2))
    assert steps_to_read(prose) < MOST_STEPS
    wrapped = ("A line of some seventy letters, as an editor of old breaks a paragraph.\n" * 9 + "\n") * 600
    assert why_not_legible(wrapped) == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("![" * 6_001, "holds 6,001 square brackets"),
        ("1. a\n" * 20_000, "holds 20,000 lines"),
        ("a\r" * 20_000, "holds 20,000 lines"),
        ("*a_ " * 60_000, "holds 60,000 “*”"),
    ],
)
def test_what_would_keep_everybody_waiting_is_refused_at_every_door(text: str, said: str) -> None:
    doors = (
        lambda: require_legible(text),
        lambda: read_edit("Title", "", text[:LONGEST_BODY]),
        lambda: read_own_text(text, Draft(title="On bread", body="A text.")),
        lambda: finished_text("a.md", "a.md", {}, text),
    )
    for door in doors:
        with pytest.raises(Refused, match=re.escape(said)):
            door()
