"""Owns how long Medium is left alone with a token after it asked for that: as long as it said, else ever longer."""

from datetime import timedelta
from typing import Final

_FIRST: Final = timedelta(seconds=30)
_LONGEST: Final = timedelta(minutes=30)
_JITTER: Final = 0.25


def pause_after(refusals: int, asked_seconds: float | None, luck: float) -> timedelta:
    """After so many refusals in a row; `luck`, from 0 to 1, keeps those who wait from coming back together."""
    if asked_seconds is not None:
        return timedelta(seconds=asked_seconds) + _FIRST * _JITTER * luck
    doublings: int = min(max(refusals, 1) - 1, 10)
    doubled = _FIRST * (1 << doublings)
    return min(doubled, _LONGEST) * (1 - _JITTER + 2 * _JITTER * luck)
