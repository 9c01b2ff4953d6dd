"""Owns whether this desk was awake: after an outage, people's taps that are still under way come before any rule."""

from datetime import datetime, timedelta
from typing import Final

_A_GAP: Final = timedelta(minutes=10)  # upkeep looks every two
GIVEN_TO_LATE_TAPS: Final = timedelta(minutes=5)


def awake_since(awake_before: datetime, looked_before: datetime, now: datetime) -> datetime:
    """When the unbroken time began in which somebody looked; a gap begins it anew."""
    return now if now - looked_before > _A_GAP else awake_before


def may_judge(awake: datetime, now: datetime) -> bool:
    """Whether what people answered in time has had time to arrive."""
    return now - awake >= GIVEN_TO_LATE_TAPS
