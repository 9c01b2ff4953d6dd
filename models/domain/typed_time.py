"""Owns the reading of a time as a person types it, in their zone. What it does not understand wholly, it refuses.

`next tuesday 9am`, `tomorrow 8:30`, `in 2 hours`, `friday evening`, `1 Dec 18:00`, `2026-12-01 09:00`.
"""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from models.domain.durations import Span
from models.domain.errors import Refused
from models.domain.schedule import in_zone, require_aware
from models.domain.time_grammar import Heard, shortened, understand, unreadable
from models.domain.time_words import USUAL_HOUR, FirstToCome, OnDate
from models.domain.zones import Settled, local_day, settle

_FARTHEST: Final = timedelta(days=5 * 366)


def read_time(text: str, zone: str, now_utc: datetime) -> Settled:
    """The moment that is meant, and what is to be said about it; one that has passed is refused."""
    now = require_aware(now_utc)
    heard = understand(text, zone)
    found = _first_to_come(heard, text, zone, now)
    if found.at <= now:
        raise Refused(f"{in_zone(found.at, zone)} has already passed. Name a time to come.")
    if found.at > now + _FARTHEST:
        raise Refused(f"{in_zone(found.at, zone)} is more than five years away. Name a nearer time.")
    return found


def _first_to_come(heard: Heard, text: str, zone: str, now: datetime) -> Settled:
    if heard.span is not None:
        return _after_a_span(heard, heard.span, text, zone, now)
    clock = _clock(heard, text)
    if heard.offset:
        return Settled(_elsewhere(heard, clock, text))
    today, found = local_day(now, zone), None
    for day in heard.days[0].candidates(today) if heard.days else FirstToCome().candidates(today):
        if all(day in other.candidates(day) for other in heard.days[1:]):
            found = settle(day, clock, zone, after=now)
            if found.at > now:
                return found
    if found is None:
        raise Refused(f"“{shortened(text)}” names a day that is not that weekday. Look at a calendar once more.")
    return found


def _after_a_span(heard: Heard, span: Span, text: str, zone: str, now: datetime) -> Settled:
    """Days and weeks keep the hour on the wall, whatever the clocks do meanwhile; hours and minutes are counted."""
    if heard.days or heard.offset or (span.rest and (heard.hour or heard.part)):
        raise unreadable(text)
    if not span.days:
        return Settled(now + span.rest)
    wall = now.astimezone(ZoneInfo(zone)).time()
    clock = _clock(heard, text) if heard.hour or heard.part else wall
    settled = settle(local_day(now, zone) + timedelta(days=span.days), clock, zone)
    return replace(settled, at=settled.at + span.rest)


def _elsewhere(heard: Heard, clock: time, text: str) -> datetime:
    """An offset from UTC was written with it, which only makes sense with a date."""
    [day] = heard.days if len(heard.days) == 1 else [None]
    if not isinstance(day, OnDate):
        raise unreadable(text)
    if heard.offset in ("z", "utc", "gmt"):
        return datetime.combine(day.day, clock, UTC)
    return datetime.strptime(f"{day.day:%Y-%m-%d} {clock:%H:%M} {heard.offset}", "%Y-%m-%d %H:%M %z").astimezone(UTC)


def _clock(heard: Heard, text: str) -> time:
    if heard.hour is not None:
        return heard.hour.clock(heard.part)
    if heard.part is not None:
        return time(USUAL_HOUR[heard.part])
    raise Refused(f"“{shortened(text)}” is not a time I can read without an hour. Write it like 2026-12-01 09:00.")
