"""Owns the hours in which an account's people are left alone. What was to be said in them is said at their end."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from models.domain.errors import Refused
from models.domain.zones import local_day, settle

OFF: Final = "off"
_WRITTEN = re.compile(r"(\d{1,2})(?::(\d\d))? ?- ?(\d{1,2})(?::(\d\d))?", re.ASCII)
_A_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class QuietHours:
    """From one hour on the wall to another, mostly over midnight."""

    start: time
    end: time
    zone: str

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"

    def around(self, moment: datetime) -> tuple[datetime, datetime] | None:
        """The quiet hours in which that moment lies."""
        for day in (local_day(moment, self.zone) - _A_DAY, local_day(moment, self.zone)):
            begin = settle(day, self.start, self.zone).at
            end = settle(day if self.end > self.start else day + _A_DAY, self.end, self.zone).at
            if begin <= moment < end:
                return begin, end
        return None


def read_quiet_hours(text: str, zone: str) -> QuietHours | None:
    """`22:00-07:30`, or `off`."""
    if text.strip().lower() in ("", OFF):
        return None
    match = _WRITTEN.fullmatch(text.strip())
    if match is None:
        raise Refused(f"“{text.strip()}” are no quiet hours. Write them like 22:00-07:00, or “off”.")
    start, end = _clock(match[1], match[2], text), _clock(match[3], match[4], text)
    if start == end:
        raise Refused("Quiet hours that end when they begin would never end. Write “off” for none.")
    return QuietHours(start, end, zone)


def is_quiet(quiet: QuietHours | None, moment: datetime) -> bool:
    return quiet is not None and quiet.around(moment) is not None


def after_quiet(quiet: QuietHours | None, moment: datetime) -> datetime:
    """The moment itself, or the end of the quiet hours in which it lies."""
    hours = quiet.around(moment) if quiet is not None else None
    return hours[1] if hours else moment


def _clock(hour: str, minute: str | None, text: str) -> time:
    try:
        return time(int(hour), int(minute or 0))
    except ValueError:
        raise Refused(f"“{text.strip()}” names an hour that no day has. Write it like 22:00-07:00.") from None
