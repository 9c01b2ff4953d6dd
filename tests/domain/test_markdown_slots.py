import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from models.domain.errors import Refused
from models.domain.markdown import split_blocks
from models.domain.slot_source import Slot, SlotShape, write_slot
from models.domain.slots import replace_slot, slot_faults, slots_of, text_without_slots
from tests.domain.markdown_texts import SLOT, markdown_like, prose_with_marks

COVER = Slot(name="cover", prompt="A harbour at dawn", alt="Boats", caption="Before the market")
lines = st.text(max_size=40)
slots = st.builds(
    Slot,
    name=st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}", fullmatch=True),
    prompt=lines.map("p".__add__),
    alt=lines.map("a".__add__),
    caption=lines,
    shape=st.sampled_from(SlotShape),
)


@settings(max_examples=300, deadline=None)
@given(slots)
def test_a_written_slot_is_read_back(slot: Slot) -> None:
    assert slots_of(write_slot(slot)) == (slot,)
    assert slot_faults(write_slot(slot)) == ()


@settings(max_examples=200, deadline=None)
@given(markdown_like)
def test_no_text_crashes_the_reading_of_slots(text: str) -> None:
    assert len(slots_of(text)) <= len(split_blocks(text))
    assert all(fault.strip() for fault in slot_faults(text))


def test_a_slot_interrupts_a_paragraph_a_list_and_a_quote() -> None:
    for before in ("text", "- item", "> quoted", "1. item\n   - inner"):
        assert slots_of(f"{before}\n{SLOT}\nafter") == (COVER,)


def test_a_slot_inside_a_code_fence_is_code() -> None:
    assert slots_of(f"```\n{SLOT}\n```\n") == ()
    assert slot_faults(f"```\n{SLOT}\n```\n") == ()


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_slot_is_read_whatever_its_line_ends(newline: str) -> None:
    assert slots_of(f"a\n\n{SLOT}".replace("\n", newline)) == (COVER,)


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        (SLOT.replace("alt: Boats\n", ""), "has no alt"),
        (SLOT.replace("Boats", ""), "has no alt"),
        (SLOT.replace("prompt: A harbour at dawn\n", ""), "has no prompt"),
        (SLOT.replace("caption: Before the market\n", ""), "has no caption"),
        (SLOT.replace("alt: Boats", "alt: Boats\nalt: Ships"), "two lines of alt"),
        (SLOT.replace("alt:", "mood: calm\nalt:"), "no prompt, alt or caption, nor a shape: “mood: calm”"),
        (SLOT.replace("alt:", "shape: round\nalt:"), "has the shape “round”: wide, square, tall there is"),
        (SLOT.replace("alt:", "shape: tall\nshape: tall\nalt:"), "two lines of shape"),
        (SLOT.replace("cover", "the cover"), "“the cover” cannot name a slot"),
        (SLOT.replace(" cover", ""), "“” cannot name a slot"),
        (SLOT.removesuffix(":::") + "\nmore text", "“cover” is not closed"),
        (SLOT.removesuffix(":::") + SLOT.replace("cover", "other"), "“cover” is not closed"),
        (f"{SLOT}\n\n{SLOT}", "2 slots are called “cover”"),
        (f"- item\n\n  {SLOT}".replace("\n", "\n  "), "“:::image cover” belongs to no slot"),
        (f"> {SLOT}".replace("\n", "\n> "), "“:::image cover” belongs to no slot"),
        (f"<div>\n{SLOT}\n</div>", "“:::image cover” belongs to no slot"),
        (f"{SLOT}\n:::\n", "“:::” belongs to no slot"),
    ],
)
def test_a_malformed_slot_is_told_in_plain_words(source: str, fault: str) -> None:
    assert any(fault in told for told in slot_faults(f"Before.\n\n{source}\n\nAfter."))


def test_an_unclosed_slot_does_not_swallow_the_article() -> None:
    text = ":::image cover\nprompt: p\n\n# Heading\n\n" + SLOT.replace("cover", "other")
    assert [block.kind for block in split_blocks(text)] == ["slot", "heading", "slot"]
    assert [slot.name for slot in slots_of(text)] == ["other"]


def test_a_replaced_slot_changes_nothing_around_it() -> None:
    before, after = "a\r\n\r\n", "\r\n \r\n- b\r* c"
    new = COVER.model_copy(update={"alt": "Ships"})
    written = write_slot(new).rstrip("\n").replace("\n", "\r\n")
    assert replace_slot(before + SLOT.replace("\n", "\r\n") + after, "cover", new) == before + written + after


def test_a_slot_at_the_very_end_gets_no_line_end_that_was_not_there() -> None:
    assert replace_slot(SLOT, "cover", COVER) == SLOT


@pytest.mark.parametrize(
    ("before", "after", "left"),
    [
        ("a\n\n", "\n\nb", "a\n\nb"),
        ("a\n", "\nb", "a\n\nb"),
        ("a\n", "\n\nb", "a\n\nb"),
        ("", "\n\nb", "b"),
        ("\n\n", "\nb", "\n\nb"),
        ("a\n\n", "", "a\n\n"),
    ],
)
def test_a_dropped_slot_leaves_its_neighbours_apart(before: str, after: str, left: str) -> None:
    assert replace_slot(before + SLOT + after, "cover", None) == left


@settings(max_examples=150, deadline=None)
@given(markdown_like.filter(lambda text: not slots_of(text)), markdown_like.filter(lambda text: not slots_of(text)))
def test_writing_the_same_slot_again_changes_nothing(before: str, after: str) -> None:
    text = f"{before}\n\n{SLOT}\n\n{after}"
    assume(slots_of(text) == (COVER,) and not slot_faults(text))
    assert replace_slot(text, "cover", COVER) == text


def test_an_unknown_slot_is_refused_by_name() -> None:
    with pytest.raises(Refused, match="“harbour”"):
        replace_slot(SLOT, "harbour", None)


@pytest.mark.parametrize(
    "text", [f"a\n\n{SLOT}\n\nb\n", f"a\n\nb\n\n{SLOT}", f"{SLOT}\na\n\nb", f"\na\n{SLOT}\nb", "a\n\n\nb", "a\n\nb"]
)
def test_the_text_under_approval_is_the_same_wherever_the_slots_stand(text: str) -> None:
    assert text_without_slots(text) == "a\n\nb"


@settings(max_examples=50, deadline=None)
@given(prose_with_marks, prose_with_marks, prose_with_marks)
def test_dropping_a_slot_never_reopens_an_approved_text(first: str, second: str, third: str) -> None:
    text = f"{first}{SLOT}\n{second}\n{SLOT.replace('cover', 'other')}\n\n{third}"
    assume(len(slots_of(text)) == 2)
    dropped = replace_slot(text, "other", None)
    assert text_without_slots(dropped) == text_without_slots(text)
    assert text_without_slots(replace_slot(dropped, "cover", None)) == text_without_slots(text)


def test_the_text_under_approval_changes_with_a_word() -> None:
    assert text_without_slots(f"a\n\n{SLOT}") != text_without_slots(f"b\n\n{SLOT}")


def test_breaks_in_a_value_become_spaces_and_a_bad_name_or_an_empty_alt_is_refused() -> None:
    assert Slot(name="a", prompt=" one\r\ntwo ", alt="x").prompt == "one two"
    for name, alt in (("no spaces", "a"), ("", "a"), ("cover\n", "a"), ("cover", " \n ")):
        with pytest.raises(ValidationError):
            Slot(name=name, prompt="p", alt=alt)
