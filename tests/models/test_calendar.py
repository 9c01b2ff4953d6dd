"""Slots on a real PostgreSQL: none is given twice, not even to two who ask at the same moment."""

import asyncio
from datetime import datetime, timedelta

import pytest

from integrations.services import Services
from models.domain.article import Stage
from models.domain.effects import AttemptOutcome
from models.domain.errors import Refused
from models.domain.punctuality import AskAgain, Wait, at_its_time
from models.store import calendar, profiles
from models.tables import Account, Article
from tests.builders import an_account, an_article
from tests.conftest import Clock
from tests.tasks.attempts import an_attempt

# NOW is Tuesday 1 December 2026, 09:00 UTC: 04:00 in New York
FIRST = datetime.fromisoformat("2026-12-01T13:00:00Z")


async def a_slot(desk: Services, account: Account) -> datetime:
    async with desk.database.session() as session:
        return await calendar.next_free_slot(session, account.id, desk.clock())


async def test_the_next_slot_is_the_first_that_no_live_article_of_the_account_has(desk: Services) -> None:
    account, other = await an_account(desk, token=None), await an_account(desk, "other", token=None)
    assert await a_slot(desk, account) == FIRST
    await an_article(desk, other, publish_at=FIRST)
    await an_article(desk, account, Stage.DROPPED, publish_at=FIRST)
    assert await a_slot(desk, account) == FIRST
    await an_article(desk, account, Stage.DRAFT_REVIEW, publish_at=FIRST)
    assert await a_slot(desk, account) == FIRST + timedelta(hours=12)


async def test_two_who_ask_at_the_same_moment_are_given_two_slots(desk: Services) -> None:
    account = await an_account(desk)

    async def take() -> datetime:
        async with desk.database.session() as session:
            slot = await calendar.next_free_slot(session, account.id, desk.clock())
            session.add(
                Article(
                    account_id=account.id, topic="t", publish_at=slot, stage_since=desk.clock(), created_at=desk.clock()
                )
            )
            return slot

    taken = await asyncio.gather(*(take() for _ in range(8)))
    assert len(set(taken)) == 8


async def test_topics_without_a_time_keep_the_whole_lead_time_and_fill_slot_after_slot(desk: Services) -> None:
    account = await an_account(desk)
    async with desk.database.session() as session:
        given = await calendar.slots_for_topics(session, account.id, desk.clock(), 4)
    assert [f"{at:%a %d %H:%M}" for at in given] == ["Tue 08 13:00", "Wed 09 01:00", "Wed 09 13:00", "Thu 10 01:00"]


async def test_an_account_without_slots_says_so(desk: Services) -> None:
    with pytest.raises(Refused, match="demo has no publishing slots"):
        await a_slot(desk, await an_account(desk, slots=[]))


async def test_what_the_same_profile_has_elsewhere_counts_for_its_ten_posts_a_day(desk: Services) -> None:
    account, twin = await an_account(desk), await an_account(desk, "twin")
    for minutes in range(9):
        await an_article(desk, twin, Stage.SCHEDULED, publish_at=FIRST - timedelta(hours=1, minutes=minutes))
    assert await a_slot(desk, account) == FIRST
    posted = await an_article(desk, twin, Stage.PUBLISHED, publish_at=desk.clock() - timedelta(hours=1))
    await an_attempt(desk, posted, desk.clock() - timedelta(hours=1), AttemptOutcome.POSTED)
    assert await a_slot(desk, account) == FIRST + timedelta(days=1)


@pytest.mark.parametrize(
    ("mine", "its", "is_one"),
    [
        ((None, "Ada"), (None, "ada"), True),
        (("1", "ada"), (None, "Ada"), True),
        ((None, "ada"), ("1", "ADA"), True),
        (("1", None), ("1", "ada"), True),
        (("1", "ada"), ("2", "ada"), False),
        ((None, None), (None, None), False),
        (("1", "ada"), (None, "bob"), False),
        (("1", None), (None, None), False),
    ],
)
async def test_accounts_are_one_person_by_medium_s_id_or_where_that_is_not_known_by_their_name(
    desk: Services, mine: tuple[str | None, str | None], its: tuple[str | None, str | None], is_one: bool
) -> None:
    account, other = await an_account(desk), await an_account(desk, "other")
    async with desk.database.session() as session:
        for each, (user_id, username) in ((account, mine), (other, its)):
            found = await session.get_one(Account, each.id)
            found.medium_user_id, found.medium_username = user_id, username
    await an_article(desk, other, Stage.PUBLISHED, published_at=desk.clock() - timedelta(hours=1))
    async with desk.database.session() as session:
        asked = await session.get_one(Account, account.id)
        assert list(await profiles.others_of_person(session, asked)) == ["other"] * is_one
        assert len(await calendar.posts_of_profile(session, asked, desk.clock())) == is_one


