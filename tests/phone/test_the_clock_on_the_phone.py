"""What the clock brings to the phone: slots, reminders, quiet hours, the digest, deadlines and missed times.

Time is moved under the articles, and upkeep looks twice each time.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from models.domain.article import Stage
from models.store import reviews
from models.tables import Vigil
from tests.phone.company import Company

pytestmark = pytest.mark.timeout(120)
_BERLIN = ZoneInfo("Europe/Berlin")


async def _settings(cast: Company, *said: str) -> None:
    for words in said:
        await cast.writer.say(f"/settings {words}")
        await cast.writer.message(words.split(maxsplit=1)[0])


async def _waiting(cast: Company, topic: str, due_in: timedelta) -> int:
    """An article that was shown five hours ago and is due then."""
    article_id = await cast.start(topic, due_in=timedelta(days=9), images=0)
    await cast.asked(article_id)
    await cast.change(article_id, publish_at=datetime.now(UTC) + due_in)
    async with cast.desk.database.session() as session:
        for review in await reviews.open_reviews(session, article_id):
            review.shown_at = datetime.now(UTC) - timedelta(hours=5)
            session.add(review)
    return article_id


async def test_a_reminder_waits_for_the_end_of_the_quiet_hours_comes_once_and_can_be_answered(cast: Company) -> None:
    now = datetime.now(_BERLIN)
    quiet = f"{now - timedelta(hours=1):%H:%M}-{now + timedelta(hours=1):%H:%M}"
    await _settings(cast, "reminders 3h", f"quiet {quiet}", "digest off")
    await _waiting(cast, "An umbrella in June", timedelta(hours=2, minutes=50))
    await cast.writer.card("Approve", "Revision 1")
    await cast.look_after()
    assert not [seen for seen in await cast.writer.chat() if seen.words.startswith("⏰")]
    await _settings(cast, "quiet off")
    await cast.look_after()
    reminder = await cast.writer.message("⏰ “An umbrella in June” waits for your word on its text.")
    assert "If nobody answers, it goes on hold." in reminder.words
    await cast.writer.say('Change the title to "Rain"', reply_to=reminder)
    assert "Rain" in (await cast.writer.card("Approve", "Revision 2")).words
    await cast.nothing_came_twice()


async def test_the_day_begins_with_one_list_of_what_waits(cast: Company) -> None:
    await _settings(cast, "reminders off", "quiet off", f"digest {datetime.now(_BERLIN).hour}")
    for topic in ("First in the list", "Second in the list"):
        article_id = await _waiting(cast, topic, timedelta(days=3))
        await cast.change(article_id, stage_since=datetime.now(UTC) - timedelta(days=1))
    await cast.look_after()
    digest = await cast.writer.message("2 articles wait for you:")
    assert "First in the list" in digest.words
    assert "Second in the list" in digest.words
    await cast.nothing_came_twice()


async def test_nobody_answered_and_the_accounts_rule_is_followed_once_and_told(cast: Company) -> None:
    late = -timedelta(minutes=1)
    await _settings(cast, "reminders off", "digest off")
    held = await _waiting(cast, "Too late for the post", late)
    await _followed(cast)
    await cast.until(held, Stage.ON_HOLD)
    await cast.writer.message("is on hold: nobody answered in time")

    await _settings(cast, "deadline next slot")
    moved = await _waiting(cast, "One train later", late)
    await _followed(cast)
    assert "moved" in (await cast.writer.message("“One train later”")).words
    article = await cast.article(moved)
    assert (article.stage, article.publish_at > datetime.now(UTC), article.times_moved) == (Stage.DRAFT_REVIEW, True, 1)

    await _settings(cast, "deadline leave as a Medium draft")
    left = await _waiting(cast, "A letter in a drawer", late)
    await _followed(cast)
    await cast.until(left, Stage.LEFT_AS_DRAFT)
    told = await cast.writer.message("is a draft on Medium, which only you see")
    assert [post["publishStatus"] for post in await cast.posts()] == ["draft"]
    url = await cast.publish_by_hand("A letter in a drawer", "<p>It is out of it.</p>")
    await cast.writer.say(url, reply_to=told)
    await cast.writer.message(f"“A letter in a drawer” is out: {url}")
    await cast.until(left, Stage.PUBLISHED)
    await cast.nothing_came_twice()


async def test_a_missed_time_is_caught_up_within_the_grace_and_asked_about_after_it(cast: Company) -> None:
    ids = []
    for topic in ("An hour behind", "A day behind"):
        ids.append(await cast.start(topic, due_in=timedelta(days=4), images=0))
        await cast.approve_text()
        await cast.approve_plan()
        await cast.until(ids[-1], Stage.SCHEDULED)
    await cast.change(ids[0], publish_at=datetime.now(UTC) - timedelta(minutes=30))
    assert "after its time" in (await cast.writer.message("“An hour behind” is out")).words
    await cast.change(ids[1], publish_at=datetime.now(UTC) - timedelta(hours=24))
    again = await cast.writer.card("Approve", "as soon as you approve, since")
    assert len(await cast.posts()) == 1
    await cast.writer.tap(again, "Approve")
    await cast.writer.message("“A day behind” is out")
    assert len(await cast.posts()) == 2
    await cast.nothing_came_twice()


async def test_a_topic_without_a_time_fills_the_accounts_next_free_slot(cast: Company) -> None:
    await _settings(cast, "slots sat 10am", "slots-zone Europe/Berlin")
    for _ in range(2):
        await cast.writer.say("/new A topic for some saturday")
        await cast.writer.tap(await cast.writer.card("Skip"), "Skip")
        await cast.writer.tap(await cast.writer.card("Next free slot"), "Next free slot")
        summary = await cast.writer.card("Yes, queue it", "That is the next free slot.")
        assert "Sat " in summary.words
        assert "10:00 (Europe/Berlin)" in summary.words
        await cast.writer.tap(summary, "Yes, queue it")
        await cast.writer.message("is queued for Sat")
    queued = {seen.words.partition("queued for")[2] for seen in await cast.writer.chat() if "is queued" in seen.words}
    assert len(queued) == 2  # a slot is taken once


async def _followed(cast: Company) -> None:
    """The rules are only followed by a desk that was awake for a while."""
    now = datetime.now(UTC)
    async with cast.desk.database.session() as session:
        await session.merge(Vigil(awake_since=now - timedelta(minutes=9), looked_at=now))
    await cast.look_after()
