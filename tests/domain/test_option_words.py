"""How publishing options are typed: generously, and nothing that Medium has no word for."""

import pytest

from models.domain.errors import Refused
from models.domain.option_words import OPTIONS, option_called, read_option
from models.domain.publication import Licence, PublishingOptions, PublishStatus
from models.domain.publications import ContributorRole, KnownPublication, as_contributor, options_in_words

KNOWN = (
    KnownPublication(medium_id="p1", name="The Harbour", role=ContributorRole.WRITER),
    KnownPublication(medium_id="p2", name="Tides", role=ContributorRole.EDITOR),
)


@pytest.mark.parametrize(
    ("name", "words", "kept"),
    [
        ("status", "Unlisted", {"status": "unlisted"}),
        ("licence", "CC BY-NC 4.0", {"licence": "cc-40-by-nc"}),
        ("licence", "cc-by-nc", {"licence": "cc-40-by-nc"}),
        ("licence", "cc0", {"licence": "cc-40-zero"}),
        ("licence", "All rights reserved", {"licence": "all-rights-reserved"}),
        ("licence", "public domain", {"licence": "public-domain"}),
        ("notify", "YES", {"notify_followers": True}),
        ("notify", "off", {"notify_followers": False}),
        ("canonical", "https://a.example/x", {"canonical_url": "https://a.example/x"}),
        ("canonical", "off", {"canonical_url": None}),
        ("publication", "the harbour", {"publication_id": "p1"}),
        ("publication", "p2", {"publication_id": "p2"}),
        ("publication", "off", {"publication_id": None}),
        ("format", "Markdown", {"content_format": "markdown"}),
        ("format", "plain text", {"content_format": "plain"}),
        ("origin", "on", {"origin_line": "Originally published at"}),
        ("origin", "Zuerst  auf", {"origin_line": "Zuerst auf"}),
        ("origin", "off", {"origin_line": ""}),
        ("images-by", "Address", {"images_by": "address"}),
        ("images-by", "upload", {"images_by": "upload"}),
    ],
)
def test_an_option_is_read_as_people_write_it(name: str, words: str, kept: dict[str, object]) -> None:
    assert read_option(name, words, KNOWN) == kept
    assert PublishingOptions.model_validate(kept)


def test_all_nine_licences_can_be_typed_by_their_own_names() -> None:
    assert {read_option("licence", each.value, ())["licence"] for each in Licence} == {each.value for each in Licence}
    assert len(Licence) == 9


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("status", "secret"),
        ("licence", "mit"),
        ("notify", "perhaps"),
        ("canonical", "a.example"),
        ("canonical", "javascript:alert(1)"),
        ("publication", "Elsewhere"),
        ("format", "pdf"),
        ("origin", "x" * 101),
        ("images-by", "post"),
        ("paywall", "yes"),
    ],
)
def test_what_medium_has_no_word_for_is_refused(name: str, words: str) -> None:
    with pytest.raises(Refused):
        read_option(name, words, KNOWN)


def test_options_have_other_spellings_too() -> None:
    assert [option_called(name) for name in ("License", " canonical url ", "followers", "time")] == [
        "licence",
        "canonical",
        "notify",
        None,
    ]
    assert all(option_called(name) == name for name in OPTIONS)


def test_a_writers_story_goes_into_a_publication_as_a_draft_and_says_so() -> None:
    wished = PublishingOptions(publication_id="p1")
    assert as_contributor(wished, ContributorRole.WRITER).status is PublishStatus.DRAFT
    assert as_contributor(wished, ContributorRole.EDITOR) == wished
    assert as_contributor(PublishingOptions(), ContributorRole.WRITER) == PublishingOptions()
    assert "public in The Harbour" in options_in_words(wished, KNOWN)
    assert "as a draft, since you are a writer there" in options_in_words(wished, KNOWN)
    assert "as a draft" not in options_in_words(PublishingOptions(publication_id="p2"), KNOWN)


def test_everything_that_was_chosen_is_said() -> None:
    options = PublishingOptions(
        status=PublishStatus.UNLISTED,
        notify_followers=True,
        canonical_url="https://a.example/x",
        origin_line="First on",
        content_format="markdown",
    )
    assert options_in_words(options) == (
        "unlisted, all rights reserved, followers are notified, sent as Markdown, canonical address "
        "https://a.example/x, with “First on …” beneath"
    )
