"""Owns the grammar of typed times: which words may stand together, and what was heard. Nothing is said twice."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from models.domain.durations import AMOUNTS, Span, read_amounts
from models.domain.errors import Refused
from models.domain.time_words import (
    MONTH,
    PART,
    SPACES,
    WEEKDAY,
    Day,
    FromToday,
    Hour,
    OnWeekday,
    Part,
    Week,
    a_date,
    a_month_day,
    month_of,
    weekday_of,
)

_SHOWN: Final = 60
_NUMBER = r"(\d{1,2})(?:st|nd|rd|th)?"
_OFFSET = r"(z|utc|gmt|[+-](?:0\d|1[0-4]):?[0-5]\d)"


@dataclass(frozen=True)
class Heard:
    """What was understood so far."""

    days: tuple[Day, ...] = ()
    hour: Hour | None = None
    part: Part | None = None
    offset: str = ""
    span: Span | None = None
    is_plain_number: bool = False


_Read = Callable[[Heard, re.Match[str]], Heard]


def understand(text: str, zone: str) -> Heard:
    left = SPACES.sub(" ", text.replace(f"({zone})", " ").replace(",", " ")).strip().lower()
    left = re.sub(r"(?<=\d)t(?=\d\d:)", " ", left)
    had_at = re.search(r"\bat ", left) is not None
    heard = Heard()
    while left:
        for pattern, read in _GRAMMAR:
            if match := pattern.match(left):
                heard, left = _once(heard, read(heard, match), text), left[match.end() :].lstrip()
                break
        else:
            raise unreadable(text)
    if heard == Heard() or (heard.is_plain_number and not (had_at or heard.days or heard.part)):
        raise unreadable(text)
    return heard


def _once(before: Heard, after: Heard, text: str) -> Heard:
    """Nothing is said twice, but for a date with its weekday."""
    dates = [day for day in after.days if not (isinstance(day, OnWeekday) and day.week is Week.COMING)]
    twice = (
        len(after.days) > 1 and (len(dates) != 1 or len(after.days) > 2),  # noqa: PLR2004 - a date and its weekday
        before.hour is not None and after.hour is not before.hour,
        before.part is not None and after.part is not before.part,
        before.span is not None and after.span is not before.span,
    )
    if any(twice):
        raise unreadable(text)
    return replace(after, days=(*dates, *(day for day in after.days if day not in dates)))


def unreadable(text: str) -> Refused:
    return Refused(
        f"“{shortened(text)}” is not a time I can read. "
        "Write it like 2026-12-01 09:00, tomorrow 8:30, next tuesday 9am or in 2 hours."
    )


def shortened(text: str) -> str:
    clean = SPACES.sub(" ", text).strip()
    return clean if len(clean) <= _SHOWN else f"{clean[:_SHOWN]}…"


def _on(day: Day) -> _Read:
    return lambda heard, _: replace(heard, days=(*heard.days, day))


def _on_weekday(heard: Heard, match: re.Match[str]) -> Heard:
    week = Week.COMING
    if "next" in match[0].split():
        week = Week.NEXT
    elif "this" in match[0].split():
        week = Week.THIS
    return _on(OnWeekday(weekday_of(match["weekday"]), week))(heard, match)


def _on_month_day(heard: Heard, match: re.Match[str]) -> Heard:
    month, day = month_of(match["month"]), int(re.sub(r"\D", "", match["day"]))
    return _on(a_date(int(match["year"]), month, day) if match["year"] else a_month_day(month, day))(heard, match)


def _on_date(heard: Heard, match: re.Match[str]) -> Heard:
    return _on(a_date(int(match["year"]), int(match["month"]), int(match["day"])))(heard, match)


def _of_tonight(heard: Heard, match: re.Match[str]) -> Heard:
    return replace(_on(FromToday(0))(heard, match), part=Part.NIGHT)


def _this_part(heard: Heard, match: re.Match[str]) -> Heard:
    return replace(_on(FromToday(0))(heard, match), part=Part(match["part"]))


def _a_part(heard: Heard, match: re.Match[str]) -> Heard:
    return replace(heard, part=Part(match["part"]))


def _an_hour(heard: Heard, match: re.Match[str]) -> Heard:
    hour = Hour(int(match["hour"]), int(match["minute"] or 0), (match["half"] or "").replace(".", ""))
    is_plain = not match["minute"] and not hour.half
    return replace(heard, hour=hour, offset=match["offset"] or "", is_plain_number=is_plain)


def _at_noon(heard: Heard, _: re.Match[str]) -> Heard:
    return replace(heard, hour=Hour(12, 0, "pm"))


def _at_midnight(_: Heard, __: re.Match[str]) -> Heard:
    raise Refused("Midnight could be the beginning of that day or its end. Write 00:00 or 23:59.")


def _either_way(_: Heard, match: re.Match[str]) -> Heard:
    raise Refused(f"“{match[0]}” could be two different days. Write it like 2026-12-01 or 1 Dec.")


def _a_span(heard: Heard, match: re.Match[str]) -> Heard:
    return replace(heard, span=read_amounts(match["amounts"]))


def _nothing_more(heard: Heard, _: re.Match[str]) -> Heard:
    return heard


def _rule(pattern: str, read: _Read) -> tuple[re.Pattern[str], _Read]:
    return re.compile(rf"(?:{pattern})(?= |$)", re.ASCII), read


_GRAMMAR: Final = (
    _rule(rf"in (?P<amounts>{AMOUNTS})", _a_span),
    _rule(rf"(?P<amounts>{AMOUNTS}) from now", _a_span),
    _rule(r"(?:the )?day after tomorrow", _on(FromToday(2))),
    _rule("tomorrow", _on(FromToday(1))),
    _rule("today", _on(FromToday(0))),
    _rule("tonight", _of_tonight),
    _rule(rf"this (?P<part>{PART})", _this_part),
    _rule(
        rf"next week (?:on )?(?P<weekday>{WEEKDAY})|(?P<weekday_>{WEEKDAY}) next week",
        lambda heard, match: _on(OnWeekday(weekday_of(match["weekday"] or match["weekday_"]), Week.NEXT))(heard, match),
    ),
    _rule(rf"(?:(?:next|this|coming) )?(?P<weekday>{WEEKDAY})", _on_weekday),
    _rule(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})", _on_date),
    _rule(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})", _on_date),
    _rule(rf"(?P<day>{_NUMBER})(?: of)? (?P<month>{MONTH})(?: (?P<year>\d{{4}}))?", _on_month_day),
    _rule(rf"(?P<month>{MONTH}) (?P<day>{_NUMBER})(?: (?P<year>\d{{4}}))?", _on_month_day),
    _rule(r"\d+/\d+(?:/\d+)?", _either_way),
    _rule(
        rf"(?P<hour>\d{{1,2}})(?::(?P<minute>\d{{2}})(?::00)?)? ?(?P<half>[ap]m|[ap]\.m\.)? ?(?P<offset>{_OFFSET})?",
        _an_hour,
    ),
    _rule("noon|midday", _at_noon),
    _rule("midnight", _at_midnight),
    _rule(rf"(?P<part>{PART})", _a_part),
    _rule("at|on|by|the|in the|o'clock|@", _nothing_more),
)
