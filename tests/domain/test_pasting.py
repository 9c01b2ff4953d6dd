"""What Medium's editor is given to paste: blocks of its own few kinds, with every word of the text in them."""

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from models.domain.draft import Draft
from models.domain.pasting import KEPT, as_markdown, for_the_editor, plain_text, sheet
from models.domain.rendering import to_medium_html
from models.domain.slots import slot_faults
from tests.domain.golden import golden_of_the_editor, names, render_for_the_editor
from tests.domain.html_reading import read_html
from tests.domain.markdown_texts import SLOT, any_text, markdown_like

COVER = {"cover": "https://a.example/cover.png"}
AT_THE_TOP = KEPT - {"li", "img", "figcaption", "strong", "em", "a", "code", "br"}


@pytest.mark.parametrize("name", names())
def test_a_construct_is_pasted_as_its_golden_file_says(name: str) -> None:
    """Written anew with `python -m tests.domain.golden`."""
    assert render_for_the_editor(name) == golden_of_the_editor(name)


@settings(max_examples=200, deadline=None)
@given(st.one_of(markdown_like, any_text))
def test_any_text_becomes_blocks_that_the_editor_has_and_keeps_its_words(body: str) -> None:
    assume(not slot_faults(body))
    html = to_medium_html("", "", body, COVER)
    rich = for_the_editor(html)
    assert {tag for tag, _ in read_html(rich).tags} <= KEPT
    for block in filter(None, rich.split("\n")):
        read_html(block)
        assert re.match(r"<(\w+)", block)[1] in AT_THE_TOP  # type: ignore[index]
        assert not re.search(r"<(blockquote|pre|ul|ol|h3|h4|p)\b.*<(blockquote|pre|ul|ol|h3|h4|p|figure)\b", block)
    assert sorted(_letters(read_html(rich).text)) == sorted(_letters(read_html(html).text))
    assert sorted(_letters(plain_text(rich))) == sorted(_letters(read_html(html).text))


@settings(max_examples=100, deadline=None)
@given(st.one_of(markdown_like, any_text))
def test_every_image_comes_along(body: str) -> None:
    assume(not slot_faults(body))
    html = to_medium_html("", "", body, COVER)
    assert for_the_editor(html).count("<figure><img ") == html.count("<img ")


def test_plain_text_reads_like_the_story() -> None:
    body = "Some *words*.\n\n- one\n- two\n\n> said\n\n    a < b\n    c\n"
    assert (
        plain_text(for_the_editor(to_medium_html("", "", body, {})))
        == "Some words.\n\n• one\n• two\n\nsaid\n\na < b\nc"
    )


def test_the_markdown_file_names_the_images_that_lie_beside_it() -> None:
    draft = Draft(title="T", subtitle="S", body=f"One.\n\n{SLOT}\n\nTwo.\n")
    assert as_markdown(draft, {"cover": "image-1-cover.png"}) == (
        "# T\n\n*S*\n\nOne.\n\n![Boats](image-1-cover.png)\n\n*Before the market*\n\nTwo.\n"
    )


def test_the_sheet_has_each_part_apart_and_runs_nothing() -> None:
    page = sheet("A <b>", "", "<p>Text</p>", ("Writing", "A & B"))
    assert '<div class="part"><p>A &lt;b&gt;</p></div>' in page
    assert '<div class="part"><p>Text</p></div>' in page
    assert page.index("Writing") < page.index("A &amp; B")
    assert "Subtitle" not in page
    assert "<script" not in page


def _letters(text: str) -> str:
    return "".join(character for character in text if character.isalpha())
