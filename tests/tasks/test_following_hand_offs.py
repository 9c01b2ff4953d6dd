"""What writers publish by hand: found in Medium's feed, asked for until then, and never taken for another story."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from integrations.sealing import going
from integrations.services import Services
from models.domain.article import Stage
from models.domain.draft import Draft
from models.store import articles, handed
from models.tables import Account, Article
from tasks.following_hand_offs import follow_hand_offs, look_in_feeds, remind_of_hand_offs
from tests.builders import ADA, PLAIN, a_person, a_text, an_account, an_article, change, reread
from tests.conftest import Clock, Outside
from tests.integrations.telegram.phone import Phone
from tests.recorded_prefect import RecordedPrefect

OTHER = PLAIN.model_copy(update={"title": "The sea", "body": "Written with AI. The sea at noon is a mirror for gulls."})


@pytest.fixture
async def account(desk: Services, outside: Outside, clock: Clock) -> Account:
    """The feed lives in the true time."""
    clock.now = datetime.now(UTC).replace(microsecond=0)
    await outside.post("writer/text", chat=ADA, text="hello")
    account = await an_account(desk, token=None, quiet_hours="off")
    await a_person(desk, account)
    return account


async def waiting(
    desk: Services, account: Account, draft: Draft = PLAIN, stage: Stage = Stage.HANDED_OFF, **fields: Any
) -> Article:
    article = await an_article(desk, account, stage, told_at=desk.clock(), **fields)
    await a_text(desk, article, draft)
    return article


async def published_by_hand(desk: Services, outside: Outside, article: Article, extra: str = "") -> dict[str, Any]:
    async with desk.database.session() as session:
        content = (await going(session, await articles.article(session, article.id))).content
    wanted = {"username": "demo", "title": "As I like it", "content": content + extra}
    made: dict[str, Any] = await outside.post("medium/by_hand", **wanted)
    return made


async def said(outside: Outside) -> Sequence[str]:
    return [each["text"] for each in await outside.messages() if each["from"] == "bot"]


async def test_what_shows_up_in_the_feed_is_published_and_its_run_tells_the_writer(
    desk: Services, outside: Outside, prefect: RecordedPrefect, account: Account
) -> None:
    article = await waiting(desk, account)
    story = await published_by_hand(desk, outside, article, "<p>And one line of mine.</p>")
    assert await follow_hand_offs.fn() == "1 found in the feed, 0 reminded of, 0 public pages changed"
    out = await reread(desk, article)
    assert (out.stage, out.medium_post_id, out.medium_url) == (Stage.PUBLISHED, story["id"], story["url"])
    assert out.told_at is None
    assert out.flow_run_id is not None
    assert await look_in_feeds(desk) == 0


async def test_a_draft_on_medium_that_its_writer_made_public_is_known_by_its_number(
    desk: Services, outside: Outside, account: Account
) -> None:
    article = await waiting(desk, account, stage=Stage.LEFT_AS_DRAFT)
    story = await published_by_hand(desk, outside, article)
    await change(desk, article, medium_post_id="0" * 12)
    assert await look_in_feeds(desk) == 0
    desk.clock.advance(minutes=5)  # type: ignore[attr-defined]
    await change(desk, article, medium_post_id=story["id"])
    assert await look_in_feeds(desk) == 1
    assert (await reread(desk, article)).stage is Stage.PUBLISHED


async def test_another_story_an_older_one_and_one_that_is_taken_are_not_it(
    desk: Services, outside: Outside, account: Account, clock: Clock
) -> None:
    article = await waiting(desk, account)
    elsewhere = await waiting(desk, account, OTHER, stage=Stage.PUBLISHED)
    await published_by_hand(desk, outside, elsewhere)
    older = await published_by_hand(desk, outside, article)
    await change(desk, article, stage_since=clock() + timedelta(hours=2))
    assert await look_in_feeds(desk) == 0
    await change(desk, article, stage_since=clock())
    await change(desk, elsewhere, medium_post_id=older["id"])
    clock.advance(minutes=5)
    assert await look_in_feeds(desk) == 0
    assert (await reread(desk, article)).stage is Stage.HANDED_OFF


async def test_the_feed_of_a_profile_is_asked_once_and_then_not_for_a_while(
    desk: Services, outside: Outside, account: Account, clock: Clock
) -> None:
    await waiting(desk, account)
    await waiting(desk, account, OTHER)
    counts = []
    for minutes in (0, 2, 2):
        clock.advance(minutes=minutes)
        await look_in_feeds(desk)
        counts.append(len(await outside.calls("medium", "feed")))
    assert counts == [1, 1, 2]


async def test_a_feed_that_is_away_or_of_nobody_is_not_asked_sooner_for_that(
    desk: Services, outside: Outside, account: Account, clock: Clock
) -> None:
    article = await waiting(desk, account)
    await outside.suffer("medium", "feed", "html", status=403)
    assert await look_in_feeds(desk) == 0
    assert await look_in_feeds(desk) == 0
    assert len(await outside.calls("medium", "feed")) == 1
    async with desk.database.session() as session:
        (await session.get_one(Account, account.id)).medium_username = "nobody-of-this-name"
    clock.advance(minutes=5)
    assert await look_in_feeds(desk) == 0
    async with desk.database.session() as session:
        assert (await handed.kept(session, article.id)).looked_at == clock()


@pytest.mark.parametrize("field", ["medium_username", "is_paused"])
async def test_nobodys_feed_is_asked_for_who_has_no_name_or_is_paused(
    desk: Services, outside: Outside, account: Account, field: str
) -> None:
    await waiting(desk, account)
    async with desk.database.session() as session:
        setattr(await session.get_one(Account, account.id), field, None if field == "medium_username" else True)
    await look_in_feeds(desk)
    assert await outside.calls("medium", "feed") == []


async def test_the_writer_is_reminded_until_the_link_comes_each_time_once(
    desk: Services, outside: Outside, account: Account, clock: Clock
) -> None:
    article = await waiting(desk, account, topic="Notebooks")
    await change(desk, await reread(desk, article), title="Notebooks & <more>")
    counts = []
    for hours in (1, 2, 1, 20, 47, 1, 96, 168):
        clock.advance(hours=hours)
        counts.append(await remind_of_hand_offs(desk))
    assert counts == [0, 1, 0, 1, 0, 1, 1, 1]
    assert "⏰ “Notebooks & <more>” waits since" in (await said(outside))[-1]
    reminder = (await outside.messages())[-1]["message_id"]
    await Phone(desk, outside).write("https://medium.com/@demo/x-7b2b11c482f9", reply_to=reminder)
    assert (await reread(desk, article)).stage is Stage.PUBLISHED
    clock.advance(hours=168)
    assert await remind_of_hand_offs(desk) == 0


async def test_who_wants_no_reminders_gets_none(desk: Services, account: Account, clock: Clock) -> None:
    await waiting(desk, account)
    async with desk.database.session() as session:
        (await session.get_one(Account, account.id)).reminders = []
    clock.advance(days=2)
    assert await remind_of_hand_offs(desk) == 0
