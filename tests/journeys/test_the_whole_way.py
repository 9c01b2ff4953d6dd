"""An article from its topic to Medium, as its writer lives through it."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from hashlib import md5

import pytest

from deployments import account_desk
from deployments.rehearsal import Rehearsal
from integrations.public_images import public_key
from integrations.sealing import going
from models.domain.article import Stage
from models.store import accounts, articles, handed
from tests.journeys.cast import Cast

pytestmark = pytest.mark.timeout(120)


async def test_an_article_that_is_approved_at_once_is_published_once(cast: Cast) -> None:
    article_id = await cast.start("Growing tomatoes on a balcony")
    await cast.approve_text()
    await cast.keep_image()
    await cast.approve_plan()
    told = await cast.writer.message("is out")
    article = await cast.until(article_id, Stage.PUBLISHED)
    posts = await cast.posts()
    assert len(posts) == 1
    assert article.medium_url is not None
    assert article.medium_url in told.words
    assert posts[0]["tags"] == article.tags
    assert posts[0]["content"].startswith("<h1>")
    assert "image:" not in posts[0]["content"]


async def test_every_step_is_seen_in_prefect_by_a_name_that_says_what_it_did(cast: Cast) -> None:
    article_id = await cast.start("How a tram driver sees the city")
    await cast.approve_text()
    await cast.keep_image()
    await cast.approve_plan()
    article = await cast.until(article_id, Stage.PUBLISHED)
    names = [run["name"] for run in await cast.task_runs(article)]
    for step in (
        "Write revision 1",
        "Send the draft to the writer",
        "Send the images to the writer",
        "Propose tags and time",
        "Send tags and time to the writer",
        "Publish on Medium",
    ):
        assert step in names
    assert any(name.startswith("Draw image ") for name in names)
    run = await cast.flow_run(article)
    assert run["name"].startswith("How a tram driver sees the city")
    assert run["parameters"] == {"article_id": article_id}
    artifacts = await cast.prefect("/artifacts/filter", {"flow_runs": {"id": {"any_": [run["id"]]}}})
    assert {artifact["key"].rpartition(f"article-{article_id}-")[2].split("-")[0] for artifact in artifacts} == {
        "text",
        "image",
    }


async def test_feedback_twice_makes_two_revisions_and_then_it_goes_on(cast: Cast) -> None:
    article_id = await cast.start("Why I repair old radios", images=0)
    first = await cast.writer.card("Approve", "Revision 1")
    await cast.writer.say("Please make it shorter", reply_to=first)
    second = await cast.writer.card("Approve", "Revision 2")
    await cast.writer.say('Change the title to "Dust and valves"', reply_to=second)
    third = await cast.writer.card("Approve", "Revision 3")
    assert "Dust and valves" in third.words
    await cast.writer.tap(third, "Approve")
    await cast.approve_plan()
    await cast.until(article_id, Stage.PUBLISHED)
    assert [post["title"] for post in await cast.posts()] == ["Dust and valves"]


async def test_a_dropped_article_ends_and_is_never_posted(cast: Cast) -> None:
    article_id = await cast.start("An idea that will not fly", images=0)
    card = await cast.writer.card("Drop")
    await cast.writer.tap(card, "Drop")
    await cast.writer.tap_again(card, "Yes, drop it")
    await cast.writer.message("was dropped")
    article = await cast.until(article_id, Stage.DROPPED)
    while (run := await cast.flow_run(article))["state_type"] != "COMPLETED":
        await asyncio.sleep(0.1)
    assert run["state_name"] == "Dropped"
    assert await cast.posts() == []


async def test_an_image_that_is_refused_once_is_made_again_and_medium_fetches_the_kept_one_by_its_address(
    stack: Rehearsal, cast: Cast
) -> None:
    await account_desk.put(cast.desk, cast.account.label, "images-by", "address")
    article_id = await cast.start("The colour of a winter sea")
    await cast.approve_text()
    first = await cast.writer.card("Keep", "try 1")
    await cast.writer.say("With a lighthouse, please", reply_to=first)
    second = await cast.writer.card("Keep", "try 2")
    await cast.writer.tap(second, "Keep")
    plan = await cast.writer.card("Approve", "Tags, in order")
    assert "images by their public address" in plan.words
    await cast.writer.tap(plan, "Approve")
    article = await cast.until(article_id, Stage.PUBLISHED)
    names = [run["name"] for run in await cast.task_runs(article)]
    assert sum(name.startswith("Write revision") for name in names) == 1, "the text is left alone"
    assert sum(name.startswith("Draw image") for name in names) == 2
    async with cast.desk.database.session() as session:
        [kept] = (await articles.newest_images(session, article_id)).values()
    approved = await cast.desk.storage.get(kept.object_key)
    [story] = await cast.stories()
    [shown] = story["images"]
    assert kept.number == 2
    assert f'<img src="{shown["src"]}"' in json.loads(story["request"])["content"]
    assert shown["src"] == f"{stack.environment['S3_PUBLIC_URL']}/{public_key(kept)}"
    [fetched] = [each for each in await cast.at_medium("images") if each["origin"] == shown["src"]]
    assert (shown["fetched"], fetched["md5"]) == (True, md5(approved, usedforsecurity=False).hexdigest())


async def test_an_image_that_is_left_out_takes_its_slot_with_it(cast: Cast) -> None:
    article_id = await cast.start("Maps without roads")
    await cast.approve_text()
    await cast.writer.tap(await cast.writer.card("Leave out"), "Leave out")
    await cast.approve_plan()
    await cast.until(article_id, Stage.PUBLISHED)
    assert "<img" not in (await cast.posts())[0]["content"]


async def test_tags_and_time_are_changed_and_it_goes_out_at_the_new_time(cast: Cast) -> None:
    article_id = await cast.start("A week without a phone", due_in=timedelta(days=1), images=0)
    await cast.approve_text()
    plan = await cast.writer.card("Approve", "Tags, in order")
    await cast.writer.say("tags: quiet, phones, attention", reply_to=plan)
    changed = await cast.writer.card("Approve", "1. quiet")
    await cast.writer.tap(changed, "Approve")
    article = await cast.until(article_id, Stage.SCHEDULED)
    assert await cast.posts() == []
    soon = datetime.now(UTC) + timedelta(seconds=4)
    await cast.bring_forward(article, to=soon)
    published = await cast.until(article_id, Stage.PUBLISHED)
    posts = await cast.posts()
    assert [post["tags"] for post in posts] == [["quiet", "phones", "attention"]]
    assert published.published_at is not None
    assert timedelta(0) <= published.published_at - soon < cast.pace.lateness


async def test_a_tap_that_comes_before_the_run_sleeps_counts_and_the_run_goes_on_at_once(cast: Cast) -> None:
    """Telegram shows the card, and answers the request that sent it when the writer has long decided."""
    await cast.plan_fault(service="telegram", method="sendMessage", kind="late", seconds=2, count=9, mark="Foghorns")
    article_id = await cast.start("Foghorns", images=0)
    card = await cast.approve_text()
    await cast.approve_plan()
    article = await cast.until(article_id, Stage.PUBLISHED)
    assert (
        sum(seen.message_id == card.message_id or "Revision 1" in seen.words for seen in await cast.writer.chat()) == 1
    )
    assert (await cast.states(article)).count("Suspended") <= 1  # for tags and time, if at all


async def test_an_article_that_the_writer_holds_is_asked_about_again_when_they_let_it_go_on(cast: Cast) -> None:
    article_id = await cast.start("Tides and timetables", images=0)
    first = await cast.writer.card("Approve", "Revision 1")
    await cast.writer.say(f"/hold {article_id}")
    await cast.until(article_id, Stage.ON_HOLD)
    await cast.writer.say(f"/resume {article_id}")
    again = await cast.approve_text()
    assert again.message_id != first.message_id
    await cast.approve_plan()
    await cast.until(article_id, Stage.PUBLISHED)
    assert len(await cast.posts()) == 1
    [old] = [seen for seen in await cast.writer.chat() if seen.message_id == first.message_id]
    assert not old.buttons


async def test_without_a_token_the_writer_publishes_by_hand_and_its_feed_tells(cast: Cast) -> None:
    async with cast.desk.database.session() as session:
        (await accounts.account(session, cast.account.id)).medium_token = None
    article_id = await cast.start("Letters to nobody", images=0)
    await cast.approve_text()
    await cast.writer.tap(await cast.writer.card("Approve", "by your hand"), "Approve")
    await cast.writer.card("Give it up", "the account has no token")
    article = await cast.until(article_id, Stage.HANDED_OFF)
    async with cast.desk.database.session() as session:
        sent = await going(session, article)
    story = await cast.publish_by_hand("Letters to no one", sent.content.partition("\n")[2])
    while (
        await cast.article(article_id)
    ).stage is Stage.HANDED_OFF:  # upkeep may just be at it, and looks now and then
        async with cast.desk.database.session() as session:
            (await handed.kept(session, article_id)).looked_at = None
        await cast.run_deployment("upkeep/upkeep")
    assert story in (await cast.writer.message("is out")).words
    assert (await cast.article(article_id)).medium_url == story


async def test_two_articles_of_two_accounts_do_not_meet(cast: Cast) -> None:
    async with Cast.assembled(cast.simulators_url, cast.desk, cast.pace) as other:
        ids = await asyncio.gather(cast.start("Left hand", images=0), other.start("Right hand", images=0))
        await asyncio.gather(cast.approve_text(), other.approve_text())
        await asyncio.gather(cast.approve_plan(), other.approve_plan())
        await asyncio.gather(cast.until(ids[0], Stage.PUBLISHED), other.until(ids[1], Stage.PUBLISHED))
        assert [len(await each.posts()) for each in (cast, other)] == [1, 1]
        assert all("Right hand" not in seen.words for seen in await cast.writer.chat())


async def test_a_tap_that_is_sent_three_times_counts_once(cast: Cast) -> None:
    article_id = await cast.start("Say it once", images=0)
    await cast.writer.tap(await cast.writer.card("Approve", "Revision"), "Approve", times=3)
    await cast.writer.tap(await cast.writer.card("Approve", "Tags, in order"), "Approve", times=3)
    await cast.until(article_id, Stage.PUBLISHED)
    assert len(await cast.posts()) == 1
