"""Owns when a login is not tried at all, since too many failed before it.

A browser that was logged in before has a count of its own, so nobody can lock somebody else out.
"""

from dataclasses import dataclass
from datetime import timedelta

WINDOW = timedelta(minutes=15)
_FOR_A_NAME = 10
_FROM_A_PLACE = 30
_CODES = 5  # of six digits each, of which three are good at any time


@dataclass(frozen=True)
class Failures:
    """How many wrong passwords there were within the window."""

    for_the_name: int
    from_the_place: int


def is_throttled(failures: Failures) -> bool:
    return failures.for_the_name >= _FOR_A_NAME or failures.from_the_place >= _FROM_A_PLACE


def is_throttled_for_codes(failures: Failures) -> bool:
    """Who tries codes knows the password already."""
    return failures.for_the_name >= _CODES or failures.from_the_place >= _FROM_A_PLACE
