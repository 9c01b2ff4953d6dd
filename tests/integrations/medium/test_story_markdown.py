"""A story's HTML as Markdown: each kind of block that Medium makes, and every word of any text."""

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.medium.story_markdown import to_markdown
from models.domain.commonmark import parse, visible_text


@pytest.mark.parametrize(
    ("story", "markdown"),
    [
        ("<h3>One</h3><h4>Two</h4>", "## One\n\n### Two\n"),
        ("<p>a <strong>b </strong>c <em>d</em></p>", "a **b** c *d*\n"),
        ('<p><a href="https://a.b/c_(d)">x</a> <a href="javascript:x">y</a></p>', "[x](<https://a.b/c_(d)>) y\n"),
        ("<p>one<br>two</p>", "one\\\ntwo\n"),
        ("<pre>a<br>  b</pre>", "```\na\n  b\n```\n"),
        ("<ul><li>a <code>x`y</code></li><li>b</li></ul>", "- a ``x`y``\n- b\n"),
        ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b\n"),
        ("<blockquote>a<br>b</blockquote>", "> a\\\n> b\n"),
        (
            '<figure><img src="https://cdn/a b.png"><figcaption>A "b"</figcaption></figure>',
            '![A "b"](<https://cdn/a%20b.png> "A \\"b\\"")\n',
        ),
        ("<section><div><hr></div><p>a</p></section><hr><p>b</p>", "a\n\n---\n\nb\n"),
        ('<p>a</p><img src="https://medium.com/_/stat?event=x"><script>x</script><!-- y -->', "a\n"),
        ("<p># a</p><p>1. b</p><p>- c</p><p>::: d</p>", "\\# a\n\n1\\. b\n\n\\- c\n\n\\::: d\n"),
        ("loose <b>words</b><p>and more</p>", "loose **words**\n\nand more\n"),
        ("", ""),
    ],
)
def test_each_kind_of_block(story: str, markdown: str) -> None:
    assert to_markdown(story) == markdown


@given(st.lists(st.text(alphabet=st.characters(blacklist_categories=["Cs", "Cc"]), max_size=30), max_size=4))
def test_every_word_of_any_paragraphs_is_kept(paragraphs: list[str]) -> None:
    story = "".join(f"<p>{escape(each)}</p>" for each in paragraphs)
    nodes = parse(to_markdown(story))
    assert {node.kind for node in nodes} <= {"paragraph"}
    found = [" ".join(visible_text(node.children[0].inline).split()) for node in nodes]
    assert found == [" ".join(each.split()) for each in paragraphs if each.split()]
