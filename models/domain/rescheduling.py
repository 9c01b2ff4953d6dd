"""Owns whether an article may be given another publishing time, and where a day later is. It refuses times gone by."""

from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from models.domain.article import Stage
from models.domain.errors import Refused
from models.domain.schedule import in_zone
from models.domain.status import TO_COME
from models.domain.zones import local_day, settle

MOVABLE: Final = (TO_COME - {Stage.PUBLISHING}) | {Stage.ON_HOLD, Stage.FAILED}
_FARTHEST: Final = timedelta(days=5 * 366)
_ABOUT_TO_GO: Final = timedelta(minutes=1)


def days_later(moment: datetime, days: int, zone: str) -> datetime:
    return on_day(moment, local_day(moment, zone) + timedelta(days=days), zone)


def on_day(moment: datetime, day: date, zone: str) -> datetime:
    """The same hour on the wall, whatever the clocks do meanwhile."""
    return settle(day, moment.astimezone(ZoneInfo(zone)).time(), zone).at


def require_movable(stage: Stage, publish_at: datetime, to: datetime, zone: str, now: datetime) -> None:
    if stage not in MOVABLE:
        raise Refused(f"It {stage.sentence}; its time cannot be changed.")
    if stage is Stage.SCHEDULED and publish_at <= now + _ABOUT_TO_GO:
        raise Refused("Its time has come, and it goes out in a moment. Hold it to stop it.")
    if to <= now:
        raise Refused(f"{in_zone(to, zone)} has already passed. Name a time to come.")
    if to > now + _FARTHEST:
        raise Refused(f"{in_zone(to, zone)} is more than five years away. Name a nearer time.")
