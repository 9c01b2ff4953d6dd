"""The AI reviewer before the person and alone, and the ceiling of a month, on the phone; everything is sent twice."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from models.domain.article import Stage
from tests.phone.company import Company

pytestmark = pytest.mark.timeout(120)


async def _settings(cast: Company, *said: str) -> None:
    for words in said:
        await cast.writer.say(f"/settings {words}")
        await cast.writer.message(words.split(maxsplit=1)[0])


async def _judges(cast: Company, *scores: int) -> None:
    """What the reviewer's model says next of texts."""
    async with httpx.AsyncClient(base_url=cast.simulators_url, trust_env=False) as http:
        for score in scores:
            said = {"schema_name": "review", "content": _judged(score)}
            (await http.post("/_sim/model/script", json=said)).raise_for_status()


def _judged(score: int) -> str:
    criteria: dict[str, Any] = dict.fromkeys(("substance", "truth", "voice", "structure", "language"), score)
    finding = {"quote": "", "problem": "It is too general.", "wish": "Mention the kettle."}
    return json.dumps(criteria | {"summary": "Not yet.", "objections": [finding] if score < 8 else []})


async def _reviews_asked_for(cast: Company) -> int:
    return len([call for call in await cast.calls("model", "chat") if "Task: review" in call["body"]])


def _cards(chat: list[Any]) -> list[str]:
    return [seen.words for seen in chat if seen.by == "bot" and "Revision " in seen.words]


async def test_before_the_person_the_reviewer_has_its_say_and_after_them_it_has_none(cast: Company) -> None:
    await _settings(cast, "reviewer ai then human")
    await _judges(cast, 5)
    await cast.start("Tea at four in the morning", images=0)
    second = await cast.writer.card("Approve", "Revision 2")
    assert "🤖 AI reviewer: 8/10" in second.words
    assert len(_cards(await cast.writer.chat())) == 1, "what the reviewer sent back is not shown"
    await cast.writer.say('Change the title to "Kettles"', reply_to=second)
    await cast.writer.message("Got it, revising.")
    third = await cast.writer.card("Approve", "Revision 3")
    assert "🤖" not in third.words
    told = await cast.writer.answers(await cast.writer.tap(third, "Approve"))
    assert told[1].startswith("Already decided: Approved by")
    await cast.approve_plan()
    assert "AI reviewer" not in (await cast.writer.message("“Kettles” is out")).words
    assert await _reviews_asked_for(cast) == 2
    assert len(await cast.posts()) == 1
    await cast.nothing_came_twice()


async def test_after_its_last_round_a_person_is_asked_and_what_it_approves_alone_says_so_and_can_be_stopped(
    cast: Company,
) -> None:
    await _settings(cast, "reviewer ai", "review-rounds 1")
    await _judges(cast, 5, 6)
    article_id = await cast.start("A samovar on the train", due_in=timedelta(days=2), images=1)
    card = await cast.writer.card("Approve", "Revision 2")
    assert "🤖 AI reviewer: 6/10, 1 finding" in card.words
    assert "🤖 It is too general." in card.words
    await cast.writer.tap(card, "Approve")
    alone = await cast.writer.message("🤖 The AI reviewer approved “A samovar on the train” alone")
    assert f"/hold {article_id} stops it." in alone.words
    await cast.until(article_id, Stage.SCHEDULED)
    for _ in range(2):
        await cast.writer.say(f"/hold {article_id}")
    await cast.writer.message("is on hold")
    assert (await cast.article(article_id)).stage is Stage.ON_HOLD
    await cast.writer.say(f"/resume {article_id}")
    await cast.until(article_id, Stage.SCHEDULED)
    await cast.change(article_id, publish_at=datetime.now(UTC))
    told = await cast.writer.message("is out")
    assert "🤖 The AI reviewer alone approved the images, tags and time." in told.words
    assert await _reviews_asked_for(cast) == 2
    assert len(await cast.posts()) == 1
    await cast.nothing_came_twice()


async def test_at_the_ceiling_nothing_is_sent_and_nothing_is_lost_and_a_higher_one_lets_it_go_on(cast: Company) -> None:
    await _settings(cast, "ceiling 0.000001", "quiet off")
    article_id = await cast.start("The price of ink", images=0)
    held = await cast.writer.message("“The price of ink” is on hold")
    assert "Raise the ceiling with /settings ceiling 50 here" in held.words
    assert await cast.calls("model", "chat") == []
    await cast.look_after()
    assert (await cast.article(article_id)).stage is Stage.ON_HOLD
    await _settings(cast, "ceiling 20")
    await cast.look_after()
    await cast.writer.message("▶️ “The price of ink” goes on: what it was held for can be paid now.")
    card = await cast.writer.card("Approve", "Revision 1")
    assert " so far" in card.words

    await _settings(cast, "ceiling 0.0001")
    await cast.writer.say('Change the title to "Ink"', reply_to=card)
    await cast.writer.message("Got it, revising.")
    await cast.until(article_id, Stage.ON_HOLD)
    asked = len(await cast.calls("model", "chat"))
    await _settings(cast, "ceiling 0")
    await cast.look_after()
    assert "Ink" in (await cast.writer.card("Approve", "Revision 2")).words
    assert len(await cast.calls("model", "chat")) > asked
    await cast.nothing_came_twice()
