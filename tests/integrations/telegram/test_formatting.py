import re

import pytest
from hypothesis import given, settings

from integrations.telegram.formatting import plain, to_telegram
from integrations.telegram.passages import telegram_length
from models.domain.markdown import split_blocks
from tests.domain.html_reading import read_html
from tests.domain.markdown_texts import SLOT, any_text, markdown_like

TELEGRAM_KNOWS = {"b", "i", "code", "pre", "a", "blockquote"}


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("# A *fine* title", "<b>A <i>fine</i> title</b>"),
        ("a **b *c* d** `e<f>` & g", "a <b>b <i>c</i> d</b> <code>e&lt;f&gt;</code> &amp; g"),
        ("***both***", "<i><b>both</b></i>"),
        ("soft\nbreak and hard  \nbreak", "soft break and hard\nbreak"),
        (
            '[*a* link](https://a.example/?x="1"&y=2)',
            '<a href="https://a.example/?x=%221%22&amp;y=2"><i>a</i> link</a>',
        ),
        ("[`code`](https://a.example)", '<a href="https://a.example">code</a>'),
        ("**bold `code`**", "<b>bold </b><code>code</code>"),
        ("[a](javascript:alert)", "[a](javascript:alert)"),
        ("```python\nif a < b:\n\tpass\n```", '<pre><code class="language-python">if a &lt; b:\n\tpass</code></pre>'),
        ("```\nplain\n```", "<pre>plain</pre>"),
        ('```x"><b>\ny\n```', '<pre><code class="language-x">y</code></pre>'),
        ("- a\n- b\n  - c\n    1. d\n", "• a\n• b\n    • c\n        1. d"),
        ("9. nine\n10. ten\n\n    more", "9. nine\n10. ten\n    more"),
        ("- a\n\n  ```\n  x\n  ```\n- b", "• a\n<pre>x</pre>\n• b"),
        ("> one\n>\n> > *two*\n\n", "<blockquote>one\n\n<i>two</i></blockquote>"),
        ("> a\n> ```\n> x\n> ```\n", "<blockquote>a\n\n</blockquote><pre>x</pre>"),
        ("***", "———"),
        (SLOT, "🖼 cover — Before the market"),
        (SLOT.replace("Before the market", ""), "🖼 cover"),
        (":::image cover\nprompt: <b>", ":::image cover\nprompt: &lt;b&gt;"),
        ("| a | **b** |\n|---|---|\n| 1 | 2 |\n| 3 | |", "• a: 1; <b>b</b>: 2\n• a: 3"),
        ("| a | b |\n|---|---|", "a, b"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("![A boat](https://a.example/b.png)", "🖼 A boat"),
        ("> " * 30 + "deep", "&gt; " * 30 + "deep"),
    ],
)
def test_a_construct_is_shown_as_telegram_takes_it(source: str, html: str) -> None:
    assert [passage.html for passage in to_telegram(source)] == [html]


def test_every_passage_knows_its_block_and_unseen_blocks_have_none() -> None:
    text = "\n\n# One\n\n[l]: https://a.example\n\nTwo\n\n```\n```\n\n- three\n"
    assert [(passage.block, passage.text) for passage in to_telegram(text)] == [(1, "One"), (3, "Two"), (5, "• three")]


def test_plain_text_is_what_a_reader_sees() -> None:
    assert plain("# A *b*\n\n[c](https://a.example)\n\n- d\n- e") == "A b\n\nc\n\n• d\n• e"


@pytest.mark.parametrize(
    ("html", "length"),
    [
        ("", 0),
        ("<b>bold</b>", 4),
        ("&lt;&amp;&#x27;", 3),
        ("é漢", 2),
        ("👍", 2),
        ("👩‍👩‍👧", 8),
        ('<a href="https://x">y</a>', 1),
    ],
)
def test_telegram_counts_visible_utf16_units(html: str, length: int) -> None:
    assert telegram_length(html) == length


@settings(max_examples=250, deadline=None)
@given(markdown_like | any_text)
def test_whatever_is_written_parses_is_balanced_and_shows_the_passage(text: str) -> None:
    for passage in to_telegram(text):
        shown = read_html(passage.html)
        assert shown.text.replace("\r", "\n") == passage.text.replace("\r", "\n")
        assert {tag for tag, _ in shown.tags} <= TELEGRAM_KNOWS
        assert all(re.fullmatch(r"(https?://|mailto:).+", value or "") for value in _values(shown.tags, "href"))
        assert 0 <= passage.block < len(split_blocks(text))


def _values(tags: list[tuple[str, dict[str, str | None]]], name: str) -> list[str | None]:
    return [attributes[name] for _, attributes in tags if name in attributes]
