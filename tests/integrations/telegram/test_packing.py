import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrations.telegram.formatting import plain, to_telegram
from integrations.telegram.graphemes import is_boundary
from integrations.telegram.packing import Part, pack
from integrations.telegram.passages import telegram_length
from tests.domain.html_reading import ReadHtml, read_html
from tests.domain.markdown_texts import VISIBLE, any_text, demanding, markdown_like, prose_with_marks

FAMILY = "👩\u200d👩\u200d👧\u200d👦"


def packed(text: str, limit: int = 4096) -> tuple[Part, ...]:
    return pack(to_telegram(text), limit)


def letters(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_short_blocks_share_a_message() -> None:
    assert [(part.html, part.blocks) for part in packed("# A\n\nb & c\n\n- d")] == [
        ("<b>A</b>\n\nb &amp; c\n\n• d", (0, 1, 2))
    ]


def test_nothing_to_see_makes_no_message() -> None:
    assert packed("\n \n[l]: https://a.example\n") == ()


def test_messages_are_parted_between_blocks() -> None:
    parts = packed("\n\n".join([f"## Heading {number}\n\n{'word ' * 300}" for number in range(6)]))
    assert [part.blocks for part in parts] == [(0, 1, 2, 3), (4, 5, 6, 7), (8, 9, 10, 11)]
    assert [telegram_length(part.html) for part in parts] == [len(part.text) for part in parts]


def test_a_block_that_fills_a_message_exactly_is_not_cut() -> None:
    assert [len(part.text) for part in packed("x" * 4096)] == [4096]
    assert [len(part.text) for part in packed("x" * 4097)] == [4096, 1]
    assert [len(part.text) for part in packed("👍" * 2048 + "x")] == [2048, 1]


def test_the_join_of_two_blocks_counts_too() -> None:
    assert len(packed("x" * 4093 + "\n\ny")) == 1
    assert len(packed("x" * 4094 + "\n\ny")) == 2


def test_entities_are_not_counted_as_written() -> None:
    assert [part.text for part in packed("&amp;" * 4096)] == ["&" * 4096]


def test_headings_go_with_the_text_under_them() -> None:
    assert [part.blocks for part in packed("a\n\n# B\n\n## C\n\n" + "x" * 14, 20)] == [(0,), (1, 2, 3)]
    assert [part.blocks for part in packed("# A\n\n# B\n\n" + "x" * 14, 19)] == [(0,), (1, 2)]
    assert [part.blocks for part in packed("a\n\n# B\n\n" + "x" * 20, 20)] == [(0, 1), (2,)]
    assert [part.text for part in packed("a\n\n# One two three", 10)] == ["a\n\nOne two", "three"]


def test_a_long_block_is_cut_between_sentences_then_words() -> None:
    assert [part.text for part in packed("One two six. Three four", 20)] == ["One two six.", "Three four"]
    assert [part.text for part in packed("One two three four five six", 20)] == ["One two three four", "five six"]
    assert [part.text for part in packed("港の朝。静かな海。船が出る。", 10)] == ["港の朝。静かな海。", "船が出る。"]


def test_all_parts_of_a_long_block_name_it_and_the_next_block_follows_the_last() -> None:
    parts = packed("a\n\n" + "word " * 10 + "\n\nz", 30)
    assert [part.blocks for part in parts] == [(0,), (1,), (1, 2)]


def test_a_cut_avoids_formatting_where_it_can() -> None:
    assert [part.html for part in packed("some words **bold words here** end", 22)] == [
        "some words",
        "<b>bold words here</b> end",
    ]


def test_formatting_longer_than_a_message_is_closed_and_opened_again() -> None:
    assert [part.html for part in packed("[**one two three**](https://a.example)", 8)] == [
        '<a href="https://a.example"><b>one two</b></a>',
        '<a href="https://a.example"><b>three</b></a>',
    ]


def test_a_long_code_block_is_closed_and_opened_again_between_its_lines() -> None:
    assert [part.html for part in packed("```sh\nfirst line\n\n    second\n```", 14)] == [
        '<pre><code class="language-sh">first line\n</code></pre>',
        '<pre><code class="language-sh">    second</code></pre>',
    ]


@pytest.mark.parametrize("visible", [FAMILY, "🇫🇷", "👍🏽", "e\u0301\u0323", "1\ufe0f\u20e3", "각"])
@pytest.mark.parametrize("limit", range(25, 30))
def test_no_visible_character_is_cut(visible: str, limit: int) -> None:
    parts = packed("x" + visible * 40, limit)
    assert "".join(part.text for part in parts) == "x" + visible * 40
    assert all(set(re.split(re.escape(visible), part.text.removeprefix("x"))) == {""} for part in parts)


def test_a_character_longer_than_a_message_is_cut_all_the_same() -> None:
    assert [len(part.text) for part in packed("e" + "\u0301" * 25, 10)] == [10, 10, 6]


@pytest.mark.parametrize(("text", "index"), [("a👍", 1), ("🇫🇷🇩🇪", 2), ("ab", 0), ("ab", 2), ("e\u0301a", 2)])
def test_between_visible_characters_is_a_boundary(text: str, index: int) -> None:
    assert is_boundary(text, index)


@settings(max_examples=120)
@given(st.one_of(markdown_like, any_text, prose_with_marks), st.integers(min_value=8, max_value=120))
def test_every_part_fits_is_balanced_and_nothing_is_lost(text: str, limit: int) -> None:
    parts = packed(text, limit)
    assert letters("".join(part.text for part in parts)) == letters(plain(text))
    for part in parts:
        assert 0 < telegram_length(part.html) <= limit
        assert read_html(part.html).text.replace("\r", "\n") == part.text.replace("\r", "\n")


@settings(max_examples=100, deadline=None)
@given(markdown_like, st.integers(min_value=8, max_value=120))
def test_the_parts_name_every_block_that_is_seen_in_its_order(text: str, limit: int) -> None:
    named = [index for part in packed(text, limit) for index in part.blocks]
    assert named == sorted(named)
    assert set(named) == {passage.block for passage in to_telegram(text)}


@dataclass
class MarkedLetters(ReadHtml):
    """Every letter that is read, with all the marks over it: tags, addresses, languages."""

    open_marks: list[str] = field(default_factory=list)
    letters: list[tuple[str, frozenset[str]]] = field(default_factory=list)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        super().handle_starttag(tag, attrs)
        self.open_marks.append(f"{tag} {attrs}")

    def handle_endtag(self, tag: str) -> None:
        super().handle_endtag(tag)
        self.open_marks.pop()

    def handle_data(self, data: str) -> None:
        super().handle_data(data)
        self.letters += [(letter, frozenset(self.open_marks)) for letter in data if not letter.isspace()]


def marked_letters(messages: Iterable[str]) -> list[tuple[str, frozenset[str]]]:
    found = []
    for html in messages:
        reader = MarkedLetters()
        reader.feed(html)
        reader.close()
        found += reader.letters
    return found


@settings(max_examples=60)
@given(demanding | markdown_like | prose_with_marks, st.sampled_from([40, 300, 4096]))
def test_the_parts_joined_are_the_text_again_letter_by_letter_under_the_same_marks(text: str, limit: int) -> None:
    """Only white space at a cut is dropped: between two parts there was nothing else."""
    parts, whole, at = packed(text, limit), words(plain(text)), 0
    for part in parts:
        found = whole.index(words(part.text), at)
        assert whole[at:found].strip() == ""
        at = found + len(words(part.text))
    assert whole[at:] == ""
    assert marked_letters(part.html for part in parts) == marked_letters(each.html for each in to_telegram(text))


@settings(max_examples=40)
@given(demanding, st.sampled_from([40, 300, 4096]))
def test_every_part_of_a_demanding_text_fits_and_no_visible_character_is_in_two_of_them(text: str, limit: int) -> None:
    """Counted as Telegram counts: visible UTF-16 units."""
    parts, whole = packed(text, limit), plain(text)
    for part in parts:
        units = len(read_html(part.html).text.encode("utf-16-le")) // 2
        assert 0 < units <= limit
    assert visible_in(part.text for part in parts) == visible_in([whole])


def words(text: str) -> str:
    return " ".join(text.split())


def visible_in(texts: Iterable[str]) -> Counter[str]:
    return Counter(found for text in texts for found in re.findall("|".join(map(re.escape, VISIBLE)), text))
