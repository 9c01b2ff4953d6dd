"""When a writer is asked again about what they publish by hand, and how often its feed is looked at."""

from datetime import UTC, datetime, timedelta

import pytest

from models.domain.hand_off import due_reminder, is_to_be_looked_for
from models.domain.quiet_hours import read_quiet_hours

AT = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "planned"),
    [
        (0, None),
        (2.9, None),
        (3, 3),
        (23, 3),
        (24, 24),
        (71, 24),
        (72, 72),
        (167, 72),
        (168, 168),
        (400, 336),
        (9000, 8904),
    ],
)
def test_reminders_come_after_hours_days_and_then_every_week(hours: float, planned: float | None) -> None:
    due = due_reminder(AT, None, AT + timedelta(hours=hours))
    assert due == (None if planned is None else AT + timedelta(hours=planned))


def test_nobody_is_reminded_in_quiet_hours_but_at_their_end() -> None:
    quiet = read_quiet_hours("11:00-18:00", "UTC")
    assert due_reminder(AT, quiet, AT + timedelta(hours=3)) is None
    assert due_reminder(AT, quiet, AT + timedelta(hours=8.9)) is None
    assert due_reminder(AT, quiet, AT + timedelta(hours=9)) == AT + timedelta(hours=9)


@pytest.mark.parametrize(
    ("age", "pause", "is_due"),
    [
        (timedelta(0), None, True),
        (timedelta(hours=1), timedelta(minutes=3), False),
        (timedelta(hours=1), timedelta(minutes=4), True),
        (timedelta(hours=2), timedelta(minutes=4), False),
        (timedelta(hours=23), timedelta(minutes=20), True),
        (timedelta(days=6), timedelta(hours=2), False),
        (timedelta(days=6), timedelta(hours=3), True),
        (timedelta(days=59), timedelta(days=1), True),
        (timedelta(days=60), None, False),
    ],
)
def test_the_feed_is_looked_at_less_and_less(age: timedelta, pause: timedelta | None, is_due: bool) -> None:
    now = AT + age
    assert is_to_be_looked_for(AT, now - pause if pause else None, now) is is_due
