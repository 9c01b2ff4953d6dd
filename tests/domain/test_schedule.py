"""Moments: what is due, and how a time is shown."""

from datetime import UTC, datetime, timedelta

import pytest

from models.domain.schedule import in_zone, is_due, require_aware, writing_starts_at
from models.domain.typed_time import read_time

NOW = datetime(2026, 1, 1, tzinfo=UTC)
BERLIN = "Europe/Berlin"


def test_a_naive_time_is_refused_everywhere() -> None:
    naive = datetime(2026, 12, 1, 9, 0)  # noqa: DTZ001 - the point of the test
    for use in (
        lambda: require_aware(naive),
        lambda: in_zone(naive, BERLIN),
        lambda: is_due(naive, timedelta(0), NOW),
        lambda: is_due(NOW, timedelta(0), naive),
        lambda: read_time("2026-12-01 09:00", BERLIN, naive),
    ):
        with pytest.raises(ValueError, match="has no time zone"):
            use()


def test_an_article_is_due_from_the_minute_its_lead_time_begins() -> None:
    publish_at, lead = datetime(2026, 1, 4, 9, 0, tzinfo=UTC), timedelta(days=3)
    assert writing_starts_at(publish_at, lead) == datetime(2026, 1, 1, 9, 0, tzinfo=UTC)
    assert not is_due(publish_at, lead, datetime(2026, 1, 1, 8, 59, 59, tzinfo=UTC))
    assert is_due(publish_at, lead, datetime(2026, 1, 1, 9, 0, tzinfo=UTC))


def test_a_lead_time_across_a_clock_change_is_counted_in_real_hours() -> None:
    publish_at = read_time("2026-03-30 09:00", BERLIN, NOW).at
    assert in_zone(writing_starts_at(publish_at, timedelta(days=1)), BERLIN) == "Sun 29 Mar 2026, 09:00 (Europe/Berlin)"
    assert in_zone(writing_starts_at(publish_at, timedelta(days=2)), BERLIN) == "Sat 28 Mar 2026, 08:00 (Europe/Berlin)"
