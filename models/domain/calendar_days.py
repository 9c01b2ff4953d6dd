"""Owns which days a page of the calendar shows, when each of them begins in a zone, and which times crowd a profile."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from models.domain.quota import POSTS, WINDOW
from models.domain.zones import settle

_A_WEEK = 7


class View(StrEnum):
    MONTH = "month"
    WEEK = "week"


def days_shown(view: View, day: date) -> tuple[date, ...]:
    """Whole weeks from Monday: the one of that day, or those of its month."""
    if view is View.WEEK:
        return _days_from(_monday(day), _A_WEEK)
    first = day.replace(day=1)
    after = (first + timedelta(days=31)).replace(day=1)
    number = (_monday(after - timedelta(days=1)) - _monday(first)).days + _A_WEEK
    return _days_from(_monday(first), number)


def beside(view: View, day: date) -> tuple[date, date]:
    """A day of the page before, and one of the page after."""
    if view is View.WEEK:
        return day - timedelta(days=_A_WEEK), day + timedelta(days=_A_WEEK)
    first = day.replace(day=1)
    return (first - timedelta(days=1)).replace(day=1), (first + timedelta(days=31)).replace(day=1)


def beginnings(days: Sequence[date], zone: str) -> list[datetime]:
    """When each of these days begins, and when the last one is over."""
    return [settle(day, time(0), zone).at for day in (*days, days[-1] + timedelta(days=1))]


def day_at(bounds: Sequence[datetime], moment: datetime) -> int:
    """The place of the day in which a moment lies, counted from 0."""
    return bisect_right(bounds, moment) - 1


def crowded(posts: Sequence[datetime]) -> frozenset[datetime]:
    """Of times in order, those at which a profile would have posted more than Medium takes in 24 hours."""
    return frozenset(at for place, at in enumerate(posts[POSTS:], POSTS) if at - posts[place - POSTS] < WINDOW)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _days_from(first: date, number: int) -> tuple[date, ...]:
    return tuple(first + timedelta(days=each) for each in range(number))
