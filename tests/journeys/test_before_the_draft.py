"""What the writer gives before a word is written: answers and sources, which are in the story when it is out."""

from datetime import UTC, datetime, timedelta

import pytest

from deployments import account_desk, writing_desk
from models.domain.article import Stage
from models.domain.sources import read_given
from models.store import accounts
from tests.journeys.cast import Cast

pytestmark = pytest.mark.timeout(150)
FARM = "We sold the farm near Porto in 2011 and bought bees from the neighbour instead."


async def _set(cast: Cast, name: str, words: str) -> None:
    await account_desk.put(cast.desk, cast.account.label, name, words)


async def _add(cast: Cast, topic: str, *given: str) -> int:
    """An article whose writing is due at once, as the command line queues it."""
    at = (datetime.now(UTC) + timedelta(hours=2)).strftime("%Y-%m-%d %H:%M")
    async with cast.desk.database.session() as session:
        account = await accounts.account(session, cast.account.id)
        account.zone, account.words, account.images = "UTC", 300, 0
    sources = [read_given(words) for words in given]
    said = await writing_desk.add(cast.desk, topic, cast.account.label, at, "", sources)
    return int(said.split("Article ")[1].split()[0])


async def test_answers_and_sources_are_in_the_story_that_goes_out(cast: Cast) -> None:
    await _set(cast, "interview", "3")
    letters = f"{cast.simulators_url}/web/letters"
    article_id = await _add(cast, "Keeping bees instead of a farm", letters)
    first = await cast.writer.card("Skip", "question 1 of 3")
    await cast.writer.say(FARM, reply_to=first)
    second = await cast.writer.card("Skip", "question 2 of 3")
    await cast.writer.tap(second, "Skip", times=3)
    third = await cast.writer.card("Enough", "question 3 of 3")
    await cast.writer.tap(third, "Enough", times=2)
    card = await cast.approve_text()
    assert "Your answer 1 is in “We sold the farm" in card.words
    await cast.approve_plan()
    await cast.bring_forward(await cast.until(article_id, Stage.SCHEDULED), to=datetime.now(UTC))
    await cast.until(article_id, Stage.PUBLISHED)
    [post] = await cast.posts()
    assert FARM in post["content"]
    assert f'<a href="{letters}">What a year of letters taught us</a>' in post["content"]


async def test_an_article_without_a_source_waits_for_one_where_it_has_to_and_then_goes_on(cast: Cast) -> None:
    await _set(cast, "sources", "required")
    article_id = await _add(cast, "What letters are for")
    told = await cast.writer.message("wants a source")
    assert f"/source {article_id}" in told.words
    for _ in range(2):
        await cast.writer.say(f"/source {article_id} {cast.simulators_url}/web/nowhere")
    await cast.writer.message("Source 1 is read before")
    await cast.writer.message("is not there (404)")
    await cast.writer.message("wants a source")
    await cast.writer.say(f"/source {article_id} My grandmother wrote four hundred letters.")
    await cast.writer.card("Approve", "Revision 1")


async def test_words_without_a_reply_answer_and_a_dead_link_keeps_nobody(cast: Cast) -> None:
    await _set(cast, "interview", "2")
    article_id = await _add(cast, "Radios that still work", f"{cast.simulators_url}/web/gone")
    await cast.writer.message("is written without one of its sources")
    await cast.writer.card("Skip", "question 1 of 2")
    await cast.writer.say("My father mended forty of them in one winter.")
    await cast.writer.tap(await cast.writer.card("Enough", "question 2 of 2"), "Enough")
    card = await cast.writer.card("Approve", "Revision 1")
    assert "Your answer 1 is in “My father mended forty of them" in card.words
    assert (await cast.article(article_id)).stage is Stage.DRAFT_REVIEW
