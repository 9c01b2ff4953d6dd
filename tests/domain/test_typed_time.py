"""Times as a person types them: what is understood is exactly what was meant, everything else is refused in words."""

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.domain.errors import Refused
from models.domain.schedule import in_zone
from models.domain.typed_time import read_time

BERLIN = "Europe/Berlin"
FRIDAY = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)  # 15:00 in Berlin
ZONES = st.sampled_from([BERLIN, "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC", "Pacific/Apia"])
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1)).map(  # noqa: DTZ001 - strategies take naive ones
    lambda at: at.replace(second=0, microsecond=0, tzinfo=UTC)
)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("next tuesday 9am", "Tue 24 Nov 2026, 09:00"),
        ("Next Tuesday at 9:00", "Tue 24 Nov 2026, 09:00"),
        ("tuesday next week 10:00", "Tue 24 Nov 2026, 10:00"),
        ("tomorrow 8:30", "Sat 21 Nov 2026, 08:30"),
        ("8.30pm tomorrow".replace(".", ":"), "Sat 21 Nov 2026, 20:30"),
        ("day after tomorrow, noon", "Sun 22 Nov 2026, 12:00"),
        ("in 2 hours", "Fri 20 Nov 2026, 17:00"),
        ("two and a half hours from now".replace("two and a half", "2.5"), "Fri 20 Nov 2026, 17:30"),
        ("in half an hour", "Fri 20 Nov 2026, 15:30"),
        ("in 1h 30m", "Fri 20 Nov 2026, 16:30"),
        ("in 3 days", "Mon 23 Nov 2026, 15:00"),
        ("in a week at 9am", "Fri 27 Nov 2026, 09:00"),
        ("friday evening", "Fri 20 Nov 2026, 19:00"),
        ("friday morning", "Fri 27 Nov 2026, 09:00"),
        ("friday 10:00", "Fri 27 Nov 2026, 10:00"),
        ("this friday 16:00", "Fri 20 Nov 2026, 16:00"),
        ("tonight", "Fri 20 Nov 2026, 21:00"),
        ("tonight at 9", "Fri 20 Nov 2026, 21:00"),
        ("8 in the evening on Sunday", "Sun 22 Nov 2026, 20:00"),
        ("9am", "Sat 21 Nov 2026, 09:00"),
        ("at 16", "Fri 20 Nov 2026, 16:00"),
        ("1 dec 18:00", "Tue 1 Dec 2026, 18:00"),
        ("December 1st, 6 p.m.", "Tue 1 Dec 2026, 18:00"),
        ("1 november 9:00", "Mon 1 Nov 2027, 09:00"),
        ("29 feb 10:00", "Tue 29 Feb 2028, 10:00"),
        ("01.12.2026 09:00", "Tue 1 Dec 2026, 09:00"),
        ("  2026-12-01T09:00 ", "Tue 1 Dec 2026, 09:00"),
        ("2026-12-01T09:00Z", "Tue 1 Dec 2026, 10:00"),
        ("2026-12-01 09:00 -05:00", "Tue 1 Dec 2026, 15:00"),
        ("12am tomorrow", "Sat 21 Nov 2026, 00:00"),
        ("Tue 1 Dec 2026, 09:00 (Europe/Berlin)", "Tue 1 Dec 2026, 09:00"),
    ],
)
def test_plain_words_are_understood(typed: str, shown: str) -> None:
    assert in_zone(read_time(typed, BERLIN, FRIDAY).at, BERLIN) == f"{shown} ({BERLIN})"


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "is not a time I can read"),
        ("on", "is not a time I can read"),
        ("soon", "is not a time I can read"),
        ("9", "is not a time I can read"),
        ("may", "is not a time I can read"),
        ("the 3rd", "is not a time I can read"),
        ("not tomorrow 9am", "is not a time I can read"),
        ("tuesday or wednesday 9am", "is not a time I can read"),
        ("9am 10am tomorrow", "is not a time I can read"),
        ("tomorrow ٩:30", "is not a time I can read"),
        ("in 2 hours tomorrow", "is not a time I can read"),
        ("in 2 hours 9am", "is not a time I can read"),
        ("in 5", "is not a time I can read"),
        ("tomorrow 9am +02:00", "is not a time I can read"),
        ("tomorrow", "without an hour"),
        ("2026-12-01", "without an hour"),
        ("next tuesday", "without an hour"),
        ("25:00 tomorrow", "25:00 is no time of day"),
        ("tomorrow 8:75", "8:75 is no time of day"),
        ("13pm tomorrow", "is no time of day"),
        ("9am in the evening", "is no time of day"),
        ("2026-13-01 09:00", "is not a day of the calendar"),
        ("9999-12-31 23:59", "is not a day of the calendar"),
        ("30 feb 9am", "There is no 30. of February"),
        ("01/02/2027 9:00", "could be two different days"),
        ("tomorrow midnight", "beginning of that day or its end"),
        ("Mon 1 Dec 2026 09:00", "not that weekday"),
        ("this friday 10:00", r"Fri 20 Nov 2026, 10:00 \(Europe/Berlin\) has already passed"),
        ("2026-11-20 15:00", r"Fri 20 Nov 2026, 15:00 \(Europe/Berlin\) has already passed"),
        ("in 0 minutes", "has already passed"),
        ("2032-01-01 09:00", "more than five years away"),
        ("in 99999 weeks", "more than five years away"),
    ],
)
def test_what_is_not_wholly_understood_or_cannot_be_is_refused_in_words(typed: str, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        read_time(typed, BERLIN, FRIDAY)


def test_next_means_of_next_week_and_a_day_alone_the_first_to_come() -> None:
    monday = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    assert read_time("next tuesday 9am", "UTC", monday).at == datetime(2026, 12, 1, 9, tzinfo=UTC)
    assert read_time("tuesday 9am", "UTC", monday).at == datetime(2026, 11, 24, 9, tzinfo=UTC)
    assert read_time("monday 9am", "UTC", monday).at == datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert read_time("monday 7am", "UTC", monday).at == datetime(2026, 11, 30, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "zone", "taken"),
    [
        ("2027-03-28 02:30", BERLIN, "03:30"),
        ("2027-03-14 02:00", "America/New_York", "03:00"),
        ("2026-10-04 02:15", "Australia/Lord_Howe", "02:45"),
    ],
)
def test_a_time_that_the_clocks_jump_over_is_moved_by_their_jump_and_that_is_said(
    typed: str, zone: str, taken: str
) -> None:
    found = read_time(typed, zone, datetime(2026, 9, 1, tzinfo=UTC))
    assert f"{found.at.astimezone(ZoneInfo(zone)):%H:%M}" == taken
    assert f"does not exist, the clocks jump over it: {taken} is taken" in found.said


