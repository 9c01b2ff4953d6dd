"""Owns moments as they are kept and shown: UTC inside, the account's zone outside. Naive datetimes are refused."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo


def require_aware(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError(f"{moment!r} has no time zone")
    return moment.astimezone(UTC)


def writing_starts_at(publish_at_utc: datetime, lead: timedelta) -> datetime:
    return require_aware(publish_at_utc) - lead


def is_due(publish_at_utc: datetime, lead: timedelta, now_utc: datetime) -> bool:
    return writing_starts_at(publish_at_utc, lead) <= require_aware(now_utc)


def in_zone(moment: datetime, zone: str) -> str:
    """A time as the writer reads it: Tue 1 Dec 2026, 09:00 (Europe/Berlin)."""
    return f"{on_the_clock(moment, zone)} ({zone})"


def on_the_clock(moment: datetime, zone: str) -> str:
    """The same where the zone is said already, as at the head of a list."""
    local = require_aware(moment).astimezone(ZoneInfo(zone))
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M}"
