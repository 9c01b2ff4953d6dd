"""Drafts and revisions on the phone: a model that refuses or babbles, and changes that stay in their lane."""

import httpx
import pytest

from integrations.simulators.scripted_writer import Seen
from models.domain.article import Stage
from tests.phone.company import Company

pytestmark = pytest.mark.timeout(120)
OWN = """# The house with too many stairs

It was drafted by hand, with the help of nobody, and it has a first paragraph that nobody touches.

## Why stairs

Whoever climbs arrives, and whoever arrives has climbed, which is the whole of it.

Nobody counts them, and everybody who lives here knows them by heart.

## How they creak

The third one creaks when it rains. The eleventh creaks when somebody is listening.
"""


async def _scripted(cast: Company, *answers: dict[str, str]) -> None:
    async with httpx.AsyncClient(base_url=cast.simulators_url, trust_env=False) as http:
        for each in answers:
            (await http.post("/_sim/model/script", json={"schema_name": "draft", **each})).raise_for_status()


async def test_a_model_that_refuses_or_cannot_be_used_holds_the_article_with_a_word_and_resume_asks_it_anew(
    cast: Company,
) -> None:
    await _scripted(cast, {"refusal": "I cannot help with that."})
    article_id = await cast.start("A lock without a key", images=0)
    await cast.writer.message("refuses this: I cannot help with that.")
    await cast.until(article_id, Stage.ON_HOLD)
    await _scripted(cast, {"content": '{"title": "A lo', "finish_reason": "length"}, {"content": "Here it is!"})
    await cast.writer.say(f"/resume {article_id}")
    held = await cast.writer.message("answered twice in an unusable form")
    assert "It began: “Here it is!”" in held.words
    await cast.until(article_id, Stage.ON_HOLD)
    await cast.writer.say(f"/resume {article_id}")
    card = await cast.writer.card("Approve", "Revision 1")
    assert " so far" in card.words
    assert len([call for call in await cast.calls("model", "chat") if "Task: draft" in call["body"]]) == 4
    await cast.nothing_came_twice()


async def test_what_the_writer_wrote_stays_word_for_word_until_they_unlock_it_and_then_changes_where_they_say(
    cast: Company,
) -> None:
    await cast.start("The house with too many stairs", images=0)
    await cast.writer.send_file("stairs.md", OWN.encode(), reply_to=await cast.writer.card("Approve", "Revision 1"))
    second = await cast.writer.card("Approve", "Revision 2")
    assert (await _markdown(cast, second)).strip() == OWN.strip()

    await cast.writer.say("a bit more friendly", reply_to=second)
    third = await cast.writer.card("Approve", "Revision 3")
    assert "✏️ Nothing changed." in third.words
    assert "locked" in third.words
    assert await _markdown(cast, third) == await _markdown(cast, second)

    await cast.writer.say("Paragraph 2: unlock it, and mention the cellar", reply_to=third)
    fourth = await cast.writer.card("Approve", "Revision 4")
    assert _changed(await _markdown(cast, third), await _markdown(cast, fourth)) == [2]
    assert "cellar" in await _markdown(cast, fourth)

    await cast.writer.say("How they creak: unlock it, and mention the cat", reply_to=fourth)
    fifth = await cast.writer.card("Approve", "Revision 5")
    assert _changed(await _markdown(cast, fourth), await _markdown(cast, fifth)) == [5]
    assert "cat" in await _markdown(cast, fifth)
    await cast.nothing_came_twice()


async def _markdown(cast: Company, card: Seen) -> str:
    """The file that came before the card."""
    sent = [seen for seen in await cast.writer.chat() if seen.by == "bot" and seen.message_id < card.message_id]
    files = [seen for seen in sent if (seen.document or {}).get("file_name", "").endswith(".md")]
    return (await cast.writer.file(files[-1])).decode()


def _changed(before: str, after: str) -> list[int]:
    """The numbers of the blocks under the title that are not as they were."""
    old, new = (text.strip().split("\n\n")[1:] for text in (before, after))
    assert len(old) == len(new)
    return [number for number, (was, now) in enumerate(zip(old, new, strict=True)) if was != now]
