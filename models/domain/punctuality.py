"""Owns what happens to an approved article when its time has come: it goes out, waits a little, or is asked about.

What was missed goes out by itself within the account's grace, one after the other; later a person is asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from models.domain.durations import in_words
from models.domain.quota import POSTS, free_from, has_room, place_from

ON_TIME: Final = timedelta(minutes=5)  # nobody calls that late
OUTAGE: Final = timedelta(minutes=15)  # who is later than that stands in a line with the others that are
_SPARE: Final = timedelta(minutes=2)  # a run wakes a little after it was to
APART: Final = timedelta(minutes=10)  # so far from each other those of an account go out then


@dataclass(frozen=True)
class Wait:
    until: datetime


@dataclass(frozen=True)
class GoOut:
    pass


@dataclass(frozen=True)
class AskAgain:
    reason: str


Outcome = Wait | GoOut | AskAgain


@dataclass(frozen=True)
class Surroundings:
    """What else the account, and the Medium profile behind it, has to do with that time."""

    posts: Sequence[datetime] = ()  # of the profile, made and about to be, in order
    last_out: datetime | None = None  # of the account
    ahead: int = 0  # articles of the account that are late too, and were to go out earlier
    apart: timedelta = timedelta()  # so far from each other the profile's stories go


def at_its_time(publish_at: datetime, grace: timedelta, around: Surroundings, now: datetime) -> Outcome:
    if now < publish_at:
        return Wait(publish_at)
    if now > publish_at + grace:
        return AskAgain("its time was missed")
    last_moment = publish_at + max(grace - _SPARE, timedelta())
    wanted = max(now, min(_turn(publish_at, around, now), last_moment))
    place = place_from(wanted, around.posts, around.apart)
    if place > last_moment and not has_room(free_from(wanted, around.posts, around.apart), around.posts):
        return AskAgain(f"its time was missed: Medium takes {POSTS} posts a day of one profile")
    return Wait(place) if place > now else GoOut()


def at_its_turn(publish_at: datetime, grace: timedelta, goes_at: datetime, now: datetime) -> Outcome | None:
    """For an article that has its turn; nothing where that was slept through, so that it needs another."""
    if max(goes_at, now) > publish_at + grace:
        return AskAgain("its time was missed")
    if goes_at > now:
        return Wait(goes_at)
    return GoOut() if now - goes_at <= _SPARE else None


def _turn(publish_at: datetime, around: Surroundings, now: datetime) -> datetime:
    """Those that are on time go out at their time. After an outage they stand in a line, the earliest first."""
    if now - publish_at <= OUTAGE:
        return now
    free = max(now, around.last_out + APART) if around.last_out is not None else now
    return free + around.ahead * APART


def lateness(publish_at: datetime, published_at: datetime) -> str:
    """“40 minutes”, or nothing when it was on time."""
    late = published_at - publish_at
    return in_words(late / timedelta(minutes=1)) if late > ON_TIME else ""
