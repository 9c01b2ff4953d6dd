"""Cards and their buttons, within Telegram's limits whatever the article says."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.telegram import cards
from integrations.telegram.buttons import Step, Tap, buttons, make_sure
from integrations.telegram.passages import telegram_length
from models.domain.changes import NOTHING
from models.domain.errors import Refused
from models.domain.publication import PublishStatus
from models.domain.review import POSSIBLE, ReviewKind, Verdict

AT = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
HASH = "0123456789abcdef" * 4


@pytest.mark.parametrize("kind", ReviewKind)
def test_every_button_says_what_it_does_and_comes_back_as_it_went(kind: ReviewKind) -> None:
    made = [button for row in buttons(kind, 2**31 - 1, HASH) for button in row]
    taps = [Tap.read(button.data) for button in made]
    assert {tap.verdict for tap in taps} <= POSSIBLE[kind]
    assert {(tap.review_id, tap.hash_start) for tap in taps} == {(2**31 - 1, HASH[:8])}
    assert all(len(button.data.encode()) <= 64 and button.text for button in made)


@pytest.mark.parametrize("kind", ReviewKind)
def test_everything_but_words_has_a_button(kind: ReviewKind) -> None:
    offered = {Tap.read(button.data).verdict for row in buttons(kind, 1, HASH) for button in row}
    without = {
        Verdict.ANSWER,
        Verdict.REPLACE,
        Verdict.EDIT,
        Verdict.LEAVE,
        Verdict.SUPPLY,
        Verdict.MOVE,
    }  # written, or the deadline rule's
    elsewhere = {Verdict.DROP, Verdict.HOLD, Verdict.BACK}
    by_command = {ReviewKind.IMAGE: elsewhere, ReviewKind.INTERVIEW: {Verdict.HOLD}}
    assert offered == POSSIBLE[kind] - without - by_command.get(kind, set())


@given(
    review_id=st.integers(0, 2**63 - 1),
    verdict=st.sampled_from(Verdict),
    step=st.sampled_from(Step),
    hash_start=st.text("0123456789abcdef", min_size=8, max_size=8),
)
def test_whatever_a_button_says_fits_and_comes_back_as_it_went(
    review_id: int, verdict: Verdict, step: Step, hash_start: str
) -> None:
    tap = Tap(review_id, verdict, hash_start, step)
    assert len(tap.data().encode()) <= 64
    assert Tap.read(tap.data()) == tap


@given(st.text(max_size=80))
def test_whatever_else_a_client_sends_is_refused(data: str) -> None:
    """A forged one could only be right by saying what our own buttons say."""
    with pytest.raises(Refused, match="not one of mine"):
        Tap.read(data)


@pytest.mark.parametrize("kind", [ReviewKind.DRAFT, ReviewKind.FINAL])
def test_what_cannot_be_taken_back_takes_a_second_tap_and_words_are_asked_for(kind: ReviewKind) -> None:
    taps = [Tap.read(button.data) for row in buttons(kind, 7, HASH) for button in row]
    steps = {tap.verdict: tap.step for tap in taps if tap.step is not Step.SLOT}
    assert (steps[Verdict.DROP], steps[Verdict.CHANGE]) == (Step.MAKE_SURE, Step.ASK)
    [[sure, back]] = make_sure(Tap(7, Verdict.DROP, HASH[:8], Step.MAKE_SURE))
    assert Tap.read(sure.data) == Tap(7, Verdict.DROP, HASH[:8], Step.DECIDE)
    assert Tap.read(back.data).step is Step.GO_BACK


def test_the_draft_card_tells_all_that_is_to_be_known_about_it() -> None:
    card = cards.draft_card("T", 3, 912, 4, AT, "Europe/Berlin", ["long"], cost="$0.12")
    assert "Revision 3 · 912 words · 4 min · $0.12 so far\nGoes out Tue 1 Dec 2026, 09:00 (Europe/Berlin)" in card
    assert "so far" not in cards.draft_card("T", 3, 912, 4, AT, "UTC")


def test_a_round_in_which_nothing_changed_says_so_and_what_the_writer_can_do() -> None:
    card = cards.draft_card("T", 2, 900, 4, AT, "UTC", changes=[NOTHING])
    assert "✏️ Nothing changed. If you asked for something, say it in other words" in card
    assert "What changed" not in card
    told = cards.draft_card("T", 2, 900, 4, AT, "UTC", ["“x” was not done: why."], [NOTHING], answers=["Your answer"])
    assert "✏️ Nothing changed.\n\n⚠️ “x” was not done: why.\n\n🎙 Your answer" in told
    assert "What changed:\n✏️ Title" in cards.draft_card("T", 2, 900, 4, AT, "UTC", changes=["Title: “A” → “B”"])


def test_the_last_card_says_where_all_else_is_set() -> None:
    card = cards.final_card("T", ("one",), AT, "UTC", "public", article_id=7, grace_minutes=0)
    assert card.endswith("to change them. /options 7 shows what else can be set.")


def test_a_caption_of_any_length_leaves_room_for_the_outcome_under_a_photo() -> None:
    card = cards.outcome(cards.image_card("cover", "&" * 2000, 1, 3), Verdict.REDO, "A" * 60, "n" * 500)
    assert telegram_length(card) <= 1024


@pytest.mark.parametrize("verdict", Verdict)
def test_every_outcome_has_its_words_and_a_name(verdict: Verdict) -> None:
    assert cards.outcome_word(verdict, "Ada").endswith(" by Ada")
    assert "by &lt;Ada&gt;" in cards.outcome("card", verdict, "<Ada>")


def test_what_people_and_models_write_never_becomes_markup() -> None:
    evil = "<b>&</b>"
    for card in (
        cards.draft_card(evil, 1, 900, 4, AT, "Europe/Berlin"),
        cards.image_card("cover", evil, 1, 0),
        cards.final_card(evil, (evil,), AT, "UTC", evil, article_id=7, grace_minutes=120),
        cards.lost_card(evil, "https://medium.com/@demo", PublishStatus.PUBLIC),
        cards.outcome("", Verdict.CHANGE, "Ada", evil),
    ):
        assert evil not in card
        assert "&lt;b&gt;&amp;&lt;/b&gt;" in card


def test_warnings_stand_on_the_card_as_many_as_there_is_room_for() -> None:
    card = cards.draft_card("T", 2, 900, 4, AT, "UTC", [f"Fault {number} & more." * 50 for number in range(1, 10)])
    assert card.count("⚠️ Fault") == 6
    assert "⚠️ …and 3 more." in card
    assert "Fault 1 &amp; more." in card
    assert len(card) < 4096
    assert "⚠️" not in cards.draft_card("T", 2, 900, 4, AT, "UTC")


def test_a_long_note_is_shown_in_part_and_never_cut_inside_an_entity() -> None:
    shown = cards.outcome("card", Verdict.CHANGE, "Ada", "&" * 1000)
    assert shown.count("&amp;") == 300
    assert shown.endswith("&amp;</i>")
    quoted = cards.outcome("card", Verdict.CHANGE, "Ada", f"“{'a long quote ' * 40}”: Please make this shorter")
    assert quoted.endswith("Please make this shorter</i>")  # what was asked for stands at the end


def test_the_card_shows_the_time_in_the_writers_zone_and_the_tags_in_order() -> None:
    card = cards.final_card("T", ("one", "two"), AT, "Europe/Berlin", "public", article_id=7, grace_minutes=120)
    assert "Tue 1 Dec 2026, 09:00 (Europe/Berlin)" in card
    assert card.index("1. one") < card.index("2. two")


def test_the_last_card_says_that_the_machine_has_to_be_awake_and_what_happens_if_it_is_not() -> None:
    def card(grace_minutes: int, *, is_past: bool = False) -> str:
        return cards.final_card(
            "T", ("one",), AT, "UTC", "public", article_id=7, grace_minutes=grace_minutes, is_past=is_past
        )

    assert "has to be awake then: up to 2 hours late it still goes out by itself, after that I ask you." in card(120)
    assert "has to be awake then: else I ask you." in card(0)
    assert "awake" not in card(120, is_past=True)


@pytest.mark.parametrize(
    "data", ["", "r", "r:1:approve", f"r:1:approve:{HASH}", "q:1:approve:01234567", "s:1:approve", "r:+1:drop:01234567"]
)
def test_what_is_no_button_of_ours_is_refused(data: str) -> None:
    with pytest.raises(Refused, match="not one of mine"):
        Tap.read(data)


def test_the_first_three_tags_are_marked_as_those_that_medium_uses() -> None:
    card = cards.final_card("T", ("a", "b", "c", "d", "e"), AT, "UTC", "public", article_id=7, grace_minutes=0)
    assert "1. a ✓\n2. b ✓\n3. c ✓\n4. d\n5. e\n" in card


def test_the_last_card_offers_now_with_a_second_tap_and_the_next_slot() -> None:
    labels = [button.text for row in buttons(ReviewKind.FINAL, 7, HASH) for button in row]
    assert labels[:4] == ["✅ Approve", "✏️ Change tags or time", "🚀 Publish now", "⏭ Next slot"]
    [[sure, _]] = make_sure(Tap(7, Verdict.APPROVE, HASH[:8], Step.MAYBE_NOW))
    assert (sure.text, Tap.read(sure.data).step) == ("🚀 Yes, publish now", Step.NOW)
