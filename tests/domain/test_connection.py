"""When Medium is asked again how an account's token fares."""

from datetime import UTC, datetime, timedelta

import pytest

from models.domain.connection import Connection, is_to_be_looked_at

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("state", "hours", "is_due"),
    [
        (Connection.WELL, 23, False),
        (Connection.WELL, 24, True),
        (Connection.REVOKED, 2, False),
        (Connection.BLOCKED, 24, True),
        (Connection.UNREACHABLE, 0.5, False),
        (Connection.UNREACHABLE, 1, True),
        (Connection.RATE_LIMITED, 1, True),
        (Connection.DISCONNECTED, 99, False),
    ],
)
def test_once_a_day_or_every_hour_where_it_passes_by_itself(state: Connection, hours: float, is_due: bool) -> None:
    assert is_to_be_looked_at(state, NOW - timedelta(hours=hours), NOW) is is_due


def test_each_trouble_says_what_can_be_done() -> None:
    assert [each for each in Connection if not each.sentence or (each is not Connection.WELL and not each.remedy)] == []
