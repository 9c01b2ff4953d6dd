"""Owns the deadline of a question to a person: when it is, when they are reminded, and what follows when it passes."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final

from models.domain.durations import read_minutes
from models.domain.errors import Refused
from models.domain.quiet_hours import QuietHours, is_quiet

USUAL_REMINDERS: Final = (24 * 60, 3 * 60)
TIMES_MOVED: Final = 3  # without a word from anybody; then it waits on hold, and takes no more slots
_REMINDERS_AT_MOST: Final = 6
_TO_ANSWER: Final = timedelta(hours=1)


class DeadlineRule(StrEnum):
    """What becomes of an article whose time came while it waited for an answer."""

    sentence: str

    def __new__(cls, name: str, sentence: str) -> "DeadlineRule":
        member = str.__new__(cls, name)
        member._value_ = name
        member.sentence = sentence
        return member

    HOLD = "hold", "it goes on hold"
    NEXT_SLOT = "next_slot", "it moves to the next free slot"
    LEAVE_AS_DRAFT = "leave_as_draft", "its text is left as a draft on Medium, which only you see"


NOBODY_ANSWERED: Final = "nobody answered in time"
NOBODY_EVER_ANSWERS: Final = f"nobody answered in time, as the last {TIMES_MOVED} times"


def rule_that_applies(rule: DeadlineRule, *, can_be_left: bool, times_moved: int) -> DeadlineRule:
    """Without a token, or without a text, nothing can be left on Medium; and nothing is moved for ever."""
    is_impossible = rule is DeadlineRule.LEAVE_AS_DRAFT and not can_be_left
    is_hopeless = rule is DeadlineRule.NEXT_SLOT and times_moved >= TIMES_MOVED
    return DeadlineRule.HOLD if is_impossible or is_hopeless else rule


def read_rule(text: str) -> DeadlineRule:
    """`hold`, `next slot`, `leave as a Medium draft`, in these words or as they are kept."""
    words = text.strip().lower().replace("_", " ").replace("-", " ")
    match words:
        case "hold" | "on hold":
            return DeadlineRule.HOLD
        case "next slot":
            return DeadlineRule.NEXT_SLOT
        case "leave as a medium draft" | "leave as draft" | "leave as a draft" | "draft":
            return DeadlineRule.LEAVE_AS_DRAFT
        case _:
            raise Refused(f"“{text.strip()}” is no deadline rule. There is: hold, next slot, leave as a Medium draft.")


def read_reminders(text: str) -> tuple[int, ...]:
    """`24h, 3h`: minutes before the deadline, the earliest first; `off` for none."""
    if text.strip().lower() in ("", "off", "none"):
        return ()
    found = {read_minutes(part) for part in text.split(",") if part.strip()}
    if len(found) > _REMINDERS_AT_MOST or 0 in found:
        raise Refused(f"Name one to {_REMINDERS_AT_MOST} reminders, each some time before the deadline: 24h, 3h.")
    return tuple(sorted(found, reverse=True))


def deadline(publish_at: datetime, shown_at: datetime, grace: timedelta) -> datetime:
    """The publishing time; who was asked late, as after an outage, is given the grace, and an hour at least."""
    return max(publish_at, shown_at + max(grace, _TO_ANSWER))


def due_reminder(
    until: datetime, shown_at: datetime, minutes_before: Iterable[int], quiet: QuietHours | None, now: datetime
) -> datetime | None:
    """The newest reminder whose time has come, named by when it was planned; earlier ones are not made up for."""
    if now >= until:
        return None
    planned = (reminded_at(until, timedelta(minutes=each), quiet) for each in minutes_before)
    newest = max((at for at in planned if shown_at < at <= now), default=None)
    return None if newest is None or is_quiet(quiet, now) else newest


@lru_cache(maxsize=10_000)  # asked for every two minutes about everything that waits
def reminded_at(until: datetime, before: timedelta, quiet: QuietHours | None) -> datetime:
    """What falls into quiet hours comes at their end; where that is too late, just before they begin."""
    wished = until - before
    hours = quiet.around(wished) if quiet is not None else None
    if hours is None:
        return wished
    begin, end = hours
    return end if end < until else begin - timedelta(minutes=1)
