import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from models.domain.errors import Refused
from models.domain.rendering import to_medium_html, with_references
from models.domain.slots import slot_faults
from tests.domain.golden import golden, names, render
from tests.domain.html_reading import read_html
from tests.domain.markdown_texts import SLOT, any_text, markdown_like, prose_with_marks

COVER = {"cover": "https://a.example/cover.png"}
HEADINGS_AND_TEXT = {"h1", "h2", "h3", "h4", "p", "a", "em", "strong", "br"}
MEDIUM_KEEPS = HEADINGS_AND_TEXT | {"code", "pre", "hr", "ul", "ol", "li", "blockquote", "figure", "img", "figcaption"}


@pytest.mark.parametrize("name", names())
def test_a_construct_is_rendered_as_its_golden_file_says(name: str) -> None:
    """Written anew with `python -m tests.domain.golden`."""
    assert render(name) == golden(name)


def test_the_title_comes_first_and_the_subtitle_right_under_it() -> None:
    html = to_medium_html("A <b> &\ntitle", "Sub", "Body", {})
    assert html == "<h1>A &lt;b&gt; &amp; title</h1>\n<h2>Sub</h2>\n<p>Body</p>"


def test_no_subtitle_leaves_no_empty_heading() -> None:
    assert to_medium_html("T", " ", "# In the body", {}) == "<h1>T</h1>\n<h3>In the body</h3>"


def test_a_slot_without_an_image_is_refused_by_name() -> None:
    with pytest.raises(Refused, match="“cover” has no image"):
        to_medium_html("T", "", SLOT, {})


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:image/png;base64,AA", "cover.png", "", "image:abc"])
def test_a_slot_with_anything_but_a_web_address_or_a_reference_is_refused(address: str) -> None:
    with pytest.raises(Refused, match="no web address"):
        to_medium_html("T", "", SLOT, {"cover": address})


def test_a_malformed_slot_is_refused_rather_than_shown_to_readers() -> None:
    with pytest.raises(Refused, match="not closed"):
        to_medium_html("T", "", SLOT.removesuffix(":::"), COVER)


def test_what_the_parser_would_drop_for_its_depth_is_refused() -> None:
    assert "deep" in to_medium_html("T", "", "> " * 19 + "deep", {})
    for nested in ("> " * 20 + "lost", "- " * 10 + "lost", "> " * 200 + "lost"):
        with pytest.raises(Refused, match="nested too deeply"):
            to_medium_html("T", "", nested, {})


def test_references_stand_where_addresses_will() -> None:
    sealed = with_references("T", "", SLOT, {"cover": "0" * 64})
    assert sealed == to_medium_html("T", "", SLOT, COVER).replace(COVER["cover"], f"image:{'0' * 64}")


@settings(max_examples=200, deadline=None)
@given(st.one_of(markdown_like, any_text), any_text)
def test_whatever_is_rendered_is_balanced_and_holds_nothing_but_what_medium_keeps(body: str, title: str) -> None:
    assume(not slot_faults(body))
    html = to_medium_html(title, title, body, COVER)
    tags = read_html(html).tags
    assert {tag for tag, _ in tags} <= MEDIUM_KEEPS
    assert {name for _, attributes in tags for name in attributes} <= {"href", "src", "alt", "start"}
    links = [value or "" for _, attributes in tags for name, value in attributes.items() if name in ("href", "src")]
    assert all(re.match(r"https?://|mailto:", link, re.IGNORECASE) for link in links)
    assert to_medium_html(title, title, body, COVER) == html


@settings(max_examples=150, deadline=None)
@given(prose_with_marks)
def test_no_word_is_lost_or_added(body: str) -> None:
    """Judged by the parser's own renderer, which knows nothing of ours."""
    expected = read_html(MarkdownIt("commonmark").render(body).replace(" />", ">")).text
    assert _letters(read_html(to_medium_html("", "", body, {})).text) == _letters(expected)


@settings(max_examples=200, deadline=None)
@given(st.one_of(markdown_like, any_text))
def test_the_words_of_any_markdown_are_those_that_the_parser_reads(body: str) -> None:
    """But for tables, whose heads are repeated, and marks that become numbers and boxes."""
    assume(not slot_faults(body) and not any(mark in body for mark in ("|", "[^", "[x]", "[X]", ":::")))
    assume("](" not in body.replace("](https://a.example", ""))
    shown = read_html(to_medium_html("", "", body, {})).text
    assert _letters(shown) == _letters(_words_in(MarkdownIt("commonmark").parse(body)))


def _words_in(tokens: list[Token]) -> str:
    """A definition of a link has no reader; an image's words are its attribute."""
    shown = (
        _words_in(each.children or []) if each.type == "inline" else each.content
        for each in tokens
        if each.type != "image"
    )
    return "".join(shown)


def _letters(text: str) -> str:
    return "".join(character for character in text if character.isalpha())
