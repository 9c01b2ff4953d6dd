"""Ten thousand articles in the queue and as many that wait: what is looked for every minute is found by an index."""

import time
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from integrations.services import Services
from models.domain.article import Stage
from models.store import articles, orphans, reviews, story_prints, waiting
from models.tables import Account, StoryPrint
from tasks.dispatching import due_articles
from tasks.timekeeping import keep_times
from tests.builders import an_account
from tests.conftest import Clock

_CROWD = """
insert into article (account_id, topic, brief, category, custom_prompt, publish_at, stage, stage_since, reason, attempt,
  failed_runs, created_at)
select :account, 'topic ' || n, '', '', '', :first + n * interval '1 minute', :stage, :since, '', 1, 0, :since
from generate_series(1, :number) n
"""
_SHOWN = """
insert into review (article_id, kind, round, subject, subject_hash, opened_at, shown_at)
select id, 'draft', 1, '', 'h', stage_since, stage_since from article where stage = 'draft_review'
"""
_SKETCHES = """
insert into story_print (article_id, hashes)
select article.id, (
  select jsonb_agg(left(md5(case when n % 16 = 0 then 'of all' else article.id::text end || n), 8) order by n)
  from generate_series(1, 128) n
)
from article where stage = 'queued' and article.id % 5 = 0
"""


@pytest.fixture
async def account(desk: Services, clock: Clock) -> AsyncIterator[Account]:
    account = await an_account(desk)
    async with desk.database.session() as session:
        connection = await session.connection()
        for stage in ("queued", "draft_review"):
            given = {"account": account.id, "stage": stage, "first": clock(), "since": clock(), "number": 10_000}
            await connection.execute(text(_CROWD), given)
        await connection.execute(text(_SHOWN))
        await connection.execute(text("analyze article, review, account"))
    yield account
    async with desk.database.session() as session:  # row by row it takes ten seconds
        await (await session.connection()).execute(text("truncate article cascade"))


async def test_a_crowd_begins_in_order_and_a_bounded_number_at_a_time(desk: Services, account: Account) -> None:
    begun = await due_articles.fn()
    assert [topic for _, topic in begun] == [f"topic {number}" for number in range(1, 61)]


async def test_no_look_of_every_minute_reads_all_articles(desk: Services, account: Account, clock: Clock) -> None:
    async with desk.database.session() as session:
        before = await _whole_reads(session)
        assert len(await articles.due(session, clock(), 60)) == 60
        assert await waiting.overdue_in_queue(session, clock(), 50) == []
        assert await waiting.awaited(session, clock()) == []
        assert await _whole_reads(session) == before
        await articles.articles(session)
        assert await _whole_reads(session) == before + 1


async def _whole_reads(session: AsyncSession, table: str = "article") -> int:
    """How often this connection read the table from its beginning to its end, as far as not yet told."""
    query = text("select seq_scan from pg_stat_xact_user_tables where relname = :table")
    return int((await (await session.connection()).execute(query, {"table": table})).scalar_one())


async def test_nearly_the_same_text_is_found_without_reading_those_that_share_a_paragraph(
    desk: Services, account: Account
) -> None:
    async with desk.database.session() as session:
        connection = await session.connection()
        await connection.execute(text(_SKETCHES))
        await connection.execute(text("analyze story_print"))
    async with desk.database.session() as session:
        one, other = (await session.exec(select(StoryPrint).order_by(col(StoryPrint.article_id)).limit(2))).all()
        own = "".join(one.hashes)
        before = await _whole_reads(session, "story_print")
        near = await story_prints.nearly_the_same(session, other.article_id, own, {Stage.QUEUED})
        assert await _whole_reads(session, "story_print") == before
        assert await story_prints.nearly_the_same(session, one.article_id, own, {Stage.QUEUED}) == []
    assert [each.article_id for each in near] == [one.article_id]


async def test_no_look_of_upkeep_takes_up_all_that_wait_and_each_has_its_turn(
    desk: Services, account: Account, clock: Clock
) -> None:
    since = clock() + timedelta(minutes=1)  # all of them have waited for longer
    async with desk.database.session() as session:
        before = await _whole_reads(session)
        assert await orphans.of_the_busy(session, clock(), since) == []
        assert await orphans.of_runs(session, clock(), since, [uuid4()]) == []
        assert await reviews.decided_and_idle(session, since, clock()) == []
        assert await _whole_reads(session) == before
    seen: set[int] = set()
    for turn in range(10_000 // orphans.IN_TURN):
        async with desk.database.session() as session:
            looked_at = await orphans.in_turn(session, clock(), since, turn)
        assert len(looked_at) == orphans.IN_TURN
        seen |= {each.id for each in looked_at}
    assert len(seen) == 10_000


async def test_a_look_at_the_clock_takes_a_moment(desk: Services, account: Account) -> None:
    started = time.perf_counter()
    await keep_times.fn()
    assert time.perf_counter() - started < 10
