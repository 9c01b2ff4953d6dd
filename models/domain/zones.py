"""Owns the step from a clock on the wall to a moment. What a DST change skips or doubles is settled here, and said."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Settled:
    """The moment that is meant, and what the clocks did to it in words; mostly they do nothing."""

    at: datetime
    said: str = ""


def settle(day: date, clock: time, zone: str, after: datetime | None = None) -> Settled:
    """A time that the clocks jump over is as much later as they jump; of a doubled one the first that is to come."""
    first = datetime.combine(day, clock, ZoneInfo(zone))
    moment = first.astimezone(UTC)
    shown = moment.astimezone(ZoneInfo(zone))
    if shown.time() != clock:
        return Settled(
            moment, f"{_named(first, zone)} does not exist, the clocks jump over it: {shown:%H:%M} is taken."
        )
    second = first.replace(fold=1).astimezone(UTC)
    if second == moment:
        return Settled(moment)
    if after is not None and moment <= after < second:
        return Settled(second, f"{_named(first, zone)} comes twice, since the clocks go back: the second one is taken.")
    return Settled(moment, f"{_named(first, zone)} comes twice, since the clocks go back: the first one is taken.")


def local_day(moment: datetime, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()


def _named(wall: datetime, zone: str) -> str:
    return f"{wall:%H:%M} on {wall.day} {wall:%b %Y} in {zone}"
