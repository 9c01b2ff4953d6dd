"""Weekly slots: how they are written, when they come, and which is free."""

from datetime import UTC, datetime, time, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.domain.errors import Refused
from models.domain.publishing_slots import (
    SUGGESTED,
    SUGGESTED_ZONE,
    WeeklySlot,
    free_slots,
    in_words,
    kept,
    moments,
    next_free_slot,
    read_slots,
)

MONDAY = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
BERLIN = "Europe/Berlin"
SLOTS = st.lists(
    st.builds(WeeklySlot, st.integers(0, 6), st.builds(time, st.integers(0, 23), st.integers(0, 59))),
    min_size=1,
    max_size=12,
    unique=True,
).map(lambda slots: tuple(sorted(slots)))
ZONES = st.sampled_from([BERLIN, "America/New_York", "Australia/Lord_Howe", "UTC"])
TIMES = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - as they are taken


@pytest.mark.parametrize(
    ("typed", "slots"),
    [
        ("tue-thu 08:00 20:00", "tue-thu 08:00 20:00"),
        ("Tuesday 8am, wed 8:00; Thursday 08:00", "tue-thu 08:00"),
        ("sat sun 10am", "sat-sun 10:00"),
        ("fri-mon 9:30pm", "mon 21:30, fri-sun 21:30"),
        ("mon 7:00, mon 7:00", "mon 07:00"),
        ("none", "none"),
    ],
)
def test_slots_are_written_in_many_ways_and_shown_in_one(typed: str, slots: str) -> None:
    assert in_words(read_slots(typed)) == slots


@pytest.mark.parametrize("typed", ["", "8:00", "tue", "tue 8:00 wed", "tue 25:00", "tuesday tomorrow", "someday 9:00"])
def test_what_names_no_day_or_no_hour_is_refused(typed: str) -> None:
    with pytest.raises(Refused):
        read_slots(typed)


@given(SLOTS)
def test_slots_come_back_as_they_were_kept_and_as_they_are_shown(slots: tuple[WeeklySlot, ...]) -> None:
    assert kept(map(str, slots)) == slots
    assert read_slots(in_words(slots)) == slots


def test_the_suggested_slots_are_mornings_and_evenings_of_tuesday_to_thursday_in_new_york() -> None:
    week = list(islice(moments(kept(SUGGESTED), SUGGESTED_ZONE, MONDAY), 6))
    shown = [f"{at.astimezone(ZoneInfo(SUGGESTED_ZONE)):%a %H:%M}" for at in week]
    assert shown == ["Tue 08:00", "Tue 20:00", "Wed 08:00", "Wed 20:00", "Thu 08:00", "Thu 20:00"]


def test_the_next_slot_is_one_that_no_other_article_has_and_is_never_in_the_past() -> None:
    slots = kept(["tue 08:00", "wed 08:00"])
    tuesday, wednesday = islice(moments(slots, BERLIN, MONDAY), 2)
    assert next_free_slot(slots, BERLIN, MONDAY, []) == tuesday
    assert next_free_slot(slots, BERLIN, MONDAY, [tuesday + timedelta(seconds=20)]) == wednesday
    assert next_free_slot(slots, BERLIN, tuesday, []) == wednesday
    assert next_free_slot(slots, BERLIN, wednesday - timedelta(seconds=1), []) == wednesday


def test_a_slot_where_the_profile_has_ten_posts_that_day_is_not_free() -> None:
    slots = kept(["tue 08:00", "wed 08:00"])
    tuesday, wednesday, next_tuesday = islice(moments(slots, BERLIN, MONDAY), 3)
    posts = [tuesday - timedelta(minutes=each) for each in range(10, 0, -1)]
    assert next_free_slot(slots, BERLIN, MONDAY, [], posts) == wednesday
    later = [post + timedelta(days=1) for post in posts]
    assert next_free_slot(slots, BERLIN, MONDAY, [], sorted(posts + later)) == next_tuesday


def test_without_slots_and_with_all_taken_it_is_said() -> None:
    with pytest.raises(Refused, match="no publishing slots"):
        next_free_slot((), BERLIN, MONDAY, [])
    slots = kept(["tue 08:00"])
    with pytest.raises(Refused, match="next five years is taken"):
        next_free_slot(slots, BERLIN, MONDAY, moments(slots, BERLIN, MONDAY))


def test_a_slot_keeps_its_hour_on_the_wall_when_the_clocks_change() -> None:
    slots = kept(["sun 02:30", "sun 03:30"])
    before = datetime(2027, 3, 27, 12, tzinfo=UTC)
    shown = [f"{at.astimezone(ZoneInfo(BERLIN)):%d %b %H:%M}" for at in islice(moments(slots, BERLIN, before), 3)]
    assert shown == ["28 Mar 03:30", "04 Apr 02:30", "04 Apr 03:30"]


@given(SLOTS, ZONES, TIMES)
def test_moments_grow_and_each_is_a_slot_on_the_wall_unless_the_clocks_jump_over_it(
    slots: tuple[WeeklySlot, ...], zone: str, after: datetime
) -> None:
    found = list(islice(moments(slots, zone, after), 30))
    assert len(found) == 30
    assert found[0] > after
    assert all(one < other for one, other in pairwise(found))
    walls = [at.astimezone(ZoneInfo(zone)) for at in found]
    off = [wall for wall in walls if WeeklySlot(wall.weekday(), wall.time()) not in slots]
    assert all(
        wall.utcoffset() != (wall - timedelta(hours=3)).astimezone(UTC).astimezone(ZoneInfo(zone)).utcoffset()
        for wall in off
    )


@given(SLOTS, ZONES, TIMES, st.integers(1, 25), st.integers(1, 3))
def test_free_slots_are_given_once_and_never_break_the_quota(
    slots: tuple[WeeklySlot, ...], zone: str, after: datetime, number: int, limit: int
) -> None:
    taken = list(islice(moments(slots, zone, after), 3))
    given = list(islice(free_slots(slots, zone, after, taken, taken[:1], limit), number))
    assert len(set(given)) == len(given) == number
    assert not set(given) & set(taken)
    posts = sorted([*given, taken[0]])
    assert all(later - earlier >= timedelta(days=1) for earlier, later in zip(posts, posts[limit:], strict=False))


def test_a_thousand_topics_fill_the_slots_of_years_in_one_go() -> None:
    given = list(islice(free_slots(kept(SUGGESTED), SUGGESTED_ZONE, MONDAY, []), 1000))
    assert len(set(given)) == 1000
    assert given[-1] - MONDAY < timedelta(days=7 * 168)
