"""Images of a text that is brought in: found wherever they stand, in their places afterwards; no word is changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.domain.markdown import words_of
from models.domain.own_images import own_images, with_slots
from models.domain.slots import slot_faults, slots_of
from tests.domain.markdown_texts import any_text, markdown_like


def _all(body: str) -> tuple[str, list[str]]:
    text, sources = with_slots(body, lambda _: True)
    assert slot_faults(text) == ()
    return text, list(sources.values())


def _short(text: str) -> str:
    """A slot as its name alone."""
    for slot in slots_of(text):
        source = f":::image {slot.name}\nprompt: {slot.prompt}\nalt: {slot.alt}\ncaption: {slot.caption}\n:::\n"
        text = text.replace(source, f"<{slot.name}>\n")
    return text


def test_own_images_that_were_taken_become_slots_and_others_stay_as_they_are() -> None:
    body = 'One.\n\n![A cat](a.png "My cat")\n![](<b c.png>)\n\nTwo.\n\n![gone](d.png)\n'
    assert [each.source for each in own_images(body)] == ["a.png", "b c.png", "d.png"]
    text, sources = with_slots(body, lambda source: source != "d.png")
    assert sources == {"own-1": "a.png", "own-2": "b c.png"}
    assert [(slot.alt, slot.caption) for slot in slots_of(text)] == [("A cat", "My cat"), ("b c", "")]
    assert text.endswith("Two.\n\n![gone](d.png)\n")


@given(markdown_like | any_text)
def test_any_text_without_taken_images_stays_byte_for_byte(body: str) -> None:
    assert with_slots(body, lambda _: False) == (body, {})


@given(
    st.text(max_size=30).filter(lambda alt: "]" not in alt and "\\" not in alt and "\n\n" not in alt),
    st.text(max_size=9),
)
def test_whatever_an_image_is_called_its_slot_is_whole(alt: str, caption: str) -> None:
    text, _ = with_slots(f'Before.\n\n![{alt}](x.png "{caption}")\n\nAfter.\n', lambda _: True)
    assert slot_faults(text) == ()


@pytest.mark.parametrize(
    ("body", "there"),
    [
        ("One.\n![a](a.png)\nTwo.\n", "One.\n\n<own-1>\n\nTwo.\n"),
        ("![a](a.png)\nTwo.\n\nThree.\n", "<own-1>\n\nTwo.\n\nThree.\n"),
        ("One.\n![a](a.png) ![b](b.png)\n", "One.\n\n<own-1>\n\n<own-2>\n\n"),
        ("See ![the gear](a.png) and turn.\n\nThen.\n", "See and turn.\n\n<own-1>\n\nThen.\n"),
        ("So it was ![a](a.png).\n\nThen.\n", "So it was.\n\n<own-1>\n\nThen.\n"),
        ("- One ![a](a.png)\n- Two\n\nThen.\n", "- One\n- Two\n\n<own-1>\n\nThen.\n"),
        ("- ![a](a.png)\n- Two\n", "- Two\n\n<own-1>\n"),
        ("- ![a](a.png)\n- ![b](b.png)\n\nThen.\n", "<own-1>\n\n<own-2>\n\nThen.\n"),
        ("> ![a](a.png)\n> Said.\n", "> Said.\n\n<own-1>\n"),
        ("| x | y |\n|---|---|\n| ![a](a.png) | 1 |\n", "| x | y |\n|---|---|\n| | 1 |\n\n<own-1>\n"),
        ("# ![logo](a.png)\n\nText.\n", "<own-1>\n\nText.\n"),
        ("[![a](a.png)](https://x.example)\n\nText.\n", "<own-1>\n\n\nText.\n"),
        ('![a][pic]\n\nText.\n\n[pic]: a.png "Cap"\n', "<own-1>\n\n\nText.\n\n"),
        ("![a]\n\nText [x](https://x.example).\n\n[a]: <b c.png>\n", "<own-1>\n\n\nText [x](https://x.example).\n\n"),
        ("**One\n![a](a.png)\ntwo.**\n", "**One\ntwo.**\n\n<own-1>\n"),
    ],
)
def test_an_image_stands_where_it_stood_or_after_the_words_around_it(body: str, there: str) -> None:
    assert _short(_all(body)[0]) == there


@pytest.mark.parametrize(
    "body",
    [
        "![a](a.png)" + "![" * 300 + "\n",
        "![a](a.png)" + "![a](" * 300 + "\n",
        "So ![a](a.png) " + "`" * 99 + "\\" * 999 + "\n",
    ],
)
def test_what_only_looks_like_images_is_left(body: str) -> None:
    assert [each.source for each in own_images(body)] == ["a.png"]
    assert len(_all(body)[1]) == 1


def test_brackets_and_code_in_its_words_belong_to_them() -> None:
    [image] = own_images("![a [b] `c`](a.png)\n")
    assert image.alt == "a [b] `c`"


def test_an_image_whose_leaving_would_make_other_of_the_words_stays() -> None:
    body = "![a](a.png) ```not yet a fence\n"
    assert with_slots(body, lambda _: True) == (body, {})


def test_code_that_shows_an_image_is_none() -> None:
    body = "Write `![a](a.png)` so.\n\n```\n![a](a.png)\n```\n\n    ![b](b.png)\n\n\\![c](c.png)\n"
    assert own_images(body) == ()
    assert _all(body) == (body, [])


def test_where_a_click_on_it_led_is_known() -> None:
    [image] = own_images('Before [![a](a.png "Cap")](https://x.example "t") after.')
    assert (image.source, image.caption, image.link) == ("a.png", "Cap", "https://x.example")


_WORDS = st.sampled_from(["one", "two three.", "*four*", "five\n", "- six\n", "> seven\n", "\n\n", "| a |\n|---|\n"])
_PICTURE = st.sampled_from(["![a](https://x.example/a.png)", "\n![](https://x.example/b.png)\n", "[![](c.png)](d)"])


@given(st.lists(_WORDS | _PICTURE, max_size=12).map(" ".join))
def test_whatever_is_around_images_no_word_is_lost_or_added(body: str) -> None:
    before = words_of(with_slots(body, lambda _: False)[0].replace("[![](c.png)](d)", ""))
    text, _ = _all(body)
    if "c.png" not in text:
        assert words_of(text) == before


@pytest.mark.parametrize("at", ["({0})", "(<{0}>)", "[image1]"])
def test_an_image_that_stands_in_the_text_itself_is_found_whole_however_long_it_is(at: str) -> None:
    """As Google's word processor writes Markdown: its bytes behind a label at the end."""
    source = f"data:image/png;base64,{'iVBORw0KGgo/+8A' * 900}=="
    body = f"One.\n\n![]{at.format(source)}\n\nTwo.\n" + ("\n[image1]: <" + source + ">\n" if "1" in at else "")
    assert [(each.source == source, each.alt) for each in own_images(body)] == [(True, "An image")]
    text, sources = with_slots(body, lambda _: True)
    assert sources == {"own-1": source}
    assert "base64" not in text