async def test_by_a_third_account_that_medium_named_both_are_known_to_be_one(desk: Services) -> None:
    """The name that one of them has belongs to the id that the other has."""
    nameless, named, by_hand = [await an_account(desk, label) for label in ("nameless", "named", "by hand")]
    async with desk.database.session() as session:
        for each, *known in ((nameless, "1", None), (named, "1", "ada"), (by_hand, None, "ada")):
            found = await session.get_one(Account, each.id)
            found.medium_user_id, found.medium_username = known
    async with desk.database.session() as session:
        asked = await session.get_one(Account, nameless.id)
        assert list(await profiles.others_of_person(session, asked)) == ["by hand", "named"]


async def test_an_attempt_that_posted_nothing_does_not_count_and_a_lost_one_does(desk: Services, clock: Clock) -> None:
    account = await an_account(desk)
    made_none = ((1, AttemptOutcome.NOT_POSTED), (3, AttemptOutcome.NOT_THERE))
    for hours, outcome in (*made_none, (2, AttemptOutcome.UNKNOWN), (25, AttemptOutcome.POSTED)):
        article = await an_article(desk, account, Stage.PUBLISHING, publish_at=clock())
        await an_attempt(desk, article, clock() - timedelta(hours=hours), outcome)
    async with desk.database.session() as session:
        assert await calendar.posts_of_profile(session, account, clock()) == [clock() - timedelta(hours=2)]


async def test_ahead_are_those_of_the_account_that_were_to_go_out_earlier_and_still_may(
    desk: Services, clock: Clock
) -> None:
    account, other = await an_account(desk), await an_account(desk, "other")
    earlier = clock() - timedelta(minutes=30)
    await an_article(desk, account, Stage.SCHEDULED, publish_at=clock() - timedelta(hours=3))
    await an_article(desk, account, Stage.SCHEDULED, publish_at=earlier)
    await an_article(desk, account, Stage.FINAL_REVIEW, publish_at=earlier)
    await an_article(desk, other, Stage.SCHEDULED, publish_at=earlier)
    article = await an_article(desk, account, Stage.SCHEDULED, publish_at=earlier)
    async with desk.database.session() as session:
        assert (await calendar.surroundings(session, article, account, clock(), timedelta())).ahead == 1


async def test_a_story_that_was_put_on_medium_by_hand_counts_as_one_post(desk: Services, clock: Clock) -> None:
    account = await an_account(desk)

    async def published(hours: int, *outcomes: AttemptOutcome) -> None:
        at = clock() - timedelta(hours=hours)
        article = await an_article(desk, account, Stage.PUBLISHED, publish_at=at, published_at=at)
        for outcome in outcomes:
            await an_attempt(desk, article, at, outcome)

    await published(1)
    await published(2, AttemptOutcome.NOT_POSTED)  # Medium refused the token, so it was handed off
    await published(3, AttemptOutcome.NOT_POSTED, AttemptOutcome.POSTED)
    await published(25)
    await an_article(desk, account, Stage.HANDED_OFF, publish_at=clock() - timedelta(hours=4))
    async with desk.database.session() as session:
        found = await calendar.posts_of_profile(session, account, clock())
    assert found == [clock() - timedelta(hours=hours) for hours in (3, 2, 1)]


async def test_ten_stories_by_hand_leave_no_room_for_an_eleventh_that_day(desk: Services, clock: Clock) -> None:
    account = await an_account(desk, token=None)
    first = clock() - timedelta(hours=10)
    for hours in range(10):
        at = first + timedelta(hours=hours)
        await an_article(desk, account, Stage.PUBLISHED, publish_at=at, published_at=at)
    article = await an_article(desk, account, Stage.SCHEDULED, publish_at=clock())
    async with desk.database.session() as session:
        around = await calendar.surroundings(session, article, account, clock(), timedelta())
    assert isinstance(at_its_time(clock(), timedelta(hours=2), around, clock()), AskAgain)
    assert at_its_time(clock(), timedelta(hours=15), around, clock()) == Wait(first + timedelta(days=1))
