"""What a writer types to run everything from the phone: `/new` to the last yes, and every other command."""

import pytest

from models.domain.article import Stage
from models.store import articles
from models.tables import Article
from tests.phone.company import Company

pytestmark = pytest.mark.timeout(120)


async def test_new_walks_from_the_topic_to_the_last_yes_and_queues_one_article(cast: Company) -> None:
    writer = cast.writer
    await writer.say("/new")
    await writer.message("What is the article about?")
    await writer.say("x" * 301)
    await writer.message("a topic has at most 300")
    await writer.say("Slow mornings & <small> children")
    await writer.message("What should it say?")
    await writer.say("For people who are always late")
    await writer.message("When should it go out?")
    for typed, refused in (("soon", "not a time I can read"), ("2020-01-01 09:00", "has already passed")):
        await writer.say(typed)
        await writer.message(refused)
    await writer.say("2027-03-28 02:30")
    await writer.message("the clocks jump over it: 03:30 is taken.")
    await writer.say("2027-10-31 02:30")
    await writer.message("since the clocks go back: the first one is taken.")
    await writer.say("next tuesday 9am")
    summary = await writer.card("Yes, queue it", "09:00 (Europe/Berlin)")
    assert "Slow mornings & <small> children, for " in summary.words
    assert await _queued(cast) == []
    await writer.tap(summary, "Yes, queue it")
    await writer.message("is queued for Tue")
    [article] = await _queued(cast)
    assert (article.topic, article.brief) == ("Slow mornings & <small> children", "For people who are always late")
    await cast.nothing_came_twice()
    assert len(await _queued(cast)) == 1


async def test_new_can_be_spoken_skipped_slotted_and_left(cast: Company) -> None:
    writer = cast.writer
    await writer.say("/new")
    await writer.speak("Slow evenings")
    heard = await writer.card("That is right", "Slow evenings")
    await writer.tap(heard, "That is right")
    await writer.tap(await writer.turned(heard, "What should it say?"), "Skip")
    await writer.tap(await writer.card("Next free slot", "When should it go out?"), "Next free slot")
    summary = await writer.card("No, leave it", "That is the next free slot.")
    taps = await writer.tap(summary, "No, leave it")
    await writer.message("Left. Nothing was queued.")
    assert (await writer.answers(taps))[1] == "This is over. /new begins again."
    await writer.say("/new Another one")
    await writer.message("What should it say?")
    await writer.say("/cancel")
    await writer.message("Cancelled.")
    await writer.say("/cancel")
    await writer.message("There is nothing to cancel.")
    assert await _queued(cast) == []
    await cast.nothing_came_twice()


async def test_every_command_tells_or_does_what_it_says_and_refuses_in_plain_words(cast: Company) -> None:
    writer = cast.writer
    await writer.say("/queue")
    await writer.message("The queue is empty.")
    article_id = await cast.start("Salt roads", images=0)
    await cast.asked(article_id)
    await writer.say("/queue")
    await writer.message(f"{article_id}. {(await cast.article(article_id)).title}: the text waits for your word")
    await writer.say("/status")
    assert "1 waits for you" in (await writer.message("Spent this month")).words
    for said, answer in (
        ("/hold", "Which one? Write its number, as /queue shows it."),
        ("/hold 999999", "There is no article"),
        (f"/hold {article_id}", "on hold"),
        (f"/resume {article_id}", "goes on"),
        ("/settings zone Asia/Tokyo", "Asia/Tokyo"),
        ("/settings zone Atlantis", "Atlantis"),
        ("/settings", "quiet: 22:00-07:00"),
        ("/voice", "goes into the prompt"),
        ("/dance", "I do not know /dance."),
        ("/help", "Tap a button, or reply with what should change."),
        ("good morning", "Which article is this about?"),
    ):
        await writer.say(said)
        await writer.message(answer)
    await cast.until(article_id, Stage.DRAFT_REVIEW)
    menus = await cast.calls("telegram", "setMyCommands")
    assert all(name in menus[-1]["body"] for name in ("new", "queue", "status", "hold", "resume", "settings", "help"))


async def _queued(cast: Company) -> list[Article]:
    async with cast.desk.database.session() as session:
        return list(await articles.articles(session, cast.account.id))
