"""When the daily word of what waits is due, and when a desk has been awake long enough to judge."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from models.domain.daily_digest import DigestTime, read_hour
from models.domain.errors import Refused
from models.domain.quiet_hours import QuietHours
from models.domain.vigil import awake_since, may_judge

KATHMANDU = "Asia/Kathmandu"  # UTC+5:45
EIGHT = datetime(2026, 12, 1, 2, 15, tzinfo=UTC)


def test_it_is_due_from_its_hour_on_the_wall_for_a_morning() -> None:
    at = DigestTime(8, KATHMANDU)
    assert at.due_on(EIGHT - timedelta(seconds=1)) is None
    assert at.due_on(EIGHT) == date(2026, 12, 1)
    assert at.due_on(EIGHT + timedelta(hours=5, minutes=59)) == date(2026, 12, 1)
    assert at.due_on(EIGHT + timedelta(hours=6)) is None


def test_one_of_the_late_evening_is_still_that_days_after_midnight() -> None:
    at = DigestTime(23, "UTC")
    assert at.due_on(datetime(2026, 12, 2, 1, 0, tzinfo=UTC)) == date(2026, 12, 1)


def test_quiet_hours_move_it_to_their_end() -> None:
    at = DigestTime(6, "UTC", QuietHours(time(22), time(7, 30), "UTC"))
    assert at.due_on(datetime(2026, 12, 1, 6, 30, tzinfo=UTC)) is None
    assert at.due_on(datetime(2026, 12, 1, 7, 30, tzinfo=UTC)) == date(2026, 12, 1)


@pytest.mark.parametrize(("typed", "hour"), [("8", 8), ("08:00", 8), ("0", 0), ("off", None), ("none", None)])
def test_the_hour_is_read(typed: str, hour: int | None) -> None:
    assert read_hour(typed) == hour


@pytest.mark.parametrize("typed", ["24", "8:30", "-1", "noon", "²"])
def test_what_is_no_full_hour_is_refused(typed: str) -> None:
    with pytest.raises(Refused):
        read_hour(typed)


def test_a_gap_begins_the_waking_anew_and_taps_under_way_come_before_rules() -> None:
    assert awake_since(EIGHT, EIGHT, EIGHT + timedelta(minutes=2)) == EIGHT
    assert not may_judge(EIGHT, EIGHT + timedelta(minutes=4))
    assert may_judge(EIGHT, EIGHT + timedelta(minutes=5))
    slept = EIGHT + timedelta(days=3)
    assert awake_since(EIGHT, EIGHT, slept) == slept
