"""Owns the limit of a Medium profile: ten posts in 24 hours, whatever the moment from which one counts."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

POSTS: Final = 10  # Medium's staff: ten posts per 24 hours (medium-api-docs, issue 105)
WINDOW: Final = timedelta(hours=24)


def has_room(moment: datetime, posts: Sequence[datetime], limit: int = POSTS) -> bool:
    """Whether no 24 hours would have too many with one more at that moment. The posts are in order."""
    near = list(posts[bisect_right(posts, moment - WINDOW) : bisect_left(posts, moment + WINDOW)])
    near.insert(bisect_right(near, moment), moment)
    return all(near[place + limit] - near[place] >= WINDOW for place in range(len(near) - limit))


def room_from(now: datetime, posts: Sequence[datetime], limit: int = POSTS) -> datetime:
    """From when on one more may go out, as far as those tell that are out. The posts are in order."""
    out = posts[: bisect_right(posts, now)]
    return max(now, out[-limit] + WINDOW) if len(out) >= limit else now
