"""The three forms in which an article goes out, each with its images as references that can be filled and put back."""

import hashlib

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from models.domain.draft import Draft
from models.domain.errors import Refused
from models.domain.image_references import fill_addresses, reference_to, references_in, take_addresses_out
from models.domain.outgoing import ORIGIN, outgoing
from models.domain.publication import ContentFormat, PublishingOptions, fingerprint, is_same_story
from models.domain.slots import slot_faults
from tests.builders import PICTURED
from tests.domain.html_reading import read_html
from tests.domain.markdown_texts import SLOT, any_text, markdown_like

SUMS = {name: hashlib.sha256(name.encode()).hexdigest() for name in ("cover", "desk")}
ADDRESSES = {reference_to(digest): f"https://images.example/{name}?a=1&b=2" for name, digest in SUMS.items()}
CANONICAL = "https://notes.example/a?b=1&c"


def written(content_format: ContentFormat, draft: Draft = PICTURED, **options: object) -> str:
    return outgoing(draft, PublishingOptions(content_format=content_format, **options), SUMS)


def test_markdown_begins_with_its_title_and_shows_images_with_their_captions() -> None:
    draft = Draft(title="1. A *title*", subtitle="Sub #1", body=f"Text **as typed**.\n{SLOT}\nMore.\n")
    assert written(ContentFormat.MARKDOWN, draft) == (
        "# 1\\. A \\*title\\*\n\n## Sub \\#1\n\nText **as typed**.\n\n"
        f"![Boats](image:{SUMS['cover']})\n\n*Before the market*\n\nMore."
    )


def test_plain_words_are_shown_as_they_were_typed() -> None:
    draft = Draft(title="T & s", body=f"# not a heading\nif a < b:\n\n{SLOT}\n*x*")
    assert written(ContentFormat.PLAIN, draft) == (
        "<h1>T &amp; s</h1>\n<p># not a heading<br>if a &lt; b:</p>\n"
        f'<figure><img src="image:{SUMS["cover"]}" alt="Boats"><figcaption>Before the market</figcaption></figure>\n'
        "<p>*x*</p>"
    )


@pytest.mark.parametrize("content_format", list(ContentFormat))
def test_what_went_out_differs_from_what_was_approved_in_addresses_only(content_format: ContentFormat) -> None:
    sealed = written(content_format)
    assert set(references_in(sealed, content_format)) == set(ADDRESSES)
    sent = fill_addresses(sealed, ADDRESSES, content_format)
    assert references_in(sent, content_format) == ()
    assert take_addresses_out(sent, ADDRESSES, content_format) == sealed


@pytest.mark.parametrize("content_format", list(ContentFormat))
def test_it_is_recognised_in_every_form(content_format: ContentFormat) -> None:
    assert is_same_story(fingerprint(written(content_format)), fingerprint(written(ContentFormat.HTML)))


@pytest.mark.parametrize("content_format", list(ContentFormat))
def test_where_it_stood_first_is_said_beneath_in_the_words_of_the_account(content_format: ContentFormat) -> None:
    sealed = written(content_format, canonical_url=CANONICAL, origin_line="Zuerst auf")
    html = MarkdownIt("commonmark").render(sealed) if content_format is ContentFormat.MARKDOWN else sealed
    link = '<a href="https://notes.example/a?b=1&amp;c">notes.example</a>'
    assert html.strip().endswith(f"<p><em>Zuerst auf {link}.</em></p>")
    assert "notes.example" not in written(content_format, origin_line=ORIGIN)
    assert "notes.example" not in written(content_format, canonical_url=CANONICAL)


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        "a <b onclick=x()>b</b>",
        "[a](javascript:alert(1))",
        "[a](&#106;avascript:x)",
        "![a](data:image/png;base64,AA)",
        "[a][b]\n\n[b]: vbscript:x",
        f"[a](image:{'0' * 64})",
    ],
)
def test_markdown_that_only_our_html_makes_harmless_is_refused_as_markdown(body: str) -> None:
    with pytest.raises(Refused):
        written(ContentFormat.MARKDOWN, Draft(title="T", body=body))
    assert written(ContentFormat.HTML, Draft(title="T", body=body))


def test_a_slot_without_an_image_goes_out_in_no_form() -> None:
    for content_format in ContentFormat:
        with pytest.raises(Refused, match="has no image"):
            outgoing(PICTURED, PublishingOptions(content_format=content_format), {})


@settings(max_examples=200, deadline=None)
@given(st.one_of(markdown_like, any_text), any_text)
def test_plain_words_are_all_there_and_nothing_of_them_is_markup(body: str, title: str) -> None:
    assume(body.strip("\x00") and title.strip("\x00") and not slot_faults(body) and ":::" not in body)
    shown = read_html(written(ContentFormat.PLAIN, Draft(title=title, body=body)))
    assert {tag for tag, _ in shown.tags} <= {"h1", "p", "br"}
    assert "".join(shown.text.split()) == "".join((title + body).replace("\x00", "").split())


@settings(max_examples=200, deadline=None)
@given(st.one_of(markdown_like, any_text), any_text)
def test_markdown_goes_out_harmless_or_not_at_all(body: str, title: str) -> None:
    assume(body.strip("\x00") and title.strip("\x00") and not slot_faults(body))
    try:
        sealed = written(ContentFormat.MARKDOWN, Draft(title=title, body=body))
    except Refused:
        return
    tags = read_html(MarkdownIt("commonmark").render(sealed).replace(" />", ">")).tags
    assert "script" not in {tag for tag, _ in tags}
    assert all(not name.startswith("on") for _, attributes in tags for name in attributes)
