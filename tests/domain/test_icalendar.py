"""A calendar as other programs read it: what is written is read back strictly, letter by letter."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from models.domain.icalendar import Calendar, CalendarEvent, EventStatus, written
from tests.ical import read

AT = datetime(2026, 12, 3, 8, 30, tzinfo=UTC)
EVENT = CalendarEvent(
    uid="article-7@desk",
    at=AT,
    minutes=15,
    changed_at=AT - timedelta(days=2),
    sequence=4,
    status=EventStatus.CONFIRMED,
    title="Bees",
    about="is approved",
    category="mine",
    url="https://desk.example/articles/7",
)


def calendar(**changed: object) -> str:
    event = CalendarEvent(**(vars(EVENT) | changed))
    return written(Calendar("-//Copydesk//Calendar//EN", "Copydesk", "PT1H", [event]))


def test_an_event_is_read_back_as_it_was() -> None:
    [event] = read(calendar())
    assert event == {
        "UID": "article-7@desk",
        "DTSTAMP": "20261201T083000Z",
        "LAST-MODIFIED": "20261201T083000Z",
        "SEQUENCE": "4",
        "DTSTART": "20261203T083000Z",
        "DURATION": "PT15M",
        "SUMMARY": "Bees",
        "DESCRIPTION": "is approved",
        "CATEGORIES": "mine",
        "STATUS": "CONFIRMED",
        "TRANSP": "TRANSPARENT",
        "URL": "https://desk.example/articles/7",
    }


@pytest.mark.parametrize(
    "title",
    [
        "Commas, semicolons; and a back\\slash",
        "two\nlines",
        "BEGIN:VEVENT\nEND:VCALENDAR",
        "ends with a backslash \\",
        "a literal \\n is no line",
        "Käse, 蜂, 🐝" * 40,
        "x" * 75,
        "",
    ],
)
def test_whatever_the_words_are_they_come_back_and_no_line_is_too_long(title: str) -> None:
    text = calendar(title=title)
    assert [event["SUMMARY"] for event in read(text)] == [title]
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75


def test_what_no_text_may_hold_is_left_out_and_old_line_ends_are_line_ends() -> None:
    assert read(calendar(title="a\x00\x1b[2Jb\r\nc\rd"))[0]["SUMMARY"] == "a[2Jb\nc\nd"


def test_a_time_elsewhere_is_written_in_utc_and_one_without_a_zone_is_refused() -> None:
    assert read(calendar(at=AT.astimezone(timezone(timedelta(hours=9)))))[0]["DTSTART"] == "20261203T083000Z"
    with pytest.raises(ValueError, match="no time zone"):
        calendar(at=AT.replace(tzinfo=None))


def test_no_events_are_a_calendar_too() -> None:
    assert read(written(Calendar("p", "n", "PT1H", []))) == []
