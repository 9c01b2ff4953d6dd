"""What happens to an approved article at its time: nothing early, nothing in a burst, nothing long after."""

from datetime import UTC, datetime, timedelta

import pytest

from models.domain.punctuality import APART, AskAgain, GoOut, Outcome, Surroundings, Wait, at_its_time, lateness

NINE = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
GRACE = timedelta(hours=2)
ALONE = Surroundings()


def after(minutes: float, around: Surroundings = ALONE, grace: timedelta = GRACE) -> Outcome:
    return at_its_time(NINE, grace, around, NINE + timedelta(minutes=minutes))


def test_it_waits_until_its_minute_and_then_goes_out() -> None:
    assert after(-0.01) == Wait(NINE)
    assert after(0) == GoOut()


@pytest.mark.parametrize("minutes", [1, 60, 120])
def test_missed_by_no_more_than_the_grace_it_still_goes_out(minutes: int) -> None:
    assert after(minutes) == GoOut()


def test_missed_by_more_a_person_is_asked() -> None:
    assert after(120.1) == AskAgain("its time was missed")
    assert after(0.1, grace=timedelta()) == AskAgain("its time was missed")
    assert after(0, grace=timedelta()) == GoOut()


def test_on_time_nobody_waits_for_another() -> None:
    assert after(15, Surroundings(last_out=NINE, ahead=4)) == GoOut()
    assert after(15.1, Surroundings(ahead=4)) != GoOut()


def test_late_ones_go_out_one_after_the_other() -> None:
    now = NINE + timedelta(minutes=30)
    assert after(30, Surroundings(ahead=2)) == Wait(now + 2 * APART)
    assert after(30, Surroundings(last_out=now - timedelta(minutes=1))) == Wait(now - timedelta(minutes=1) + APART)
    assert after(30, Surroundings(last_out=now - APART)) == GoOut()


def test_no_line_is_so_long_that_its_last_one_is_asked_about() -> None:
    outcome = after(30, Surroundings(ahead=50))
    assert isinstance(outcome, Wait)
    assert outcome.until < NINE + GRACE
    assert at_its_time(NINE, GRACE, Surroundings(ahead=49), outcome.until + timedelta(seconds=90)) == GoOut()


def test_the_eleventh_of_a_day_waits_for_room_within_its_grace_and_is_asked_about_beyond() -> None:
    posts = [NINE - timedelta(hours=23, minutes=each) for each in range(10, 0, -1)]
    assert after(0, Surroundings(posts=posts)) == Wait(posts[0] + timedelta(days=1))
    late = [post + timedelta(hours=5) for post in posts]
    outcome = after(0, Surroundings(posts=late))
    assert isinstance(outcome, AskAgain)
    assert "10 posts a day" in outcome.reason


def test_lateness_is_told_when_somebody_would_call_it_late() -> None:
    assert lateness(NINE, NINE + timedelta(minutes=5)) == ""
    assert lateness(NINE, NINE - timedelta(days=1)) == ""
    assert lateness(NINE, NINE + timedelta(minutes=40)) == "40 minutes"
