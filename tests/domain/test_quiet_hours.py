"""Hours in which people are left alone."""

from datetime import UTC, datetime, time

import pytest

from models.domain.errors import Refused
from models.domain.quiet_hours import QuietHours, after_quiet, is_quiet, read_quiet_hours

BERLIN = "Europe/Berlin"
NIGHT = QuietHours(time(22), time(7, 30), BERLIN)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour - 1, minute, tzinfo=UTC)  # Berlin's winter


@pytest.mark.parametrize("typed", ["22:00-07:30", " 22 - 7:30 ", "22-07:30"])
def test_they_are_written_from_one_hour_to_another(typed: str) -> None:
    assert read_quiet_hours(typed, BERLIN) == NIGHT
    assert str(NIGHT) == "22:00-07:30"


@pytest.mark.parametrize("typed", ["off", "OFF", ""])
def test_they_can_be_off(typed: str) -> None:
    assert read_quiet_hours(typed, BERLIN) is None
    assert not is_quiet(None, at(1, 23))
    assert after_quiet(None, at(1, 23)) == at(1, 23)


@pytest.mark.parametrize("typed", ["22:00", "night", "22:00-25:00", "22:61-07:00", "22:00-22:00"])
def test_what_is_no_span_of_the_day_is_refused(typed: str) -> None:
    with pytest.raises(Refused):
        read_quiet_hours(typed, BERLIN)


def test_the_night_begins_and_ends_to_the_minute() -> None:
    assert [is_quiet(NIGHT, at(1, *clock)) for clock in ((21, 59), (22, 0), (23, 59))] == [False, True, True]
    assert [is_quiet(NIGHT, at(2, *clock)) for clock in ((1, 0), (7, 29), (7, 30))] == [True, True, False]


def test_what_falls_into_them_moves_to_their_end() -> None:
    assert after_quiet(NIGHT, at(1, 23)) == at(2, 7, 30)
    assert after_quiet(NIGHT, at(2, 3)) == at(2, 7, 30)
    assert after_quiet(NIGHT, at(2, 12)) == at(2, 12)


def test_quiet_hours_of_the_day_work_as_well() -> None:
    siesta = QuietHours(time(13), time(15), BERLIN)
    assert after_quiet(siesta, at(1, 14)) == at(1, 15)
    assert not is_quiet(siesta, at(1, 16))


def test_they_keep_to_the_clock_on_the_wall_over_a_change() -> None:
    night = QuietHours(time(22), time(7), BERLIN)
    summer_begins = datetime(2027, 3, 28, 3, 0, tzinfo=UTC)
    assert after_quiet(night, summer_begins) == datetime(2027, 3, 28, 5, 0, tzinfo=UTC)
