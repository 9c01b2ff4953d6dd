"""Owns the words for days and hours that a person types. It refuses every word that it does not know.

A library that guesses is no use here: what is misread goes out at the wrong time (docs/decisions, “typed times”).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from typing import Final

from models.domain.errors import Refused

_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_SHORT: Final = {"tues": "tuesday", "weds": "wednesday", "thur": "thursday", "thurs": "thursday", "sept": "september"}
_NOON: Final = 12
_YEARS: Final = range(2000, 2200)
_YEARS_AHEAD: Final = 8  # between two 29ths of February there may be that many


class Part(StrEnum):
    """A part of the day."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    NIGHT = "night"


_HOURS_OF: Final = {
    Part.MORNING: range(4, 12),
    Part.AFTERNOON: range(12, 18),
    Part.EVENING: range(17, 24),
    Part.NIGHT: range(19, 24),
}
USUAL_HOUR: Final = {Part.MORNING: 9, Part.AFTERNOON: 15, Part.EVENING: 19, Part.NIGHT: 21}


class Week(StrEnum):
    """Which one of the weekdays of that name."""

    COMING = "coming"  # the first that is still to come
    THIS = "this"  # that of this week, which begins on Monday
    NEXT = "next"  # that of the week after


@dataclass(frozen=True)
class FromToday:
    days: int

    def candidates(self, today: date) -> Iterator[date]:
        yield today + timedelta(days=self.days)


@dataclass(frozen=True)
class OnDate:
    day: date

    def candidates(self, _: date) -> Iterator[date]:
        yield self.day


@dataclass(frozen=True)
class OnWeekday:
    weekday: int
    week: Week

    def candidates(self, today: date) -> Iterator[date]:
        monday = today - timedelta(days=today.weekday())
        if self.week is Week.COMING:
            first = today + timedelta(days=(self.weekday - today.weekday()) % 7)
            yield from (first, first + timedelta(days=7))
        else:
            yield monday + timedelta(days=self.weekday + (7 if self.week is Week.NEXT else 0))


@dataclass(frozen=True)
class OnMonthDay:
    """A day without its year: the first that is still to come."""

    month: int
    day: int

    def candidates(self, today: date) -> Iterator[date]:
        for year in range(today.year, today.year + _YEARS_AHEAD + 1):
            if _exists(year, self.month, self.day):
                yield date(year, self.month, self.day)


@dataclass(frozen=True)
class FirstToCome:
    """No day was named."""

    def candidates(self, today: date) -> Iterator[date]:
        yield from (today, today + timedelta(days=1))


Day = FromToday | OnDate | OnWeekday | OnMonthDay | FirstToCome


@dataclass(frozen=True)
class Hour:
    """A time of the day as it was written; `half` is am or pm."""

    hour: int
    minute: int = 0
    half: str = ""

    def clock(self, part: Part | None) -> time:
        """With the part of the day that was named, “8” in the evening is 20:00."""
        hours = [hour for hour in self._readings(part is not None) if part is None or hour in _HOURS_OF[part]]
        if not hours or self.minute > 59:  # noqa: PLR2004 - minutes of an hour
            raise Refused(
                f"{self.hour}:{self.minute:02}{self.half}{f' in the {part}' if part else ''} is no time of day."
            )
        return time(hours[0], self.minute)

    def _readings(self, may_be_of_the_afternoon: bool) -> list[int]:
        if self.half:
            return [self.hour % _NOON + (_NOON if self.half == "pm" else 0)] if 1 <= self.hour <= _NOON else []
        later = [self.hour + _NOON] if may_be_of_the_afternoon and self.hour < _NOON else []
        return [hour for hour in (self.hour, *later) if hour < 24]  # noqa: PLR2004 - hours of a day


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return year in _YEARS


def a_date(year: int, month: int, day: int) -> OnDate:
    if not _exists(year, month, day):
        raise Refused(f"{year}-{month:02}-{day:02} is not a day of the calendar.")
    return OnDate(date(year, month, day))


def a_month_day(month: int, day: int) -> OnMonthDay:
    if not _exists(2000, month, day):  # a leap year
        raise Refused(f"There is no {day}. of {_MONTHS[month - 1].title() if 1 <= month <= len(_MONTHS) else month}.")
    return OnMonthDay(month, day)


def weekday_of(word: str) -> int:
    return _place(word, _WEEKDAYS)


def month_of(word: str) -> int:
    return _place(word, _MONTHS) + 1


def _place(word: str, names: tuple[str, ...]) -> int:
    full = _SHORT.get(word.lower(), word.lower())
    return next(place for place, name in enumerate(names) if name == full or name[:3] == full)


def _any_of(names: tuple[str, ...]) -> str:
    longer = [short for short, full in _SHORT.items() if full in names]
    return "|".join(sorted([*names, *longer, *(name[:3] for name in names)], key=len, reverse=True))


WEEKDAY: Final = rf"(?:{_any_of(_WEEKDAYS)})"
MONTH: Final = rf"(?:{_any_of(_MONTHS)})"
PART: Final = rf"(?:{'|'.join(Part)})"
SPACES: Final = re.compile(r"\s+")
