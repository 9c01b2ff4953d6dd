"""What goes wrong on the way is retried, looked up or said, and never doubled."""

import asyncio

import pytest

from models.domain.article import Stage
from tests.journeys.cast import Cast

pytestmark = pytest.mark.timeout(120)


async def test_a_step_that_fails_twice_is_retried_and_seen_so_in_prefect(cast: Cast) -> None:
    await cast.plan_fault(service="model", method="chat", kind="status", status=503, count=2, mark="Lanterns of paper")
    article_id = await cast.start("Lanterns of paper", images=0)
    await cast.writer.card("Approve", "Revision 1")
    article = await cast.article(article_id)
    written = next(run for run in await cast.task_runs(article) if run["name"] == "Write revision 1")
    assert written["run_count"] == 3
    assert written["state_type"] == "COMPLETED"


async def test_a_post_whose_answer_was_lost_is_found_in_the_feed_and_not_sent_again(cast: Cast) -> None:
    article_id = await cast.start("A letter that arrives twice", images=0)
    await cast.plan_fault(service="medium", method="post", kind="cut_after", mark="A letter that arrives twice")
    await cast.approve_text()
    await cast.approve_plan()
    await cast.until(article_id, Stage.PUBLISHED)
    assert len(await cast.posts()) == 1
    article = await cast.article(article_id)
    publishing = next(run for run in await cast.task_runs(article) if run["name"] == "Publish on Medium")
    assert publishing["run_count"] == 2


async def test_a_refused_token_puts_the_article_on_hold_and_resume_lets_it_go_on(cast: Cast) -> None:
    article_id = await cast.start("Keys and doors", images=0)
    await cast.plan_fault(service="medium", method="post", kind="status", status=401, mark="Keys and doors")
    await cast.approve_text()
    await cast.approve_plan()
    told = await cast.writer.message("is on hold")
    assert "token" in told.words
    assert await cast.posts() == []
    await cast.writer.say(f"/resume {article_id}")
    await cast.until(article_id, Stage.PUBLISHED)
    assert len(await cast.posts()) == 1


async def test_a_run_that_is_resumed_by_hand_without_a_decision_sleeps_again(cast: Cast) -> None:
    article_id = await cast.start("Patience", images=0)
    card = await cast.writer.card("Approve", "Revision 1")
    article = await cast.article(article_id)
    assert article.flow_run_id is not None
    while (run := await cast.flow_run(article))["state_name"] != "Suspended":
        await asyncio.sleep(0.1)
    first_sleep = run["state_id"]
    assert await cast.desk.runs.resume(article.flow_run_id)
    while (run := await cast.flow_run(article))["state_name"] != "Suspended" or run["state_id"] == first_sleep:
        await asyncio.sleep(0.1)
    assert (await cast.article(article_id)).stage is Stage.DRAFT_REVIEW
    await cast.writer.tap(card, "Approve")
    await cast.approve_plan()
    await cast.until(article_id, Stage.PUBLISHED)
