"""Which days a page of the calendar shows, when they begin, and which times crowd a profile."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from models.domain.calendar_days import View, beginnings, beside, crowded, day_at, days_shown

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize("day", [date(2026, 2, 1), date(2026, 12, 31), date(2024, 2, 29), date(2027, 8, 1)])
def test_a_month_is_whole_weeks_with_every_day_of_it(day: date) -> None:
    days = days_shown(View.MONTH, day)
    assert len(days) % 7 == 0
    assert days[0].weekday() == 0
    assert days[0] <= day.replace(day=1)
    assert day in days
    assert (days[-1] + timedelta(days=1)).month != day.month
    assert sum(each.month == day.month for each in days) >= 28


def test_a_week_begins_on_monday() -> None:
    days = days_shown(View.WEEK, date(2026, 12, 6))
    assert (days[0], days[-1], len(days)) == (date(2026, 11, 30), date(2026, 12, 6), 7)


def test_the_pages_beside_a_month_are_its_neighbours() -> None:
    assert beside(View.MONTH, date(2026, 1, 31)) == (date(2025, 12, 1), date(2026, 2, 1))
    assert beside(View.WEEK, date(2026, 1, 1)) == (date(2025, 12, 25), date(2026, 1, 8))


def test_a_day_is_an_hour_shorter_when_the_clocks_go_forward() -> None:
    bounds = beginnings(days_shown(View.WEEK, date(2026, 3, 29)), "Europe/Berlin")
    lengths = [(after - before) / timedelta(hours=1) for before, after in pairwise(bounds)]
    assert lengths == [24] * 6 + [23]
    assert day_at(bounds, bounds[3]) == 3
    assert day_at(bounds, bounds[3] - timedelta(seconds=1)) == 2


def test_the_eleventh_in_a_day_is_too_many() -> None:
    hourly = [NOW + timedelta(hours=each) for each in range(11)]
    assert crowded(hourly[:10]) == frozenset()
    assert crowded(hourly) == {hourly[10]}
    assert crowded([*hourly[:10], NOW + timedelta(hours=24)]) == frozenset()