def test_of_a_doubled_hour_the_first_is_taken_and_once_that_has_passed_the_second() -> None:
    before, between = datetime(2027, 10, 30, tzinfo=UTC), datetime(2027, 10, 31, 0, 45, tzinfo=UTC)
    first, second = (read_time("2027-10-31 02:30", BERLIN, now) for now in (before, between))
    assert (first.at, second.at) == (
        datetime(2027, 10, 31, 0, 30, tzinfo=UTC),
        datetime(2027, 10, 31, 1, 30, tzinfo=UTC),
    )
    assert "comes twice, since the clocks go back: the first one is taken" in first.said
    assert "the second one is taken" in second.said


def test_days_keep_the_hour_on_the_wall_over_a_clock_change_and_hours_are_counted() -> None:
    saturday = datetime(2027, 3, 27, 12, 0, tzinfo=UTC)  # 13:00 in Berlin, the clocks jump in the night
    assert read_time("in 1 day", BERLIN, saturday).at == saturday + timedelta(hours=23)
    assert read_time("in 24 hours", BERLIN, saturday).at == saturday + timedelta(hours=24)


def test_a_time_without_surprises_has_nothing_to_be_said() -> None:
    assert read_time("tomorrow 8:30", BERLIN, FRIDAY).said == ""


@given(MOMENTS, ZONES, st.integers(1, 60 * 24 * 365 * 4), st.sampled_from([in_zone, None]))
def test_every_time_that_we_show_can_be_typed_and_is_the_same(
    now: datetime, zone: str, minutes: int, shown_by: object
) -> None:
    wall = (now + timedelta(minutes=minutes)).astimezone(ZoneInfo(zone))
    typed = in_zone(wall, zone) if shown_by else f"{wall:%Y-%m-%d %H:%M}"
    found = read_time(typed, zone, now).at.astimezone(ZoneInfo(zone))
    assert f"{found:%Y-%m-%d %H:%M}" == f"{wall:%Y-%m-%d %H:%M}"


