"""Owns times: zones, lead time, what is due, and how a person's typed time is read. Naive datetimes are refused."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from models.domain.errors import Refused

GRACE = timedelta(hours=2)  # so late may an approved article still go out by itself
_TYPED_FORMS = ("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%d.%m.%Y %H:%M")


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
    local = require_aware(moment).astimezone(ZoneInfo(zone))
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M} ({zone})"


def read_typed_time(text: str, zone: str, now_utc: datetime) -> datetime:
    """A time as the writer types it, in their zone; one that does not exist there or has passed is refused."""
    local = _parse(text.strip()).replace(tzinfo=ZoneInfo(zone))
    moment = local.astimezone(UTC)
    if moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise Refused(f"{text.strip()} does not exist in {zone}: the clocks jump over it. Name another time.")
    if moment <= require_aware(now_utc):
        raise Refused(f"{in_zone(moment, zone)} has already passed. Name a time to come.")
    return moment


def _parse(text: str) -> datetime:
    for form in _TYPED_FORMS:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 - the writer's zone is put on by the caller
        except ValueError:
            continue
    raise Refused(f"“{text}” is not a time I can read. Write it like 2026-12-01 09:00.")
