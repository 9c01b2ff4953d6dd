"""What somebody does to an article's run in Prefect's own pages is found out and put right, and the writer is told."""

import asyncio
from datetime import timedelta

import pytest

from models.domain.article import Stage
from models.domain.review import Channel, Verdict
from models.store import reviews
from tests.journeys.cast import Cast

pytestmark = pytest.mark.timeout(120)
_LONG_AGO = timedelta(minutes=5)


async def test_a_run_that_is_cancelled_while_it_sleeps_holds_the_article_and_the_writer_is_told(cast: Cast) -> None:
    article_id = await cast.start("Cancelled in its sleep", images=0)
    first = await cast.writer.card("Approve", "Revision 1")
    await cast.press(await cast.run_is(article_id, "Suspended"), "CANCELLING", "Cancelling")
    await cast.looked_after(article_id)
    assert "cancelled in Prefect" in (await cast.writer.message("is on hold")).words
    await cast.writer.say(f"/resume {article_id}")
    assert (await cast.approve_text()).message_id != first.message_id
    await cast.approve_plan()
    await cast.until(article_id, Stage.PUBLISHED)
    assert len(await cast.posts()) == 1


async def test_a_run_that_is_cancelled_while_it_waits_for_its_time_never_goes_out_by_itself(cast: Cast) -> None:
    article_id = await cast.start("Cancelled before its time", due_in=timedelta(days=1), images=0)
    await cast.approve_text()
    await cast.approve_plan()
    await cast.until(article_id, Stage.SCHEDULED)
    await cast.press(await cast.run_is(article_id, "AwaitingPublish"), "CANCELLING", "Cancelling")
    await cast.looked_after(article_id)
    assert "cancelled in Prefect" in (await cast.writer.message("is on hold")).words
    await cast.until(article_id, Stage.ON_HOLD)
    assert await cast.posts() == []


async def test_a_run_that_is_deleted_while_it_sleeps_is_replaced_and_the_card_on_the_phone_counts(cast: Cast) -> None:
    article_id = await cast.start("Deleted in its sleep", images=0)
    card = await cast.writer.card("Approve", "Revision 1")
    article = await cast.run_is(article_id, "Suspended")
    await cast.delete_run(article)
    await cast.writer.tap(card, "Approve")
    await cast.rests(article_id, after=Stage.DRAFT_REVIEW)
    await cast.looked_after(article_id)
    await cast.approve_plan()
    assert (await cast.until(article_id, Stage.PUBLISHED)).flow_run_id != article.flow_run_id
    assert len(await cast.posts()) == 1
    assert sum("Revision 1" in seen.words for seen in await cast.writer.chat()) == 1


async def test_a_run_that_fails_gets_one_successor_and_then_a_person_is_asked(cast: Cast) -> None:
    article_id = await cast.start("Failed twice", images=0)
    await cast.writer.card("Approve", "Revision 1")
    first = await cast.run_is(article_id, "Suspended")
    await cast.press(first, "FAILED", "Failed")
    await cast.looked_after(article_id)
    second = await cast.run_is(article_id, "Suspended")
    assert second.flow_run_id != first.flow_run_id
    await cast.press(second, "FAILED", "Failed")
    await cast.looked_after(article_id)
    assert "its run failed twice" in (await cast.writer.message("could not go on")).words
    await cast.until(article_id, Stage.FAILED)


async def test_a_run_that_is_retried_after_its_end_does_nothing_again(cast: Cast) -> None:
    article_id = await cast.start("Once is enough", images=0)
    await cast.approve_text()
    await cast.approve_plan()
    await cast.writer.message("is out")
    article = await cast.until(article_id, Stage.PUBLISHED)
    await cast.ended(article.flow_run_id)
    said = len(await cast.writer.chat())
    before = len(await cast.states(article))
    await cast.press(article, "SCHEDULED", "AwaitingRetry")
    while len(await cast.states(article)) < before + 2:
        await asyncio.sleep(0.1)
    await cast.ended(article.flow_run_id)
    assert (await cast.article(article_id)).stage is Stage.PUBLISHED
    assert len(await cast.posts()) == 1
    assert len(await cast.writer.chat()) == said


async def test_a_decision_whose_process_died_before_it_woke_the_run_is_found_by_upkeep(cast: Cast) -> None:
    article_id = await cast.start("Decided and forgotten", images=0)
    await cast.writer.card("Approve", "Revision 1")
    await cast.run_is(article_id, "Suspended")
    async with cast.desk.database.session() as session:
        [review] = await reviews.open_reviews(session, article_id)
        await reviews.decide(session, review, Verdict.APPROVE, Channel.CONSOLE, cast.desk.clock() - _LONG_AGO)
    await cast.run_deployment("upkeep/upkeep")
    await cast.approve_plan()
    await cast.until(article_id, Stage.PUBLISHED)
    assert len(await cast.posts()) == 1
