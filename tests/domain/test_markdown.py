import pytest
from hypothesis import given, settings

from models.domain.markdown import (
    BlockKind,
    headings_of,
    join_blocks,
    nodes_by_block,
    reading_minutes,
    split_blocks,
    words_of,
)
from tests.domain.markdown_texts import SLOT, any_text, markdown_like

AWKWARD = [
    "",
    "\n",
    " \t \n\r\n",
    "   ",
    "a",
    "a\r\nb\r\n\r\nc",
    "a\rb\r\rc",
    "a\n\r\nb\n\rc",
    "page\x0cbreak\x0b\n\nnext",
    "a\u2028b\u2029c\x85d\x1ee",
    "```python\nnever closed\n\n# not a heading",
    "\ta\n\n \t b\n",
    "[a]: https://a.example\n[b]:\nhttps://b.example\n'title'\n\n[a][b]",
    "nul \x00 here\x00\n\n\x00",
    "\ufeff# after a byte order mark",
    "<!-- open\n\n- a\n\n> b",
    "- a\n\n\n- b\n   \n",
    "> " * 60 + "deep",
    "a\n===\nb\n---\n***\n",
    SLOT + "\r\n\r\n" + SLOT,
    ":::image",
    ":::",
]


@pytest.mark.parametrize("text", AWKWARD)
def test_an_awkward_text_comes_back_byte_for_byte(text: str) -> None:
    assert join_blocks(split_blocks(text)) == text


@settings(max_examples=300, deadline=None)
@given(any_text)
def test_any_text_comes_back_byte_for_byte(text: str) -> None:
    assert join_blocks(split_blocks(text)) == text


@settings(max_examples=300, deadline=None)
@given(markdown_like)
def test_whatever_looks_like_markdown_comes_back_and_no_block_is_empty(text: str) -> None:
    blocks = split_blocks(text)
    assert join_blocks(blocks) == text
    assert all(block.text for block in blocks)


@settings(max_examples=200, deadline=None)
@given(markdown_like)
def test_the_trees_stand_beside_the_blocks_they_were_parsed_from(text: str) -> None:
    blocks = split_blocks(text)
    indexes = [index for index, _ in nodes_by_block(text)]
    assert indexes == [index for index, block in enumerate(blocks) if block.kind is not BlockKind.BLANK]


def test_every_kind_of_block_is_told_apart() -> None:
    text = (
        "\n# One\n\nA *b*\nand on.\n\nTwo\n---\n\n- a\n\n  - b\n\n1. c\n\n> q\n\n```sh\nls\n```\n\n    indented\n\n"
        f"{SLOT}\n\n| a |\n|---|\n| b |\n\n<div>\n\n***\n\n[x]: https://a.example\n"
    )
    assert " ".join(block.kind for block in split_blocks(text)) == (
        "blank heading paragraph heading list list quote code code slot table html rule definition"
    )


def test_a_block_carries_the_blank_lines_that_part_it_from_the_next() -> None:
    assert [block.text for block in split_blocks("\r\na\r\n \r\n\r\n# b")] == ["\r\n", "a\r\n \r\n\r\n", "# b"]


def test_a_form_feed_ends_no_line() -> None:
    assert [block.text for block in split_blocks("a\x0c# b\n# c")] == ["a\x0c# b\n", "# c"]


def test_headings_tell_their_words_level_and_block() -> None:
    found = headings_of("Intro\n\n## The *quiet* `port`\n\n> # quoted\n\nEnd\n===\n")
    assert [(heading.level, heading.text, heading.block) for heading in found] == [
        (2, "The quiet port", 1),
        (1, "End", 3),
    ]


def test_words_are_those_that_a_reader_reads() -> None:
    text = f"# One two\n\nThree **four** [five](https://a.example/x) — `six`.\n\n{SLOT}\n\n```\nnone\n```\n\n- seven\n"
    assert words_of(text) == 7


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 0), ("... — *** !", 0), ("well-known don't 3.5", 3), ("either/or—both", 3), ("港の朝", 3), ("हिन्दी में", 2)],
)
def test_words_are_counted_in_any_script(text: str, count: int) -> None:
    assert words_of(text) == count


def test_reading_takes_a_minute_at_least_and_images_take_their_seconds() -> None:
    slots = "\n".join(SLOT.replace("cover", f"slot{number}") for number in range(2))
    assert reading_minutes("short") == 1
    assert reading_minutes("word " * 265) == 1
    assert reading_minutes("word " * 265 + "\n\n" + slots) == 2
    assert reading_minutes("word " * 2650) == 10
