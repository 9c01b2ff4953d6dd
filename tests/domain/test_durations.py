"""Spans of time: what is typed for a setting, and how a span is told."""

import pytest

from models.domain.durations import in_words, read_minutes
from models.domain.errors import Refused


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [("2h", 120), ("90 minutes", 90), ("3 days", 4320), ("1 day 6 hours", 1800), ("half an hour", 30), ("1.5h", 90)],
)
def test_a_length_of_time_is_read(typed: str, minutes: int) -> None:
    assert read_minutes(typed) == minutes


@pytest.mark.parametrize("typed", ["", "2", "h", "2 months", "-2h", "2h ago", "٢h"])
def test_what_has_no_unit_is_refused(typed: str) -> None:
    with pytest.raises(Refused, match="is no length of time"):
        read_minutes(typed)


@pytest.mark.parametrize(
    ("minutes", "told"),
    [
        (0, "0 minutes"),
        (1, "1 minute"),
        (40, "40 minutes"),
        (120, "2 hours"),
        (1801, "1 day 6 hours"),
        (61, "1 hour 1 minute"),
    ],
)
def test_a_span_is_told_in_its_greatest_units(minutes: int, told: str) -> None:
    assert in_words(minutes) == told
