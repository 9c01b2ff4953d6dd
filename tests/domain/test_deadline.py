"""Deadlines: when one is, who is reminded when, and how the rule is written."""

from datetime import UTC, datetime, time, timedelta

import pytest

from models.domain.deadline import (
    DeadlineRule,
    deadline,
    due_reminder,
    read_reminders,
    read_rule,
    reminded_at,
    rule_that_applies,
)
from models.domain.errors import Refused
from models.domain.quiet_hours import QuietHours

NINE = datetime(2026, 12, 2, 9, 0, tzinfo=UTC)
ASKED = NINE - timedelta(days=3)
NIGHT = QuietHours(time(22), time(8), "UTC")
GRACE = timedelta(hours=2)


@pytest.mark.parametrize(
    ("typed", "rule"),
    [
        ("hold", DeadlineRule.HOLD),
        ("Next Slot", DeadlineRule.NEXT_SLOT),
        ("next_slot", DeadlineRule.NEXT_SLOT),
        ("leave as a Medium draft", DeadlineRule.LEAVE_AS_DRAFT),
        ("leave-as-draft", DeadlineRule.LEAVE_AS_DRAFT),
    ],
)
def test_a_rule_is_written_in_words(typed: str, rule: DeadlineRule) -> None:
    assert read_rule(typed) is rule


def test_an_unknown_rule_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(Refused, match="hold, next slot, leave as a Medium draft"):
        read_rule("publish anyway")


def test_what_cannot_be_left_is_held_and_nothing_is_moved_for_ever() -> None:
    def applies(rule: DeadlineRule, *, can_be_left: bool = True, times_moved: int = 0) -> DeadlineRule:
        return rule_that_applies(rule, can_be_left=can_be_left, times_moved=times_moved)

    assert [applies(rule) for rule in DeadlineRule] == list(DeadlineRule)
    assert applies(DeadlineRule.LEAVE_AS_DRAFT, can_be_left=False) is DeadlineRule.HOLD
    assert [applies(DeadlineRule.NEXT_SLOT, times_moved=number) for number in (2, 3)] == [
        DeadlineRule.NEXT_SLOT,
        DeadlineRule.HOLD,
    ]


def test_reminders_are_spans_before_the_deadline_and_can_be_off() -> None:
    assert read_reminders("3h, 1 day,3h") == (1440, 180)
    assert read_reminders("off") == ()
    for wrong in ("3", "0h", "1h,2h,3h,4h,5h,6h,7h"):
        with pytest.raises(Refused):
            read_reminders(wrong)


def test_the_deadline_is_the_publishing_time_but_who_was_asked_late_has_the_grace_or_an_hour() -> None:
    assert deadline(NINE, ASKED, GRACE) == NINE
    assert deadline(NINE, NINE - timedelta(minutes=5), GRACE) == NINE + timedelta(minutes=115)
    assert deadline(NINE, NINE + timedelta(days=3), GRACE) == NINE + timedelta(days=3, hours=2)
    assert deadline(NINE, NINE, timedelta(0)) == NINE + timedelta(hours=1)


def test_a_reminder_is_due_from_its_moment_until_the_next_one() -> None:
    def due(now: datetime) -> datetime | None:
        return due_reminder(NINE, ASKED, (1440, 30), None, now)

    day_before, half_an_hour = NINE - timedelta(days=1), NINE - timedelta(minutes=30)
    assert due(day_before - timedelta(seconds=1)) is None
    assert due(day_before) == due(half_an_hour - timedelta(seconds=1)) == day_before
    assert due(half_an_hour) == half_an_hour
    assert due(NINE) is None


def test_who_was_asked_after_a_reminders_moment_is_not_reminded_of_it() -> None:
    asked = NINE - timedelta(hours=2)
    assert due_reminder(NINE, asked, (1440, 180), None, NINE - timedelta(hours=1)) is None


def test_a_reminder_in_quiet_hours_comes_at_their_end() -> None:
    assert reminded_at(NINE, timedelta(hours=4), NIGHT) == NINE - timedelta(hours=1)
    in_the_night = NINE - timedelta(hours=3)
    assert due_reminder(NINE, ASKED, (240,), NIGHT, in_the_night) is None
    assert due_reminder(NINE, ASKED, (240,), NIGHT, NINE - timedelta(hours=1)) == NINE - timedelta(hours=1)


def test_where_their_end_would_be_too_late_it_comes_before_they_begin() -> None:
    seven = NINE - timedelta(hours=2)
    assert reminded_at(seven, timedelta(hours=1), NIGHT) == datetime(2026, 12, 1, 21, 59, tzinfo=UTC)


def test_a_reminder_that_an_outage_delayed_into_the_night_is_not_sent_in_it() -> None:
    wished = datetime(2026, 12, 1, 21, 0, tzinfo=UTC)
    minutes = int((NINE - wished) / timedelta(minutes=1))
    assert due_reminder(NINE, ASKED, (minutes,), NIGHT, wished + timedelta(hours=3)) is None
    assert due_reminder(NINE, ASKED, (minutes,), NIGHT, NINE - timedelta(minutes=59)) == wished
