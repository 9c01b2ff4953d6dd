"""What can be set about an account in words, and how it is shown."""

import pytest

from integrations import account_settings
from integrations.account_setting import AccountSetting
from integrations.account_settings import SETTINGS, NotTaken, put_together
from models.domain.deadline import DeadlineRule
from models.domain.errors import Refused
from models.tables import Account
from tests.conftest import NOW


@pytest.fixture
def account() -> Account:
    return Account(id=1, label="demo", created_at=NOW)


def test_a_new_account_has_the_suggested_slots_and_the_usual_rules(account: Account) -> None:
    assert {each.name: each.shown(account) for each in SETTINGS} == {
        "zone": "UTC",
        "slots": "tue-thu 08:00 20:00",
        "slots-zone": "America/New_York",
        "lead": "3 days",
        "deadline": "hold (it goes on hold)",
        "grace": "2 hours",
        "reminders": "1 day before, 3 hours before",
        "quiet": "22:00-07:00",
        "sources": "off",
        "interview": "off",
        "reviewer": "human",
        "approve-from": "8/10",
        "review-rounds": "2",
        "ceiling": "as for all accounts",
        "digest": "08:00",
        "prompt": "none",
        "language": "English",
        "words": "900 words",
        "images": "2",
        "image-style": "none",
        "openings": "none",
        "call-to-action": "none",
        "profile": "off",
        "status": "public",
        "licence": "all rights reserved",
        "notify": "no",
        "publication": "off",
        "format": "HTML",
        "images-by": "upload",
        "origin": "off",
        "tags": "off",
        "categories": "off",
        "ai": "yes",
        "disclosure": "This story was written with the help of AI.",
        "image-credit": "Image made with AI",
    }


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_example_can_be_typed_and_what_is_shown_is_as_good(account: Account, setting: AccountSetting) -> None:
    said = account_settings.put(account, setting.name, setting.example)
    beside = f", {setting.beside(account)}" if setting.beside else ""
    assert said == f"{setting.name} of demo: {setting.shown(account)}{beside}"


def test_what_is_set_is_kept(account: Account) -> None:
    for name, words in {
        "slots": "mon 9am",
        "Slots Zone": "Asia/Tokyo",
        "deadline": "next slot",
        "grace": "0",
        "reminders": "off",
        "quiet": "off",
        "digest": "off",
        "lead": "36h",
        "sources": "Required",
        "interview": "4 questions",
    }.items():
        account_settings.put(account, name, words)
    assert (account.slots, account.slots_zone) == (["mon 09:00"], "Asia/Tokyo")
    assert account.deadline_rule is DeadlineRule.NEXT_SLOT
    assert (account.grace_minutes, account.lead_minutes) == (0, 2160)
    assert (account.reminders, account.quiet_hours, account.digest_hour) == ([], "off", None)
    assert (account.sources_required, account.interview_questions) == (True, 4)


@pytest.mark.parametrize(
    ("name", "words", "reason"),
    [
        ("colour", "blue", "There is: zone, slots"),
        ("zone", "Mars/Olympus", "Europe/Berlin"),
        ("slots-zone", "", "is not an IANA time zone"),
        ("slots", "whenever", "names no day"),
        ("lead", "61 days", "too long: at most 60 days"),
        ("grace", "8 days", "at most 7 days"),
        ("grace", "two", "no length of time"),
        ("deadline", "publish", "no deadline rule"),
        ("reminders", "0h", "Name one to 6"),
        ("quiet", "night", "no quiet hours"),
        ("digest", "8:15", "no full hour"),
        ("sources", "maybe", "“required” or “off”"),
        ("interview", "1", "has 2 to 4 questions"),
        ("interview", "a few", "Write how many questions"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(account: Account, name: str, words: str, reason: str) -> None:
    before = account.model_dump()
    with pytest.raises(Refused, match=reason):
        account_settings.put(account, name, words)
    assert account.model_dump() == before


def test_how_articles_are_written_is_set_and_taken_back(account: Account) -> None:
    account_settings.put(account, "image style", "linocut")
    account_settings.put(account, "images", "0")
    account_settings.put(account, "words", "1500 words")
    assert (account.image_style, account.images, account.words) == ("linocut", 0, 1500)
    assert account_settings.put(account, "image-style", "none") == "image-style of demo: none"
    assert account.image_style == ""


@pytest.mark.parametrize(
    ("name", "words"), [("words", "7"), ("words", "many"), ("images", "99"), ("prompt", "x" * 9000)]
)
def test_what_no_article_has_is_refused_and_changes_nothing(account: Account, name: str, words: str) -> None:
    before = account.model_dump()
    with pytest.raises(Refused):
        account_settings.put(account, name, words)
    assert account.model_dump() == before


UNUSUAL = {
    "profile": "@ada",
    "zone": "Europe/Berlin",
    "slots": "tue-thu 08:00 20:00, sat 10am",
    "slots-zone": "Asia/Kolkata",
    "lead": "1 day 6 hours 5 minutes",
    "deadline": "leave as a Medium draft",
    "grace": "90 minutes",
    "reminders": "2 days 1 hour 1 minute, 3h",
    "quiet": "21:30-06:00",
    "digest": "off",
    "reviewer": "ai then human",
    "approve-from": "7",
    "review-rounds": "0",
    "interview": "4",
    "sources": "required",
    "ceiling": "7.50",
    "prompt": "Write for gardeners.\n\nNever mention brands." * 20,
    "language": "Deutsch",
    "words": "1200",
    "images": "0",
    "image-style": "linocut",
    "openings": "with a scene",
    "call-to-action": "to tell",
    "status": "unlisted",
    "licence": "cc-by",
    "notify": "yes",
    "publication": "off",
    "format": "markdown",
    "images-by": "address",
    "origin": "First seen at",
    "tags": "Writing, Habits",
    "categories": "tech = Technology, Programming; life = Life",
    "ai": "no",
    "disclosure": "A model helped.",
    "image-credit": "Drawn by a model",
}


@pytest.mark.parametrize("each", SETTINGS, ids=lambda each: each.name)
def test_what_a_form_shows_sets_the_same_again(each: AccountSetting) -> None:
    account = Account(label="mine", created_at=NOW)
    for words in ("", UNUSUAL[each.name]):
        if words:
            each.put(account, words)
        before = [(other.shown(account), other.as_typed(account)) for other in SETTINGS]
        each.put(account, each.as_typed(account))
        assert [(other.shown(account), other.as_typed(account)) for other in SETTINGS] == before
        if each.choices is not None:
            assert each.as_typed(account) in {choice.words for choice in each.choices(account)}


def test_settings_that_are_typed_together_are_all_set_or_named_with_what_is_wrong() -> None:
    account = Account(label="mine", created_at=NOW)
    assert put_together(account, {"lead": "2 days", "words": "900 words"}) == ["lead"]
    with pytest.raises(NotTaken) as refused:
        put_together(account, {"zone": "Nowhere/At all", "words": "7", "language": "Deutsch"})
    assert set(refused.value.problems) == {"zone", "words"}
    assert "An article has 100 to 6000 words" in refused.value.problems["words"]
