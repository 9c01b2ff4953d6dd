"""Owns the limit of a Medium profile: ten posts in 24 hours, whatever the moment from which one counts.

And the place of one more among them, apart from its neighbours.
"""

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


def place_from(moment: datetime, posts: Sequence[datetime], apart: timedelta, limit: int = POSTS) -> datetime:
    """The first place from a moment on that is apart from all others and breaks no 24 hours. The posts are in order."""
    later = (post + WINDOW for post in posts if post + WINDOW > moment)
    places = (free_from(each, posts, apart) for each in (moment, *later))
    return next(place for place in places if has_room(place, posts, limit))


def free_from(moment: datetime, posts: Sequence[datetime], apart: timedelta) -> datetime:
    for post in posts:
        if post - apart >= moment:
            break
        moment = max(moment, post + apart)
    return moment
