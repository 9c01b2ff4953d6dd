"""Before the draft, on the phone: questions one by one, sources, and the rules of a voice; each answer comes twice."""

from datetime import UTC, datetime, timedelta

import pytest

from models.domain.article import Stage
from models.domain.voice import RuleOrigin, Trait
from models.store import voices
from tests.phone.company import Company

pytestmark = pytest.mark.timeout(120)
FARM = "We sold the farm near Porto in 2011 and bought bees from the neighbour instead."


async def _settings(cast: Company, *said: str) -> None:
    for words in said:
        await cast.writer.say(f"/settings {words}")
        await cast.writer.message(words.split(maxsplit=1)[0])


async def test_questions_are_answered_typed_spoken_and_skipped_and_the_draft_uses_each_answer_once(
    cast: Company,
) -> None:
    await _settings(cast, "interview 4")
    article_id = await cast.start("Keeping bees instead of a farm", due_in=timedelta(days=2), images=0)
    first = await cast.writer.card("Skip", "question 1 of 4")
    await cast.writer.say(FARM, reply_to=first)
    second = await cast.writer.card("Skip", "question 2 of 4")
    await cast.writer.speak("Honey is heavier than it looks on eleven stairs.", reply_to=second)
    heard = await cast.writer.card("That is right", "Honey is heavier")
    assert (await cast.article(article_id)).stage is Stage.INTERVIEWING
    await cast.writer.tap(heard, "That is right")
    third = await cast.writer.card("Skip", "question 3 of 4")
    told = await cast.writer.answers(await cast.writer.tap(third, "Skip"))
    assert told[1].startswith("Already decided: Skipped")
    fourth = await cast.writer.card("Enough", "question 4 of 4")
    await cast.writer.tap(fourth, "Enough")
    card = await cast.writer.card("Approve", "Revision 1")
    assert "🎙 Your answer 1 is in “We sold the farm near Porto" in card.words
    assert "🎙 Your answer 2 is in “Honey is heavier than it looks" in card.words
    text = " ".join(seen.words for seen in await cast.writer.chat() if seen.by == "bot" and not seen.buttons)
    assert text.count(FARM) == 2  # in its question's card, and in the text
    await cast.asked(article_id)
    await cast.writer.say("One more thing: the neighbour was called Rui.", reply_to=first)
    await cast.writer.message("The writing has begun")
    await cast.nothing_came_twice()


async def test_without_a_source_where_one_is_required_nothing_is_written_and_a_link_lets_it_go_on(
    cast: Company,
) -> None:
    await _settings(cast, "sources required")
    article_id = await cast.start("What letters are for", images=0)
    await cast.until(article_id, Stage.ON_HOLD)
    assert f"/source {article_id}" in (await cast.writer.message("wants a source")).words
    for given, said in (
        ("", "source"),
        ("http://127.0.0.1:1/private", "Source 1 is read before"),
        (f"{cast.simulators_url}/web/letters", "Source 2 is read before"),
    ):
        await cast.writer.say(f"/source {article_id} {given}".rstrip())
        await cast.writer.message(said)
    card = await cast.writer.card("Approve", "Revision 1")
    text = [seen for seen in await cast.writer.chat() if seen.by == "bot" and seen.message_id < card.message_id]
    links = [entity.get("url", "") for seen in text for entity in seen.entities]
    assert f"{cast.simulators_url}/web/letters" in links
    assert not [link for link in links if "127.0.0.1:1/" in link]
    await cast.nothing_came_twice()


async def test_rules_of_a_voice_come_one_by_one_and_what_was_tapped_goes_into_the_next_prompt(cast: Company) -> None:
    async with cast.desk.database.session() as session:
        traits = [Trait(rule=rule, sentence=f"{rule} it was.", story="Home") for rule in ("Short openings", "No jokes")]
        await voices.propose(session, cast.account.id, traits, RuleOrigin.STORIES, datetime.now(UTC))
    await cast.writer.say("/voice")
    first = await cast.writer.card("Make it a rule", "Short openings")
    told = await cast.writer.answers(await cast.writer.tap(first, "Make it a rule"))
    assert told[1].startswith("Already decided: Made a rule by")
    assert (await cast.writer.turned(first, "Made a rule by")).buttons == []
    await cast.writer.tap(await cast.writer.card("Make it a rule", "No jokes"), "No")
    await cast.start("Slow ferries in autumn", images=0)
    await cast.writer.card("Approve", "Revision 1")
    asked = [call["body"] for call in await cast.calls("model", "chat") if "Slow ferries in autumn" in call["body"]]
    assert all("Short openings" in body for body in asked)
    assert not any("No jokes" in body for body in asked)
    await cast.writer.say("/voice")
    await cast.writer.message("No rule waits for a word.")
    await cast.nothing_came_twice()
