"""Owns spans of time as people type and read them: “2 hours”, “half an hour”, “3 days”. It refuses what has no unit."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from models.domain.errors import Refused

_WORDS: Final = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_MINUTES: Final = {"m": 1, "h": 60, "d": 24 * 60, "w": 7 * 24 * 60}
_UNIT = r"(?:minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?|w)"
_AMOUNT = rf"(?:\d{{1,5}}(?:\.\d)?|half an?|an?|{'|'.join(_WORDS)}) ?{_UNIT}"
AMOUNTS: Final = rf"{_AMOUNT}(?: ?(?:and )?{_AMOUNT})*"
_EACH = re.compile(rf"(\d{{1,5}}(?:\.\d)?|half an?|an?|{'|'.join(_WORDS)}) ?({_UNIT})(?![a-z])", re.ASCII)
_WHOLE = re.compile(AMOUNTS, re.ASCII)
_A_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """Whole days, which keep the hour on the wall, and the rest, which is counted."""

    days: int = 0
    rest: timedelta = timedelta()


def read_amounts(text: str) -> Span:
    """“2 days 3 hours”, as the grammar of typed times found it."""
    span = Span()
    for number, unit in _EACH.findall(text):
        length = timedelta(minutes=_value(number) * _MINUTES[unit[0]])
        if unit[0] in "dw" and length % _A_DAY == timedelta():
            span = Span(span.days + length // _A_DAY, span.rest)
        else:
            span = Span(span.days, span.rest + length)
    return span


def read_minutes(text: str) -> int:
    """A setting such as `2h`, `90 minutes`, `3 days` or `0`, in minutes."""
    clean = " ".join(text.lower().split())
    if clean == "0":
        return 0
    if not _WHOLE.fullmatch(clean):
        raise Refused(f"“{text.strip()}” is no length of time. Write it like 30 minutes, 2h or 3 days.")
    span = read_amounts(clean)
    return int((timedelta(days=span.days) + span.rest) / timedelta(minutes=1))


def in_words(minutes: float) -> str:
    """“40 minutes”, “2 hours”, “1 day 6 hours”: the two greatest units."""
    whole = max(0, round(minutes))
    days, hours, rest = whole // 1440, whole % 1440 // 60, whole % 60
    named = [(days, "day"), (hours, "hour"), (rest, "minute")]
    parts = [f"{number} {unit}{'' if number == 1 else 's'}" for number, unit in named if number]
    return " ".join(parts[:2]) or "0 minutes"


def _value(number: str) -> float:
    if number.startswith("half"):
        return 0.5
    if number in _WORDS:
        return _WORDS.index(number) + 1
    return 1.0 if number in ("a", "an") else float(number)
