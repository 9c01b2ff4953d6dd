"""What Medium accepts, the seal, and how a story is recognised."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from models.domain.publication import (
    ContentFormat,
    ImagesBy,
    Licence,
    PublishingOptions,
    PublishStatus,
    check_tags,
    check_title,
    clean_tag,
    fingerprint,
    is_same_story,
    resemblance,
    seal,
)

IMAGE = "image:" + "a" * 64
OTHER = "image:" + "b" * 64
STORY = " ".join(f"word{number} of the {number % 7} tides" for number in range(300))


def sealed(**changed: object) -> str:
    whole: dict[str, object] = {
        "title": "T",
        "subtitle": "S",
        "body": "B",
        "images": [IMAGE, OTHER],
        "tags": ["a", "b"],
        "options": PublishingOptions(),
    }
    return seal(**(whole | changed))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changed",
    [
        {"title": "T "},
        {"subtitle": ""},
        {"body": "B\n"},
        {"images": [OTHER, IMAGE]},
        {"images": [IMAGE]},
        {"tags": ["b", "a"]},
        {"options": PublishingOptions(status=PublishStatus.DRAFT)},
        {"options": PublishingOptions(notify_followers=True)},
        {"options": PublishingOptions(licence=Licence.CC_ZERO)},
        {"options": PublishingOptions(canonical_url="https://example.org")},
        {"options": PublishingOptions(publication_id="p")},
        {"options": PublishingOptions(content_format=ContentFormat.PLAIN)},
        {"options": PublishingOptions(images_by=ImagesBy.ADDRESS)},
        {"title": "TS", "subtitle": ""},
    ],
)
def test_whatever_changes_breaks_the_seal(changed: dict[str, object]) -> None:
    assert sealed(**changed) != sealed()


def test_equal_approvals_have_equal_seals() -> None:
    assert sealed() == sealed(images=(IMAGE, OTHER), tags=("a", "b"))


def test_a_seal_stays_the_same_from_one_release_to_the_next() -> None:
    """Approvals wait for weeks: a new field in the options must come with a plan for them."""
    assert sealed() == "a2b25bd654d088ea9537a997209e03839ceeb7ef302b710f9e64e8425e60b71b"


def test_an_address_in_the_place_of_an_image_is_refused() -> None:
    with pytest.raises(ValueError, match="no reference"):
        sealed(images=["https://example.org/a.png"])


def test_nobody_is_notified_unless_asked() -> None:
    options = PublishingOptions()
    assert options.notify_followers is False
    assert options.status is PublishStatus.PUBLIC


@pytest.mark.parametrize("address", ["example.org", "javascript:alert(1)", "https://", ""])
def test_a_canonical_address_has_to_be_one(address: str) -> None:
    with pytest.raises(ValidationError):
        PublishingOptions(canonical_url=address)


def test_five_short_and_different_tags_are_fine() -> None:
    assert check_tags(["Sea", "Time", "x" * 25, "d", "e"]) == []


@pytest.mark.parametrize(
    ("tags", "reason"),
    [
        ([], "0 tags"),
        (list("abcdef"), "6 tags"),
        (["x" * 26], "26 characters"),
        (["Sea", "#sea "], "twice"),
        (["Sea", " "], "empty"),
    ],
)
def test_a_tag_that_medium_would_drop_is_named(tags: list[str], reason: str) -> None:
    reasons = check_tags(tags)
    assert len(reasons) == 1
    assert reason in reasons[0]


def test_a_tag_is_cleaned_of_its_hash_and_its_spaces() -> None:
    assert clean_tag("  # open   source ") == "open source"


def test_a_title_is_one_line_of_at_most_a_hundred_characters() -> None:
    assert check_title("x" * 100) == []
    assert "101 characters" in check_title("x" * 101)[0]
    assert check_title("a\nb") == ["the title has more than one line"]
    assert check_title("  ") == ["there is no title"]


@pytest.mark.parametrize(
    "same",
    [
        "# T\n\nThe tide *turned*,   and the [boats](https://example.org/x) left.",
        "<h1>T</h1><p>The tide <em>turned</em>, and the <a href='https://example.org/x'>boats</a> left.</p>",
        "<p>The tide turned, and\nthe boats&nbsp;left.</p>",
        "The tide turned — and the boats left! ![not seen](https://example.org/a.png)",
        "THE TIDE TURNED AND THE BOATS LEFT",
    ],
)
def test_markup_and_spaces_do_not_change_a_fingerprint(same: str) -> None:
    assert fingerprint(same) == fingerprint("The tide turned, and the boats left.")


def test_markdown_and_its_html_have_one_fingerprint() -> None:
    markdown = "# T\n\n1. one thing\n2. two things\n\n```sh\nls -l | wc\n```\n\nSee <https://example.org> & don't stop."
    rendered = (
        "<h1>T</h1><ol><li>one thing</li><li>two things</li></ol><pre><code>ls -l | wc</code></pre>"
        '<p>See <a href="https://example.org">https://example.org</a> &amp; don’t stop.</p>'
    )
    assert fingerprint(markdown) == fingerprint(rendered)


def test_a_lightly_edited_story_is_still_the_same_story() -> None:
    edited = STORY.replace("word20 ", "another ").replace("word200 ", "one more ")
    assert fingerprint(edited) != fingerprint(STORY) or resemblance(fingerprint(edited), fingerprint(STORY)) == 1.0
    assert is_same_story(fingerprint(edited), fingerprint(STORY))


def test_another_story_is_another_story() -> None:
    other = " ".join(f"gear{number} in the {number % 5} mill" for number in range(300))
    assert resemblance(fingerprint(other), fingerprint(STORY)) < 0.1
    assert not is_same_story(fingerprint(other), fingerprint(STORY))


def test_no_words_resemble_nothing() -> None:
    assert not is_same_story(fingerprint("# only a title"), fingerprint(""))


def test_a_text_without_spaces_between_words_has_more_than_one_run() -> None:
    assert len(fingerprint("潮が満ちて舟が帰る")) > 8


@given(st.text(), st.text())
def test_resemblance_is_a_share_and_has_no_direction(one: str, other: str) -> None:
    share = resemblance(fingerprint(one), fingerprint(other))
    assert 0.0 <= share <= 1.0
    assert share == resemblance(fingerprint(other), fingerprint(one))
