"""A year of schedules over three zones with their clock changes, outages, quotas and every deadline rule."""

from datetime import datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from models.domain.deadline import TIMES_MOVED, DeadlineRule
from models.domain.publishing_slots import WeeklySlot, kept
from models.domain.punctuality import APART, OUTAGE
from models.domain.quiet_hours import QuietHours, is_quiet
from models.domain.quota import POSTS, WINDOW
from tests.domain.year import MINUTE, House, Year

ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe")


def a_house(number: int, rule: DeadlineRule, **given: object) -> House:
    zone = ZONES[number % 3]
    fields: dict[str, object] = {
        "name": f"house {number}",
        "profile": f"profile {number}",
        "slots": kept(["tue 08:00", "tue 20:00", "wed 08:00", "thu 20:00", "sun 02:30", "sat 23:45"]),
        "slots_zone": zone,
        "rule": rule,
        "grace": timedelta(hours=2),
        "lead": timedelta(days=3),
        "reminders": (24 * 60, 180),
        "quiet": QuietHours(time(22), time(7), zone),
    }
    return House(**(fields | given))  # type: ignore[arg-type]


HOUSES = (
    a_house(0, DeadlineRule.HOLD),
    a_house(1, DeadlineRule.NEXT_SLOT, grace=timedelta(minutes=20)),
    a_house(2, DeadlineRule.LEAVE_AS_DRAFT, quiet=None),
    # one Medium profile behind two accounts, and more to post than it takes
    a_house(
        3,
        DeadlineRule.NEXT_SLOT,
        profile="busy",
        is_diligent=True,
        slots=kept([f"{day} {hour}:00" for day in ("mon", "wed", "fri") for hour in range(6, 20)]),
        lead=timedelta(hours=12),
        grace=timedelta(hours=6),
    ),
    a_house(4, DeadlineRule.LEAVE_AS_DRAFT, profile="busy", grace=timedelta(0), lead=timedelta(hours=12)),
)


@pytest.fixture(scope="module")
def year() -> Year:
    lived = Year(HOUSES, topics=900, imports=(HOUSES[3],) * 200, seed=1)
    lived.live()
    return lived


def test_so_much_happened_that_every_rule_was_tried(year: Year) -> None:
    chronicle = year.chronicle
    assert len(chronicle.outs) > 500
    assert len({piece.number for _, piece, _ in chronicle.outs}) == len(chronicle.outs)
    for happened in (chronicle.held, chronicle.drafts, chronicle.moves, chronicle.asked_again, chronicle.reminders):
        assert len(happened) > 10
    late = [at for at, _, approved_for in chronicle.outs if at - approved_for > OUTAGE]
    assert len(late) > 5


def test_nothing_goes_out_early_or_late_beyond_its_grace_or_unapproved(year: Year) -> None:
    for at, piece, approved_for in year.chronicle.outs:
        assert piece.approved_for is not None
        assert approved_for <= at <= approved_for + piece.house.grace + MINUTE


def test_while_the_machine_is_awake_and_there_is_room_it_goes_out_to_the_minute(year: Year) -> None:
    posts = sorted(at for at, piece, _ in year.chronicle.outs if piece.house.profile != "busy")
    punctual = [
        at - approved_for
        for at, piece, approved_for in year.chronicle.outs
        if piece.house.profile != "busy" and year.awake_at(approved_for) == approved_for
    ]
    assert len(posts) > 200
    assert max(punctual) <= MINUTE


def test_no_profile_posts_more_than_ten_times_in_a_day(year: Year) -> None:
    chronicle = year.chronicle
    for profile in {house.profile for house in HOUSES}:
        sent = [(at, piece) for at, piece, _ in chronicle.outs] + chronicle.drafts
        times = sorted(at for at, piece in sent if piece.house.profile == profile)
        assert all(later - earlier >= WINDOW for earlier, later in zip(times, times[POSTS:], strict=False))
        if profile == "busy":
            assert max(sum(first <= at < first + WINDOW for at in times) for first in times) == POSTS


def test_after_an_outage_they_go_out_one_after_the_other(year: Year) -> None:
    for house in HOUSES:
        late = [
            (at, piece)
            for at, piece, approved_for in year.chronicle.outs
            if piece.house is house and at - approved_for > OUTAGE
        ]
        for (earlier, _), (later, piece) in pairwise(sorted(late, key=lambda each: each[0])):
            is_its_last_moment = later >= piece.publish_at + house.grace - timedelta(minutes=3)
            assert later - earlier >= APART or is_its_last_moment


def test_drafts_that_nobody_approved_are_left_one_by_one(year: Year) -> None:
    drafts = sorted(at for at, piece in year.chronicle.drafts if piece.house.profile != "busy")
    assert all(later - earlier >= APART for earlier, later in pairwise(drafts))


def test_no_rule_comes_before_the_deadline_or_before_taps_that_are_under_way(year: Year) -> None:
    followed = year.chronicle.held + year.chronicle.drafts
    for at, piece in followed:
        assert at >= piece.publish_at
        assert all(not end <= at < end + timedelta(minutes=5) for _, end in year.naps)


def test_nothing_is_forgotten(year: Year) -> None:
    assert year.chronicle.forgotten == []
    assert {piece.stage for piece in year.pieces} == {"out", "held", "left"}


def test_an_article_moves_three_times_at_most_and_always_to_a_slot_that_is_its_own(year: Year) -> None:
    assert year.chronicle.doubled_slots == []
    assert max(piece.times_moved for piece in year.pieces) == TIMES_MOVED
    for at, piece, before in year.chronicle.moves:
        assert piece.publish_at > before
        assert piece.house.rule is DeadlineRule.NEXT_SLOT
        assert at >= before


def test_reminders_come_once_in_time_and_in_no_quiet_hours(year: Year) -> None:
    told: set[tuple[int, datetime, datetime]] = set()
    for at, piece, until in year.chronicle.reminders:
        assert at < until
        assert not is_quiet(piece.house.quiet, at)
        assert (piece.number, until, at) not in told
        told.add((piece.number, until, at))
    counts: dict[tuple[int, datetime], int] = {}
    for _, piece, until in year.chronicle.reminders:
        counts[piece.number, until] = counts.get((piece.number, until), 0) + 1
    assert max(counts.values()) <= 2


def test_slots_keep_their_hour_on_the_wall_through_the_year(year: Year) -> None:
    for house in HOUSES:
        zone, offsets = ZoneInfo(house.slots_zone), set()
        for to in (to for _, piece, to in year.chronicle.slots if piece.house is house):
            wall = to.astimezone(zone)
            offsets.add(wall.utcoffset())
            is_slot = WeeklySlot(wall.weekday(), wall.time()) in house.slots
            assert is_slot or wall.utcoffset() != (to - timedelta(hours=3)).astimezone(zone).utcoffset()
        assert len(offsets) == 2  # summer and winter
