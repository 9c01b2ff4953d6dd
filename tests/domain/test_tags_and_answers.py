"""Which tags an article is proposed with, and what Medium's answer says that it kept."""

import pytest

from models.domain.errors import Refused
from models.domain.kept import Kept, differences
from models.domain.publication import Post, PublishingOptions
from models.domain.tagging import category_tags_in_words, first_tags, read_category_tags, tags_of_category

SENT = Post(title="A title", content="<p>c</p>", tags=("Writing", "Habits", "Sea", "Time", "Work"))
AS_SENT = {"title": "A Title", "status": "public", "licence": "all-rights-reserved"}


def test_those_of_the_category_come_first_then_the_accounts_then_the_models() -> None:
    mapped = read_category_tags("tech = Technology, Programming; life=Life")
    assert category_tags_in_words(mapped) == "tech = Technology, Programming; life = Life"
    usual = first_tags(tags_of_category("TECH", mapped), ["Writing", "technology"])
    assert usual == ("Technology", "Programming", "Writing")
    assert first_tags(usual, ["a", "b", "c", "#Writing"]) == ("Technology", "Programming", "Writing", "a", "b")
    assert tags_of_category("unknown", mapped) == ()


def test_tags_are_never_padded_and_what_medium_would_ignore_is_left_out() -> None:
    assert first_tags(["One"], ["x" * 26, "", "one"]) == ("One",)


@pytest.mark.parametrize("words", ["tech", "= Technology", "tech =", "tech = a, b, c, d, e, f", f"tech = {'x' * 26}"])
def test_categories_that_cannot_be_are_refused(words: str) -> None:
    with pytest.raises(Refused):
        read_category_tags(words)


def test_dropped_tags_are_named() -> None:
    assert differences(SENT, Kept(tags=["writing", "Habits", "Sea"], **AS_SENT)) == (
        "Medium kept the tags writing, Habits, Sea and dropped Time, Work.",
    )


def test_an_answer_that_names_what_was_sent_has_no_differences_and_one_that_names_nothing_has_none() -> None:
    assert differences(SENT, Kept(tags=SENT.tags, **AS_SENT)) == ()
    assert differences(SENT, Kept()) == ()


def test_whatever_else_differs_is_said() -> None:
    sent = SENT.model_copy(update={"options": PublishingOptions(canonical_url="https://a.example/x/")})
    kept = Kept("Untitled", ("Else", *SENT.tags), "unlisted", "public-domain", "https://medium.com/p/1")
    said = differences(sent, kept)
    assert len(said) == 5
    assert [
        word for word in ("Untitled", "unlisted", "public-domain", "medium.com/p/1") if word not in " ".join(said)
    ] == []
    assert differences(sent, Kept(canonical_url="https://a.example/x", **AS_SENT)) == ()
