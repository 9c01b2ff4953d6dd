"""Articles that an AI reviewer judges, alone or before the person, and what everything cost, on a stack of its own."""

import asyncio
import json
from typing import Any

import httpx
import pytest

from deployments.rehearsal import Rehearsal
from models.domain.article import Stage
from models.domain.review import Channel, ReviewKind
from models.store import opinions, reviews
from tests.journeys.cast import Cast

pytestmark = pytest.mark.timeout(120)


async def set_in_words(stack: Rehearsal, cast: Cast, name: str, words: str) -> None:
    await asyncio.to_thread(stack.command, "account", "set", cast.account.label, name, words)


async def say_next(cast: Cast, schema: str, **said: Any) -> None:
    async with httpx.AsyncClient(base_url=cast.simulators_url, trust_env=False) as http:
        (await http.post("/_sim/model/script", json={"schema_name": schema} | said)).raise_for_status()


def judged(score: int) -> str:
    criteria = dict.fromkeys(("substance", "truth", "voice", "structure", "language"), score)
    finding = {"quote": "", "problem": "It is too general.", "wish": "Mention the kettle."}
    return json.dumps(criteria | {"summary": "Not yet.", "objections": [finding]})


async def test_the_reviewer_alone_brings_an_article_out_and_its_owner_is_told(stack: Rehearsal, cast: Cast) -> None:
    await set_in_words(stack, cast, "reviewer", "ai")
    await say_next(cast, "review", content=judged(5))
    article_id = await cast.start("Tea at four in the morning")
    await cast.writer.message("approved “")
    told = await cast.writer.message("is out")
    assert "The AI reviewer alone approved the text, the images, tags and time." in told.words
    article = await cast.until(article_id, Stage.PUBLISHED)
    assert len(await cast.posts()) == 1
    async with cast.desk.database.session() as session:
        said = await opinions.of_article(session, article_id)
        last = await reviews.last_decision(session, article_id, ReviewKind.FINAL)
    assert [(each.kind, each.score) for each in said][:2] == [("draft", 5), ("draft", 8)]
    assert last is not None
    assert last.channel is Channel.AI
    names = [run["name"] for run in await cast.task_runs(article)]
    assert "Ask the AI reviewer" in names
    assert not any(name.startswith("Send ") for name in names), "nobody was asked anything"
    costs = await asyncio.to_thread(stack.command, "costs", "--article", str(article_id))
    for purpose in ("draft", "review", "image", "tags"):
        assert purpose in costs
    story = await asyncio.to_thread(stack.command, "show", str(article_id))
    assert "the AI reviewer approved the text alone: 8/10" in story


async def test_a_reviewer_that_says_nothing_usable_leaves_it_to_the_person(stack: Rehearsal, cast: Cast) -> None:
    await set_in_words(stack, cast, "reviewer", "ai then human")
    for _ in range(2):
        await say_next(cast, "review", content="Splendid!")
    article_id = await cast.start("A clock without hands", images=0)
    card = await cast.writer.card("Approve", "Revision 1")
    assert "AI reviewer: no usable answer" in card.words
    await cast.writer.tap(card, "Approve")
    await cast.approve_plan()
    told = await cast.writer.message("is out")
    assert "AI reviewer" not in told.words
    await cast.until(article_id, Stage.PUBLISHED)


async def test_at_the_ceiling_the_article_is_held_and_goes_on_when_it_is_raised(stack: Rehearsal, cast: Cast) -> None:
    label = cast.account.label
    await asyncio.to_thread(stack.command, "ceiling", label, "0.000001")
    article_id = await cast.start("The price of ink", images=0)
    told = await cast.writer.message("is on hold")
    assert f"copydesk ceiling '{label}' 50" in told.words
    await cast.until(article_id, Stage.ON_HOLD)
    said = await asyncio.to_thread(stack.command, "ceiling", label, "20")
    assert said == f"{label} has spent $0.00 this month, of $20.00.\n"
    await cast.writer.say(f"/resume {article_id}")
    card = await cast.writer.card("Approve", "Revision 1")
    assert "so far" in card.words
