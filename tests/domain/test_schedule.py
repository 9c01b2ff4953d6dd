"""Times: what a person types in their zone, what is due, and how a time is shown."""

from datetime import UTC, datetime, timedelta

import pytest

from models.domain.errors import Refused
from models.domain.schedule import in_zone, is_due, read_typed_time, require_aware, writing_starts_at

NOW = datetime(2026, 1, 1, tzinfo=UTC)
BERLIN = "Europe/Berlin"


@pytest.mark.parametrize("typed", ["2026-12-01 09:00", "2026-12-01T09:00", "01.12.2026 09:00", "  2026-12-01 09:00 "])
def test_a_typed_time_is_of_the_writers_zone_in_every_spelling(typed: str) -> None:
    assert read_typed_time(typed, BERLIN, NOW) == datetime(2026, 12, 1, 8, 0, tzinfo=UTC)


def test_the_same_wall_clock_time_is_another_moment_in_summer() -> None:
    assert read_typed_time("2026-07-01 09:00", BERLIN, NOW) == datetime(2026, 7, 1, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize(("typed", "zone"), [("2026-03-29 02:30", BERLIN), ("2026-03-08 02:00", "America/New_York")])
def test_a_time_that_the_clocks_jump_over_is_refused(typed: str, zone: str) -> None:
    with pytest.raises(Refused, match="the clocks jump over it"):
        read_typed_time(typed, zone, NOW)


def test_a_time_that_comes_twice_is_the_first_of_the_two() -> None:
    assert read_typed_time("2026-10-25 02:30", BERLIN, NOW) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_the_minutes_around_the_jump_exist() -> None:
    assert read_typed_time("2026-03-29 01:59", BERLIN, NOW) == datetime(2026, 3, 29, 0, 59, tzinfo=UTC)
    assert read_typed_time("2026-03-29 03:00", BERLIN, NOW) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize("minutes_ago", [0, 1])
def test_a_time_that_has_passed_is_refused_and_shown(minutes_ago: int) -> None:
    now = datetime(2026, 5, 1, 10, minutes_ago, tzinfo=UTC)
    with pytest.raises(Refused, match=r"Fri 1 May 2026, 12:00 \(Europe/Berlin\) has already passed"):
        read_typed_time("2026-05-01 12:00", BERLIN, now)


@pytest.mark.parametrize("typed", ["tomorrow", "2026-13-01 09:00", "2026-12-01", "2026-12-01 25:00", ""])
def test_what_is_no_time_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(Refused, match="Write it like 2026-12-01 09:00"):
        read_typed_time(typed, BERLIN, NOW)


def test_a_naive_time_is_refused_everywhere() -> None:
    naive = datetime(2026, 12, 1, 9, 0)  # noqa: DTZ001 - the point of the test
    for use in (
        lambda: require_aware(naive),
        lambda: in_zone(naive, BERLIN),
        lambda: is_due(naive, timedelta(0), NOW),
        lambda: is_due(NOW, timedelta(0), naive),
        lambda: read_typed_time("2026-12-01 09:00", BERLIN, naive),
    ):
        with pytest.raises(ValueError, match="has no time zone"):
            use()


def test_an_article_is_due_from_the_minute_its_lead_time_begins() -> None:
    publish_at, lead = datetime(2026, 1, 4, 9, 0, tzinfo=UTC), timedelta(days=3)
    assert writing_starts_at(publish_at, lead) == datetime(2026, 1, 1, 9, 0, tzinfo=UTC)
    assert not is_due(publish_at, lead, datetime(2026, 1, 1, 8, 59, 59, tzinfo=UTC))
    assert is_due(publish_at, lead, datetime(2026, 1, 1, 9, 0, tzinfo=UTC))


def test_a_lead_time_across_a_clock_change_is_counted_in_real_hours() -> None:
    publish_at = read_typed_time("2026-03-30 09:00", BERLIN, NOW)
    assert in_zone(writing_starts_at(publish_at, timedelta(days=1)), BERLIN) == "Sun 29 Mar 2026, 09:00 (Europe/Berlin)"
    assert in_zone(writing_starts_at(publish_at, timedelta(days=2)), BERLIN) == "Sat 28 Mar 2026, 08:00 (Europe/Berlin)"
