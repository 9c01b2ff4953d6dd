"""The rules that a story keeps before it goes out: what keeps each, what breaks it, and what then stops."""

from datetime import UTC, datetime, timedelta

import pytest

from models.domain.checks.disclosure import tells_of_ai
from models.domain.policy.ai import with_credits, with_disclosure
from models.domain.policy.breach import Rule, in_one_line, stopping
from models.domain.policy.gate import RULES, Story, breaches
from models.domain.policy.likeness import Other, print_of
from models.domain.policy.wordings import disclosure_of, image_credit_of
from models.domain.publication import PublishStatus
from models.domain.slots import slots_of
from tests.domain.markdown_texts import SLOT

AT = datetime(2026, 12, 1, 9, tzinfo=UTC)
BODY = " ".join(f"word{number} of the {number % 7} tides" for number in range(120))


def a_story(**given: object) -> Story:
    whole: dict[str, object] = {
        "title": "A title",
        "body": f"Written with AI.\n\n{BODY}",
        "language": "English",
        "status": PublishStatus.PUBLIC,
        "publish_at": AT,
        "is_by_model": True,
    }
    return Story(**(whole | given))  # type: ignore[arg-type]


def an_other(body: str, number: int = 7) -> Other:
    return Other(number, "Tides", "second", print_of(body))


def broken(story: Story) -> set[Rule]:
    return {breach.rule for breach in breaches(story)}


def test_every_rule_is_asked() -> None:
    assert set(RULES) == set(Rule)
    assert breaches(a_story()) == ()


@pytest.mark.parametrize(
    ("body", "language", "tells"),
    [
        ("This was written with AI.\n\nMore.", "English", True),
        ("# A heading\n\nOne.\n\nTwo, by a language model.\n\nThree.", "en-GB", True),
        ("One.\n\nTwo.\n\nThree tells of AI, too late.", "English", False),
        ("Mit Hilfe von KI geschrieben.", "German", True),
        ("Aid and aim are no AId.", "English", False),
        ("```\nAI\n```\n\nWords.", "English", False),
        ("Anything.", "Finnish", None),
    ],
)
def test_readers_are_told_of_ai_in_the_first_two_paragraphs(body: str, language: str, tells: bool | None) -> None:
    assert tells_of_ai(body, language) is tells


def test_the_accounts_own_sentence_counts_in_every_language() -> None:
    own = "Tekoäly auttoi kirjoittamaan tämän."
    assert tells_of_ai(f"*{own}*\n\nLisää.", "Finnish", own) is True
    assert tells_of_ai("Lisää.", "Finnish", own) is False
    assert broken(a_story(body="Lisää.", language="Finnish", disclosure=own)) == {Rule.DISCLOSURE}


def test_the_sentence_at_the_head_is_what_keeps_the_rule() -> None:
    for language in ("English", "German", "Norwegian", "Polish"):
        body = with_disclosure("\nOne.\n\nTwo.\n", disclosure_of(language, ""))
        assert tells_of_ai(body, language) is True
        assert body.endswith("\n\nOne.\n\nTwo.\n")


def test_what_the_writer_wrote_alone_needs_no_such_word() -> None:
    assert broken(a_story(body=BODY)) == {Rule.DISCLOSURE}
    assert broken(a_story(body=BODY, is_by_model=False)) == set()


def test_ai_is_named_under_images_of_a_model_and_under_no_others() -> None:
    own = SLOT.replace("cover", "photo")
    named = SLOT.replace("cover", "named").replace("Before the market", "Drawn by AI")
    bare = SLOT.replace("cover", "bare").replace("caption: Before the market", "caption:")
    body = "\n\n".join([SLOT, own, named, bare])
    credited = with_credits(body, {"cover", "named", "bare"}, "English", "")
    assert [slot.caption for slot in slots_of(credited)] == [
        "Before the market (Image made with AI)",
        "Before the market",
        "Drawn by AI",
        "Image made with AI",
    ]
    assert with_credits(credited, {"cover", "named", "bare"}, "English", "") == credited


def test_an_account_says_it_in_its_own_words() -> None:
    [slot] = slots_of(with_credits(SLOT, {"cover"}, "Finnish", "Kuva: tekoäly"))
    assert slot.caption == "Before the market (Kuva: tekoäly)"
    assert image_credit_of("German", "") == "Bild: mit KI erstellt"


def test_a_text_with_small_edits_is_known_again_and_named() -> None:
    words = BODY.split()
    edited = " ".join("otherwise" if place % 25 == 3 else word for place, word in enumerate(words))
    story = a_story(others=[an_other(f"Written with AI.\n\n{edited}"), an_other("Something else altogether, here.", 8)])
    [breach] = breaches(story)
    assert (breach.rule, breach.stops) == (Rule.DUPLICATE, True)
    assert "article 7, “Tides”, of second" in breach.message


def test_a_text_on_the_same_matter_is_another_text() -> None:
    other = " ".join(f"tide{number} at the {number % 5} harbours" for number in range(120))
    assert broken(a_story(others=[an_other(other)])) == set()


def test_what_images_were_asked_to_show_makes_no_two_texts_alike() -> None:
    assert print_of(f"{BODY}\n\n{SLOT}") == print_of(BODY)


@pytest.mark.parametrize(
    ("words", "promises"),
    [
        ("Not a member? Read it with this friend link.", True),
        ("If you’re not a Medium member, [here](https://x.example) it is for free.", True),
        ("This story is behind the paywall.", True),
        ("A members-only story, this.", True),
        ("Papers behind a paywall are read less, and not a member of the board complained.", False),
        ("`friend link` is a word of theirs.\n\n```\nNot a member?\n```", True),
        ("```\nfriend link\n```", False),
    ],
)
def test_what_a_model_wrote_promises_no_paywall(words: str, promises: bool) -> None:
    said = f"Written with AI.\n\n{BODY}\n\n{words}"
    assert broken(a_story(body=said)) == ({Rule.PAYWALL} if promises else set())
    assert broken(a_story(body=said, is_by_model=False)) == set()
    assert stopping(breaches(a_story(body=said))) == ()


def test_ten_posts_around_its_time_leave_no_room_and_other_days_do() -> None:
    posts = [AT - timedelta(hours=hours) for hours in range(10, 0, -1)]
    assert broken(a_story(posts=posts)) == {Rule.QUOTA}
    assert broken(a_story(posts=[at - timedelta(days=2) for at in posts])) == set()
    assert stopping(breaches(a_story(posts=posts))) == ()


def test_long_titles_and_lost_images_are_said_and_stop_nothing() -> None:
    story = a_story(title="T" * 101, unreachable=("https://a.example/i.png",))
    assert broken(story) == {Rule.TITLE, Rule.IMAGES}
    assert stopping(breaches(story)) == ()
    assert "https://a.example/i.png" in in_one_line(breaches(story))


def test_what_stops_comes_first_and_nothing_stops_a_draft_that_can_be_sent() -> None:
    story = a_story(title="T" * 101, body=BODY, others=[an_other(BODY)])
    assert [breach.stops for breach in breaches(story)] == [True, True, False]
    draft = a_story(body=BODY, others=[an_other(BODY)], status=PublishStatus.DRAFT)
    assert stopping(breaches(draft)) == ()
    assert stopping(breaches(a_story(status=PublishStatus.DRAFT, fault_of_form="It holds HTML.")))
