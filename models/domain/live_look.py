"""Owns when a published story is looked at on Medium, and when that is given up. A feed may be late, or be no proof."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

_AFTER: Final = tuple(timedelta(minutes=minutes) for minutes in (2, 10, 30, 2 * 60, 6 * 60, 24 * 60))
_AFTER_A_CORRECTION: Final = tuple(timedelta(hours=hours) for hours in (1, 6, 24))  # feeds keep the old text a while


class LiveState(StrEnum):
    """How the story on Medium stands to the text that was approved."""

    AWAITED = "awaited"  # not looked at to an end yet
    SAME = "same"  # its words and images are those that were approved
    DIFFERS = "differs"  # the writer was told in what
    NOT_SEEN = "not_seen"  # the feed never showed it


def next_look(since: datetime, looks: int, *, is_corrected: bool = False) -> datetime | None:
    """None when it was looked for often enough."""
    after = _AFTER_A_CORRECTION if is_corrected else _AFTER
    return since + after[looks] if looks < len(after) else None
