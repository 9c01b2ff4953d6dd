"""Owns the weekly slots of an account, and which of them is free next. It refuses what names no day or no hour.

A slot is an hour on the wall of its zone: it moves with the clocks there. A publishing time, once taken, does not.
"""

import re
from bisect import insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import pairwise
from typing import Final

from models.domain.errors import Refused
from models.domain.quota import POSTS, has_room
from models.domain.time_words import WEEKDAY, Hour, weekday_of
from models.domain.zones import local_day, settle

_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# Tuesday to Thursday, 7 to 9 in the morning and in the evening, US Eastern: the middle of each.
SUGGESTED: Final = tuple(f"{day} {clock}" for day in ("tue", "wed", "thu") for clock in ("08:00", "20:00"))
SUGGESTED_ZONE: Final = "America/New_York"
_AHEAD: Final = timedelta(days=5 * 366)
_MINUTE: Final = timedelta(minutes=1)
_HOUR = re.compile(r"(\d{1,2})(?::(\d\d))?([ap]m)?", re.I | re.ASCII)
_DAYS_SAID = re.compile(rf"({WEEKDAY})(?: ?- ?({WEEKDAY}))?(?= |$)", re.I)


@dataclass(frozen=True, order=True)
class WeeklySlot:
    """Once a week, at that hour."""

    weekday: int
    clock: time

    def __str__(self) -> str:
        return f"{_DAYS[self.weekday]} {self.clock:%H:%M}"


def read_slots(text: str) -> tuple[WeeklySlot, ...]:
    """`tue-thu 08:00 20:00, sat 10am`; `none` for no slots."""
    if text.strip().lower() == "none":
        return ()
    found = {slot for part in re.split(r"[,;\n]", text) if part.strip() for slot in _read_part(part.strip())}
    if not found:
        raise Refused("Write slots like “tue-thu 08:00 20:00, sat 10am”, or “none”.")
    return tuple(sorted(found))


def kept(slots: Iterable[str]) -> tuple[WeeklySlot, ...]:
    """The slots as an account keeps them."""
    return tuple(sorted(slot for each in slots for slot in _read_part(each)))


def moments(slots: Sequence[WeeklySlot], zone: str, after: datetime) -> Iterator[datetime]:
    """Each moment of a slot after that one, in order, for five years; two that a clock change joins are one."""
    last, day = after, local_day(after, zone) - timedelta(days=1)
    while slots and day <= local_day(after + _AHEAD, zone):
        for at in sorted(settle(day, slot.clock, zone).at for slot in slots if slot.weekday == day.weekday()):
            if at > last:
                last = at
                yield at
        day += timedelta(days=1)


def free_slots(
    slots: Sequence[WeeklySlot],
    zone: str,
    after: datetime,
    taken: Iterable[datetime],
    posts: Iterable[datetime] = (),
    limit: int = POSTS,
) -> Iterator[datetime]:
    """Slots that no other article of the account has, where the Medium profile has room too. Each is given once."""
    minutes = {_minute(at) for at in taken}
    busy = sorted(posts)
    for at in moments(slots, zone, after):
        if _minute(at) not in minutes and has_room(at, busy, limit):
            insort(busy, at)
            yield at


def next_free_slot(
    slots: Sequence[WeeklySlot],
    zone: str,
    after: datetime,
    taken: Iterable[datetime],
    posts: Iterable[datetime] = (),
) -> datetime:
    if not slots:
        raise Refused("The account has no publishing slots. Name a time, or set some: copydesk account set … --slots")
    found = next(free_slots(slots, zone, after, taken, posts), None)
    if found is None:
        raise Refused("Every slot of the next five years is taken. Name a time, or set more slots.")
    return found


def in_words(slots: Sequence[WeeklySlot]) -> str:
    """`tue-thu 08:00 20:00`: days with the same hours together."""
    hours = {day: tuple(slot.clock for slot in slots if slot.weekday == day) for day in range(len(_DAYS))}
    groups: list[list[int]] = [[day] for day in hours if hours[day]]
    for before, group in pairwise(list(groups)):
        if group[0] == before[-1] + 1 and hours[group[0]] == hours[before[-1]]:
            group[:0] = before
            groups.remove(before)
    parts = (f"{_span(group)} {' '.join(f'{clock:%H:%M}' for clock in hours[group[0]])}" for group in groups)
    return ", ".join(parts) or "none"


def _span(days: list[int]) -> str:
    return _DAYS[days[0]] if len(days) == 1 else f"{_DAYS[days[0]]}-{_DAYS[days[-1]]}"


def _read_part(part: str) -> Iterator[WeeklySlot]:
    """Days, then hours: `tue-thu 8:00 20:00`, `sat sun 10am`."""
    days, left = set[int](), part.strip()
    while match := _DAYS_SAID.match(left):
        days |= _days_between(weekday_of(match[1]), weekday_of(match[2] or match[1]))
        left = left[match.end() :].strip()
    if not days or not left:
        raise Refused(f"“{part}” names no day, or no hour. Write slots like “tue-thu 08:00 20:00, sat 10am”.")
    clocks = [_clock(word, part) for word in left.split()]
    yield from (WeeklySlot(day, clock) for day in days for clock in clocks)


def _days_between(first: int, last: int) -> set[int]:
    return {(first + step) % 7 for step in range((last - first) % 7 + 1)}


def _clock(word: str, part: str) -> time:
    match = _HOUR.fullmatch(word)
    if match is None:
        raise Refused(f"“{word}” in “{part}” is no hour. Write slots like “tue-thu 08:00 20:00, sat 10am”.")
    return Hour(int(match[1]), int(match[2] or 0), (match[3] or "").lower()).clock(None)


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)
