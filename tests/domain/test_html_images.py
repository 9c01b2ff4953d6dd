"""Images that a brought text holds as HTML come along as any others; code, and HTML with words, stays as it was."""

import pytest
from hypothesis import given

from models.domain.finished_text import finished_text
from models.domain.html_images import holds_html, with_markdown_images
from models.domain.own_images import OwnImage, own_images, with_slots
from tests.domain.markdown_texts import any_text, markdown_like


@pytest.mark.parametrize(
    ("html", "image"),
    [
        ('<img src="a.png">', OwnImage("a.png", "a", "")),
        (
            "<IMG alt='A [cat]' title='Say \"miau\"' SRC='my cat (1).png' />",
            OwnImage("my cat (1).png", "A [cat]", 'Say "miau"'),
        ),
        (
            '<p align="center">\n  <img src="https://a.example/i.png" width="300">\n</p>',
            OwnImage("https://a.example/i.png", "i", ""),
        ),
        (
            '<figure><img src="a.png" alt="Boats"><figcaption>At  dawn</figcaption></figure>',
            OwnImage("a.png", "Boats", "At dawn"),
        ),
        ('<a href="https://b.example"><img src="a.png" alt="Boats"></a>', OwnImage("a.png", "Boats", "")),
        ("<img src=a.png alt=Boats>", OwnImage("a.png", "Boats", "")),
    ],
)
def test_an_image_in_html_is_one_in_markdown(html: str, image: OwnImage) -> None:
    text = with_markdown_images(f"One.\n\n{html}\n\nTwo.\n")
    assert own_images(text) == (image,)
    assert not holds_html(text)
    slotted, sources = with_slots(text, lambda _: True)
    assert list(sources.values()) == [image.source]
    assert slotted.startswith("One.\n\n:::image own-1\n")
    assert slotted.rstrip().endswith("Two.")


def test_one_among_words_comes_too_and_several_of_a_block_keep_their_order() -> None:
    text = with_markdown_images(
        'So it was <img src="a.png" alt="a"> there.\n\n<div><img src="b.png"><img src="c.png"></div>\n'
    )
    assert [each.source for each in own_images(text)] == ["a.png", "b.png", "c.png"]


@pytest.mark.parametrize(
    "body",
    [
        'Write `<img src="a.png">` there.\n',
        '```html\n<img src="a.png">\n```\n',
        '- One\n\n      <img src="a.png">\n',
        '<div>Words of the writer <img src="a.png"></div>\n',
        "<img>\n",
        '<img src="">\n',
        '<figure><img src="a.png"><img src="b.png"><figcaption>Both</figcaption></figure>\n',
        '<img src="a.png"\n',
    ],
)
def test_code_and_what_holds_words_or_names_nothing_stays_as_it_was(body: str) -> None:
    assert with_markdown_images(body) == body


@given(any_text | markdown_like)
def test_a_text_without_such_an_image_stays_byte_for_byte(body: str) -> None:
    assert with_markdown_images(body) == body


def test_other_html_is_told_of_when_a_text_is_brought() -> None:
    [remark] = finished_text(
        "a.md", "a.md", {"title": "On tea"}, "One.\n\n<video src='a.mp4'></video>\n\nTwo <b>x</b>.\n"
    ).remarks
    assert remark == "it holds HTML, which readers would see as it was typed: write it as Markdown"
    brought = finished_text("a.md", "a.md", {"title": "On tea"}, 'One.\n\n<img src="a.png" alt="a">\n')
    assert brought.remarks == ()
    assert brought.draft is not None
    assert [each.source for each in own_images(brought.draft.body)] == ["a.png"]