@given(MOMENTS, ZONES, st.integers(0, 6), st.sampled_from(["", "next "]), st.integers(0, 23), st.integers(0, 59))
def test_a_weekday_is_that_weekday_to_come_and_next_is_in_the_week_after(
    now: datetime, zone: str, weekday: int, word: str, hour: int, minute: int
) -> None:
    name = ["Mon", "tuesday", "WED", "thurs", "fri", "Saturday", "sun"][weekday]
    found = read_time(f"{word}{name} {hour}:{minute:02}", zone, now)
    local, today = found.at.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
    assert local.weekday() == weekday
    assert now < found.at
    weeks = (local.date() - timedelta(days=weekday) - (today - timedelta(days=today.weekday()))).days // 7
    assert weeks == 1 if word else local.date() - today <= timedelta(days=7)
    assert local.time() == time(hour, minute) or "does not exist" in found.said


@given(MOMENTS, ZONES, st.integers(1, 9999), st.sampled_from([("minutes", 1), ("hours", 60), ("h", 60), ("min", 1)]))
def test_hours_and_minutes_are_counted_from_now(now: datetime, zone: str, number: int, unit: tuple[str, int]) -> None:
    assert read_time(f"in {number} {unit[0]}", zone, now).at - now == timedelta(minutes=number * unit[1])


WORDS = st.sampled_from(
    [
        *(
            "at",
            "on",
            "by",
            "the",
            "in the",
            "tomorrow",
            "today",
            "tonight",
            "next",
            "this",
            "coming",
            "week",
            "T",
            ",",
        ),
        *("friday", "tue", "morning", "evening", "9am", "9", "12", "25:00", "8:30", "pm", "2026-12-01", "31.12.2026"),
        *("1st", "dec", "may", "in", "2", "hours", "half", "an", "day", "days", "noon", "midnight", "z", "+02:00"),
        *("-23:59", "1/2", "00", "(UTC)", "in 3 weeks", "from now", "next week"),
    ]
)


@given(st.one_of(st.text(max_size=40), st.lists(WORDS, max_size=6).map(" ".join)), MOMENTS, ZONES)
def test_whatever_is_typed_it_is_a_time_to_come_or_refused_in_words(text: str, now: datetime, zone: str) -> None:
    with suppress(Refused):
        found = read_time(text, zone, now)
        assert found.at.tzinfo is UTC
        assert now < found.at


@given(st.dates(date(2026, 1, 1), date(2030, 1, 1)), st.integers(0, 23), ZONES)
def test_case_and_spaces_change_nothing(day: date, hour: int, zone: str) -> None:
    now = datetime(2025, 12, 1, tzinfo=UTC)
    plain = read_time(f"{day:%d %B %Y} at {hour}:00", zone, now)
    assert read_time(f"  {day:%d   %B  %Y} AT\t{hour}:00 ".upper(), zone, now) == plain
