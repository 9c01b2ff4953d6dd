"""The last review: five tags in order, and the time, typed or tapped, said back before it counts."""

from datetime import UTC, datetime, timedelta

import pytest

from integrations.simulators.scripted_writer import Seen
from models.domain.article import Stage
from tests.phone.company import Company

pytestmark = pytest.mark.timeout(120)


async def _plan(cast: Company, topic: str) -> tuple[int, Seen]:
    article_id = await cast.start(topic, due_in=timedelta(days=4), images=0)
    await cast.approve_text()
    plan = await cast.writer.card("Approve", "Tags, in order")
    await cast.asked(article_id)
    return article_id, plan


async def test_tags_and_time_are_typed_with_and_without_their_names_and_shown_back(cast: Company) -> None:
    article_id, plan = await _plan(cast, "A clock without hands")
    lines = plan.words.splitlines()
    assert [line.endswith("✓") for line in lines if line[:2] in ("1.", "2.", "3.", "4.", "5.")] == [True] * 3 + [
        False
    ] * 2
    for typed, refused in (
        (f"tags: one, {'x' * 26}, three", "Medium ignores tags of more than 25"),
        ("tags: a, b, c, d, e, f", "6 tags: there have to be 1 to 5"),
        ("time: 2020-01-01 09:00", "has already passed"),
        ("one, two", "Are these the tags?"),
    ):
        await cast.writer.say(typed, reply_to=plan)
        await cast.writer.message(refused)
    await cast.writer.say("clocks, hands, quiet, time, houses")  # no name, no reply: only this waits
    plan = await cast.writer.card("Approve", "5. houses")
    await cast.asked(article_id)
    for typed, said in (
        ("time: 2027-03-28 02:30", "the clocks jump over it: 03:30 is taken."),
        ("2027-10-31 02:30", "since the clocks go back: the first one is taken."),
        ("next tuesday 9am", "Got it, here is the new plan."),
    ):
        await cast.writer.say(typed, reply_to=plan)
        await cast.writer.message(said)
        plan = await cast.writer.card("Approve", "Goes out")
        await cast.asked(article_id)
    assert "09:00 (Europe/Berlin)" in plan.words
    taps = await cast.writer.tap(plan, "Approve")
    assert (await cast.writer.answers(taps))[1].startswith("Already decided: Approved")
    article = await cast.until(article_id, Stage.SCHEDULED)
    assert article.tags == ["clocks", "hands", "quiet", "time", "houses"]
    await cast.nothing_came_twice()


async def test_the_next_slot_moves_it_and_publish_now_takes_a_second_tap(cast: Company) -> None:
    article_id, plan = await _plan(cast, "Trains that wait")
    await cast.writer.tap(plan, "Next slot")
    moved = await cast.writer.card("Approve", "Tags, in order")
    await cast.asked(article_id)
    assert moved.words != plan.words
    await cast.writer.tap(moved, "Publish now")
    await cast.writer.tap_again(moved, "No, back")
    await cast.writer.tap_again(moved, "Publish now")
    assert await cast.posts() == []
    before = datetime.now(UTC)
    await cast.writer.tap_again(moved, "Yes, publish now")
    article = await cast.until(article_id, Stage.PUBLISHED)
    await cast.writer.message("is out")
    assert article.published_at is not None
    assert article.published_at >= before
    assert len(await cast.posts()) == 1
    await cast.nothing_came_twice()


async def test_words_that_are_asked_for_with_a_tap_are_taken_as_tags(cast: Company) -> None:
    article_id, plan = await _plan(cast, "Bridges that sing")
    await cast.writer.tap(plan, "Change tags or time")
    question = await cast.writer.message("tags: one, two, three or time:")
    await cast.writer.say("bridges, songs, rivers", reply_to=question)
    await cast.writer.tap(await cast.writer.card("Approve", "3. rivers"), "Approve")
    article = await cast.until(article_id, Stage.SCHEDULED)
    assert article.tags == ["bridges", "songs", "rivers"]
    await cast.nothing_came_twice()


async def test_an_approval_is_taken_back_from_its_card_and_nothing_goes_out_before_the_next_one(cast: Company) -> None:
    async with cast.another("Bea") as bea:
        await cast.pair(bea)
        article_id, plan = await _plan(cast, "A gate that swings both ways")
        hers = await bea.card("Approve", "Tags, in order")
        await cast.writer.tap(plan, "Approve")
        await cast.until(article_id, Stage.SCHEDULED)
        plan, hers = await cast.writer.turned(plan, "Approved by"), await bea.turned(hers, "Approved by")
        assert [button.text for row in plan.buttons for button in row] == ["↩️ Reopen"]
        told = await bea.answers(await bea.tap(hers, "Reopen"))
        assert told == [
            "Reopened. Nothing goes out before you approve it again.",
            "It is open again. The newest card counts.",
        ]
        for writer, card in ((cast.writer, plan), (bea, hers)):
            assert (await writer.turned(card, "Reopened by Bea")).buttons == []
        again = await cast.writer.card("Approve", "Tags, in order")
        await cast.asked(article_id)
        assert (await cast.article(article_id)).seal is None
        await cast.writer.tap(again, "Approve")
        await cast.until(article_id, Stage.SCHEDULED)
        assert (await cast.writer.turned(again, "Approved by")).has_button("Reopen")
        await cast.writer.say(f"/hold {article_id}")
        await cast.writer.message("is on hold")
        await cast.is_over(cast.writer, again)
        assert await cast.posts() == []
        await cast.nothing_came_twice(bea)
