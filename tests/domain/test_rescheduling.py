"""Another publishing time: which articles may have one, which times can be, and where a day later is."""

from datetime import UTC, datetime, timedelta

import pytest

from models.domain.article import Stage
from models.domain.errors import Refused
from models.domain.rescheduling import MOVABLE, days_later, require_movable

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
BERLIN = "Europe/Berlin"


def test_a_day_later_is_the_same_hour_on_the_wall_when_the_clocks_change() -> None:
    saturday = datetime(2026, 3, 28, 8, tzinfo=UTC)  # nine in Berlin; on Sunday the clocks go forward
    assert days_later(saturday, 1, BERLIN) == datetime(2026, 3, 29, 7, tzinfo=UTC)
    assert days_later(days_later(saturday, 1, BERLIN), -1, BERLIN) == saturday
    assert days_later(saturday, 1, "UTC") == saturday + timedelta(days=1)


@pytest.mark.parametrize("stage", Stage)
def test_only_what_has_its_time_ahead_is_moved(stage: Stage) -> None:
    later = NOW + timedelta(days=2)
    if stage in MOVABLE:
        require_movable(stage, NOW + timedelta(days=1), later, BERLIN, NOW)
    else:
        with pytest.raises(Refused, match="its time cannot be changed"):
            require_movable(stage, NOW + timedelta(days=1), later, BERLIN, NOW)


@pytest.mark.parametrize(
    ("to", "why"),
    [
        (NOW, "has already passed"),
        (NOW - timedelta(days=1), "has already passed"),
        (NOW + timedelta(days=6 * 366), "more than five years away"),
    ],
)
def test_a_time_gone_by_or_too_far_is_refused(to: datetime, why: str) -> None:
    with pytest.raises(Refused, match=why):
        require_movable(Stage.QUEUED, NOW + timedelta(days=1), to, BERLIN, NOW)


def test_what_is_about_to_go_out_is_not_moved_any_more() -> None:
    with pytest.raises(Refused, match="in a moment"):
        require_movable(Stage.SCHEDULED, NOW + timedelta(seconds=59), NOW + timedelta(days=1), BERLIN, NOW)
