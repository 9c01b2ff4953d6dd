"""Ten posts in 24 hours of one Medium profile."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from models.domain.quota import WINDOW, has_room, place_from, room_from

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
HOURS = st.lists(st.integers(-72, 72), max_size=40).map(lambda hours: sorted(NOON + timedelta(hours=h) for h in hours))


def _most(posts: list[datetime]) -> int:
    return max((sum(first <= post < first + WINDOW for post in posts) for first in posts), default=0)


def test_the_eleventh_waits_until_the_first_is_a_day_old() -> None:
    ten = [NOON - timedelta(hours=hours) for hours in range(10, 0, -1)]
    assert not has_room(NOON, ten)
    assert room_from(NOON, ten) == ten[0] + WINDOW
    assert has_room(NOON, ten[1:])
    assert room_from(NOON, ten[1:]) == NOON


def test_what_is_planned_for_later_counts_as_well() -> None:
    later = [NOON + timedelta(hours=hours) for hours in range(1, 11)]
    assert not has_room(NOON, later)
    assert has_room(later[0] - WINDOW, later)


@given(HOURS, st.integers(1, 4))
def test_room_is_exactly_where_one_more_breaks_no_window(posts: list[datetime], limit: int) -> None:
    within: list[datetime] = []
    for post in posts:
        if has_room(post, within, limit):
            within = sorted([*within, post])
    assert _most(within) <= limit
    assert has_room(NOON, within, limit) == (_most(sorted([*within, NOON])) <= limit)


@given(HOURS, st.integers(1, 4))
def test_there_is_room_at_the_moment_that_was_named(posts: list[datetime], limit: int) -> None:
    out = [post for post in posts if post <= NOON]
    at = room_from(NOON, out, limit)
    assert sum(at - WINDOW < post <= at for post in out) < limit


@given(HOURS, st.integers(1, 4), st.integers(0, 90))
def test_a_place_is_apart_from_all_others_and_breaks_no_window(posts: list[datetime], limit: int, minutes: int) -> None:
    apart = timedelta(minutes=minutes)
    within: list[datetime] = []
    for post in posts:
        place = place_from(post, within, apart, limit)
        assert place >= post
        assert all(abs(place - each) >= apart for each in within)
        within = sorted([*within, place])
    assert _most(within) <= limit
