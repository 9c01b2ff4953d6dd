"""Owns how a calendar is written for other programs: RFC 5545, as it says and no more.

It refuses a time without a zone. Every time is written in UTC, so that no program has to know ours.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from models.domain.schedule import require_aware

_LONGEST_LINE: Final = 75  # octets, without the break (RFC 5545, 3.1)
_CONTROLS: Final = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)])  # no line of text may hold them
_ESCAPES: Final = str.maketrans({**_CONTROLS, "\t": " ", "\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


class EventStatus(StrEnum):
    """How sure it is (RFC 5545, 3.8.1.11)."""

    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True)
class CalendarEvent:
    """A thing at a time. `uid` stays when it moves; `sequence` grows with each change, the last at `changed_at`."""

    uid: str
    at: datetime
    minutes: int
    changed_at: datetime
    sequence: int
    status: EventStatus
    title: str
    about: str
    category: str
    url: str


@dataclass(frozen=True)
class Calendar:
    """`product` names who wrote it; `refresh` is how often it is worth asking again, as RFC 5545 has durations."""

    product: str
    name: str
    refresh: str
    events: Sequence[CalendarEvent]


def written(calendar: Calendar) -> str:
    """The whole file, each of its lines folded and ended as the standard has it."""
    return "".join(f"{_folded(line)}\r\n" for line in _lines(calendar))


def _lines(calendar: Calendar) -> Iterator[str]:
    yield "BEGIN:VCALENDAR"
    yield "VERSION:2.0"
    yield f"PRODID:{_text(calendar.product)}"
    yield "CALSCALE:GREGORIAN"
    yield f"NAME:{_text(calendar.name)}"  # RFC 7986; programs before it read the next one
    yield f"X-WR-CALNAME:{_text(calendar.name)}"
    yield f"REFRESH-INTERVAL;VALUE=DURATION:{calendar.refresh}"
    yield f"X-PUBLISHED-TTL:{calendar.refresh}"
    for event in calendar.events:
        yield from _event(event)
    yield "END:VCALENDAR"


def _event(event: CalendarEvent) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(event.uid)}"
    yield f"DTSTAMP:{_moment(event.changed_at)}"
    yield f"LAST-MODIFIED:{_moment(event.changed_at)}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"DTSTART:{_moment(event.at)}"
    yield f"DURATION:PT{event.minutes}M"
    yield f"SUMMARY:{_text(event.title)}"
    yield f"DESCRIPTION:{_text(event.about)}"
    yield f"CATEGORIES:{_text(event.category)}"
    yield f"STATUS:{event.status}"
    yield "TRANSP:TRANSPARENT"
    yield f"URL:{event.url.translate(_CONTROLS)}"
    yield "END:VEVENT"


def _moment(at: datetime) -> str:
    return f"{require_aware(at).astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    return words.replace("\r\n", "\n").replace("\r", "\n").translate(_ESCAPES)


def _folded(line: str) -> str:
    """No piece is longer than 75 octets, and no letter is cut in two."""
    if len(line.encode()) <= _LONGEST_LINE:
        return line
    pieces, length = [""], 0
    for letter in line:
        size = len(letter.encode())
        if length + size > _LONGEST_LINE:
            pieces, length = [*pieces, " "], 1
        pieces[-1] += letter
        length += size
    return "\r\n".join(pieces)
