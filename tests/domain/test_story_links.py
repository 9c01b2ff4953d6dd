"""The address that a writer sends back: every form that Medium uses is understood, and nothing else is."""

import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.domain.errors import Refused
from models.domain.story_links import StoryLink, fits_title, has_address, is_lone_address, story_link_in

ID = "7b2b11c482f9"


@pytest.mark.parametrize(
    ("sent", "url", "username", "subdomain"),
    [
        (f"https://medium.com/@ada.l/on-notebooks-{ID}", None, "ada.l", None),
        (f"https://medium.com/@ada/on-notebooks-{ID}?source=friends_link&sk=1#x", None, "ada", None),
        (f"https://ada.medium.com/on-notebooks-{ID}", None, None, "ada"),
        (f"https://medium.com/the-harbour/on-notebooks-{ID}", None, None, None),
        (f"https://www.medium.com/p/{ID}", None, None, None),
        (f"https://harbour.example/on-notebooks-{ID}", None, None, None),
        (f"medium.com/@ada/{ID}", f"https://medium.com/@ada/{ID}", "ada", None),
        (f"It is out: https://medium.com/p/{ID}.", f"https://medium.com/p/{ID}", None, None),
        (f"(http://127.0.0.1:8410/medium/@ada/on-{ID})", f"http://127.0.0.1:8410/medium/@ada/on-{ID}", "ada", None),
    ],
)
def test_every_form_that_medium_uses_names_its_story(
    sent: str, url: str | None, username: str | None, subdomain: str | None
) -> None:
    link = story_link_in(sent)
    assert link.story_id == ID
    assert link.url == (url or sent.partition("?")[0])
    assert (link.username, link.subdomain) == (username, subdomain)


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ("I published it", "no address"),
        ("https://link.medium.com/AbCdEf", "short link"),
        (f"https://medium.com/p/{ID}/edit", "editor's address"),
        ("https://medium.com/new-story", "no story"),
        ("https://medium.com/@ada", "no story"),
        ("https://medium.com/", "no story"),
        ("https://medium.com", "no story"),
        ("https://[medium.com/p/7b2b11c482f9", "cannot read"),
    ],
)
def test_what_names_no_story_is_refused_with_a_way_out(sent: str, why: str) -> None:
    with pytest.raises(Refused, match=f"{why}.*address that stands there"):
        story_link_in(sent)


def test_a_lone_address_is_one_and_nothing_beside_it() -> None:
    assert is_lone_address(f" medium.com/p/{ID}\n")
    assert not is_lone_address(f"see https://medium.com/p/{ID}")
    assert not is_lone_address("no address")
    assert has_address(f"see https://medium.com/p/{ID}")
    assert not has_address("write to me@medium.com")


@pytest.mark.parametrize(
    ("slug", "fits"), [("what-i-dont-know", True), ("what-i", True), ("other", False), ("", False)]
)
def test_the_slug_tells_which_title_is_meant(slug: str, fits: bool) -> None:
    assert fits_title(StoryLink(ID, "", slug=slug), "What I don't know, yet!") is fits


@given(st.text(max_size=80), st.sampled_from(["", "https://", "http://[", "medium.com/", "https://medium.com/@a/"]))
def test_any_words_name_a_story_or_are_refused(text: str, before: str) -> None:
    with suppress(Refused):
        link = story_link_in(before + text)
        assert re.fullmatch(r"[0-9a-f]{8,16}", link.story_id)
        assert link.url.startswith("http")
