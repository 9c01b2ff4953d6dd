"""Owns when the daily word of what waits is due, and of what it speaks. It does not know how it is sent."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from models.domain.errors import Refused
from models.domain.quiet_hours import QuietHours, after_quiet
from models.domain.zones import local_day, settle

USUAL_HOUR: Final = 8
OF_TODAY: Final = timedelta(hours=6)  # a machine that wakes later says nothing until tomorrow
NEWS: Final = timedelta(hours=1)  # what was shown since needs no repeating


@dataclass(frozen=True)
class DigestTime:
    """An hour on the wall, each day."""

    hour: int
    zone: str
    quiet: QuietHours | None = None

    def due_on(self, now: datetime) -> date | None:
        """The day whose digest is due now."""
        for day in (local_day(now, self.zone), local_day(now, self.zone) - timedelta(days=1)):
            planned = after_quiet(self.quiet, settle(day, time(self.hour), self.zone).at)
            if planned <= now < planned + OF_TODAY:
                return day
        return None


def read_hour(text: str) -> int | None:
    """`8`, `08:00`, or `off`."""
    clean = text.strip().lower().removesuffix(":00")
    if clean in ("", "off", "none"):
        return None
    if not (clean.isascii() and clean.isdecimal() and int(clean) < 24):  # noqa: PLR2004 - hours of a day
        raise Refused(f"“{text.strip()}” is no full hour. Write it like 8 or 20:00, or “off”.")
    return int(clean)
