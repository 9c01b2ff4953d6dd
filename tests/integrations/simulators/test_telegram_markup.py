"""Owns the proof that markup becomes the text and entities that Telegram would make of it."""

from typing import Any

import pytest

from integrations.simulators.telegram.formatted import Formatted, finish, utf16_length
from integrations.simulators.telegram.html_markup import parse_html
from integrations.simulators.telegram.markdown_markup import parse_markdown
from integrations.simulators.telegram.phone_text import as_html

Spans = list[tuple[str, int, int]]


def spans(formatted: Formatted) -> Spans:
    return [(entity["type"], entity["offset"], entity["length"]) for entity in formatted.entities]


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        ("🏟<b>b<i>i</i></b>", "🏟bi", [("bold", 2, 2), ("italic", 3, 1)]),
        ("<EM>a</EM> &lt;b&gt; &amp;&#33; &copy;", "a <b> &! &copy;", [("italic", 0, 1)]),
        ("<blockquote expandable>q</blockquote>", "q", [("expandable_blockquote", 0, 1)]),
        ("<tg-spoiler>x</tg-spoiler><span class='tg-spoiler'>y</span>", "xy", [("spoiler", 0, 1), ("spoiler", 1, 1)]),
        ("<b></b>x", "x", []),
        ('<a href="http://localhost/x">here</a>', "here", []),
    ],
)
def test_html_becomes_text_and_entities(source: str, text: str, expected: Spans) -> None:
    formatted = parse_html(source)
    assert (formatted.text, spans(formatted)) == (text, expected)


def test_a_code_block_in_html_keeps_its_language() -> None:
    formatted = parse_html('<pre><code class="language-python">x = 1</code></pre>')
    assert formatted.entities == ({"offset": 0, "length": 5, "type": "pre", "language": "python"},)


def test_a_link_in_html_keeps_its_address() -> None:
    formatted = parse_html('see <a href="https://example.org/?a=1&amp;b=2">it</a>')
    assert formatted.entities == (
        {"offset": 4, "length": 2, "type": "text_link", "url": "https://example.org/?a=1&b=2"},
    )


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        ("*b _i_*", "b i", [("bold", 0, 3), ("italic", 2, 1)]),
        ("__u__ ~s~ ||x||", "u s x", [("underline", 0, 1), ("strikethrough", 2, 1), ("spoiler", 4, 1)]),
        (r"1\. `a.b`", "1. a.b", [("code", 3, 3)]),
        ("```py\nx=1\n```", "x=1\n", [("pre", 0, 4)]),
        (">one\n>two\nthree", "one\ntwo\nthree", [("blockquote", 0, 7)]),
        ("[x](https://example.org)", "x", [("text_link", 0, 1)]),
    ],
)
def test_markdown_becomes_text_and_entities(source: str, text: str, expected: Spans) -> None:
    formatted = parse_markdown(source)
    assert (formatted.text, spans(formatted)) == (text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/start abc", [("bot_command", 0, 6)]),
        ("and/or 1/2", []),
        ("🙂 https://example.org/a.", [("url", 3, 21)]),
        ("a@example.org @someone #tag #1", [("email", 0, 13), ("mention", 14, 8), ("hashtag", 23, 4)]),
    ],
)
def test_telegram_finds_links_and_commands_by_itself(text: str, expected: Spans) -> None:
    assert spans(finish(Formatted(text))) == expected


def test_trimming_moves_the_entities_along() -> None:
    formatted = finish(parse_html("\n  <b> bold </b>\n"))
    assert (formatted.text, spans(formatted)) == ("bold", [("bold", 0, 4)])


def test_nothing_is_looked_for_inside_code() -> None:
    assert spans(finish(parse_html("<code>/start https://example.org</code>"))) == [("code", 0, 26)]


def entity(kind: str, offset: int, length: int, **more: Any) -> dict[str, Any]:
    return {"type": kind, "offset": offset, "length": length, **more}


def test_the_phone_escapes_everything_and_nests_what_is_marked() -> None:
    text = "🏟<script>&bold"
    html = as_html(text, [entity("bold", 2, utf16_length(text) - 2), entity("italic", 9, 20)])
    assert html == "🏟<strong>&lt;script<em>&gt;&amp;bold</em></strong>"


def test_the_phone_links_nothing_but_web_addresses() -> None:
    assert as_html("x", [entity("text_link", 0, 1, url="javascript:alert(1)")]) == "x"
    assert 'href="https://example.org/"' in as_html("x", [entity("text_link", 0, 1, url="https://example.org/")])
