"""What goes wrong on the way is retried, looked up or said, and never doubled."""

import asyncio
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from models.domain.article import Stage
from models.tables import Article, Effect
from tests.journeys.cast import Cast
from tests.journeys.death import Death

pytestmark = pytest.mark.timeout(240)


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


async def test_a_refused_post_puts_the_article_on_hold_and_resume_lets_it_go_on(cast: Cast) -> None:
    article_id = await cast.start("Keys and doors", images=0)
    await cast.plan_fault(service="medium", method="post", kind="status", status=400, mark="Keys and doors")
    await cast.approve_text()
    await cast.approve_plan()
    told = await cast.writer.message("is on hold")
    assert "turned the request down" in told.words
    assert await cast.posts() == []
    await cast.writer.say(f"/resume {article_id}")
    await cast.until(article_id, Stage.PUBLISHED)
    assert len(await cast.posts()) == 1


async def test_a_refused_token_hands_the_article_to_the_writer_whose_link_publishes_it(cast: Cast) -> None:
    article_id = await cast.start("Doors without keys")
    await cast.plan_fault(service="medium", method="post", kind="status", status=401, mark="Doors without keys")
    await cast.approve_text()
    await cast.keep_image()
    await cast.approve_plan()
    card = await cast.writer.card("Give it up", "I cannot publish this myself")
    assert "Medium refused the account's token" in card.words
    assert await cast.posts() == []
    story = await cast.publish_by_hand("Doors without keys", "<p>Written with the help of AI.</p>")
    await cast.writer.say(f"{story}?source=friends_link", reply_to=card)
    assert story in (await cast.writer.message("is out")).words
    article = await cast.until(article_id, Stage.PUBLISHED)
    assert article.medium_url == story
    assert [run["name"] for run in await cast.task_runs(article)].count("Publish on Medium") == 1


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


async def test_a_worker_that_is_killed_while_the_model_writes_comes_back_and_goes_on(cast: Cast, death: Death) -> None:
    await cast.plan_fault(service="model", method="chat", kind="slow", seconds=4, mark="Bells under water")
    article_id = await cast.start("Bells under water", images=0)
    await cast.until(article_id, Stage.DRAFTING)
    await asyncio.sleep(1)  # into the model's four seconds
    await death.of_whoever_works_on(article_id)
    await cast.approve_text()
    await cast.approve_plan()
    await cast.until(article_id, Stage.PUBLISHED)
    assert len(await cast.posts()) == 1
    async with httpx.AsyncClient(base_url=cast.simulators_url, trust_env=False) as http:
        log = (await http.get("/_sim/log", params={"service": "model"})).raise_for_status().json()
    written = [call for call in log if "Bells under water" in call["body"] and "Task: draft" in call["body"]]
    assert len(written) <= 2  # the one that was cut off, and one more


async def test_an_article_that_takes_its_worker_down_three_times_is_set_aside_and_another_goes_on(
    cast: Cast, death: Death
) -> None:
    await cast.plan_fault(service="model", method="chat", kind="slow", seconds=30, count=3, mark="Black powder")
    article_id = await cast.start("Black powder", images=0)
    for deaths in range(3):
        await _asked_the_model(cast, article_id, times=deaths + 1)
        await death.of_whoever_works_on(article_id)
    assert "brought the worker down 3 times" in (await cast.writer.message("could not go on")).words
    await cast.until(article_id, Stage.FAILED)
    await cast.start("White chalk", images=0)
    await cast.approve_text()


async def _asked_the_model(cast: Cast, article_id: int, times: int) -> None:
    while True:
        async with cast.desk.database.session() as session:
            asked = await session.get(Effect, f"article:{article_id}:revision:1:write")
        if asked is not None and asked.claims == times:
            return
        await asyncio.sleep(0.1)


async def test_dispatch_starts_what_is_due_and_leaves_what_is_not(cast: Cast) -> None:
    due = await queued(cast, "Due today", timedelta(hours=1))
    later = await queued(cast, "Due next month", timedelta(days=30))
    await cast.run_deployment("dispatch/dispatch")
    await cast.writer.card("Approve", "Revision 1")
    assert (await cast.article(due)).stage is Stage.DRAFT_REVIEW
    assert (await cast.article(later)).stage is Stage.QUEUED


async def test_dispatch_and_upkeep_stand_on_prefects_schedule(cast: Cast) -> None:
    scheduled = await cast.prefect("/flow_runs/filter", {"flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}})
    flows = await cast.prefect("/flows/filter", {})
    names = {flow["id"]: flow["name"] for flow in flows}
    assert {names[run["flow_id"]] for run in scheduled} >= {"dispatch", "upkeep"}


async def queued(cast: Cast, topic: str, in_: timedelta) -> int:
    now = datetime.now(UTC)
    article = Article(account_id=cast.account.id, topic=topic, publish_at=now + in_, stage_since=now, created_at=now)
    async with cast.desk.database.session() as session:
        session.add(article)
    return article.id
