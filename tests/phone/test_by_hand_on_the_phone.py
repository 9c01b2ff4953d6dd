"""What the writer does on Medium by hand, on the phone: a handed-off story's link, and corrections; each sent twice."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from integrations.sealing import going
from integrations.simulators.scripted_writer import ScriptedWriter, Seen
from models.domain.article import Stage
from models.store import articles
from models.tables import Account
from tasks.correcting import show_corrections
from tasks.following_hand_offs import follow_hand_offs
from tests.phone.company import Company

pytestmark = pytest.mark.timeout(120)


@pytest.fixture
async def bea(cast: Company) -> AsyncIterator[ScriptedWriter]:
    """Another chat of the same account."""
    async with cast.another("Bea") as bea:
        await cast.pair(bea)
        yield bea


async def _handed(cast: Company, topic: str, images: int = 0) -> tuple[int, Seen]:
    """An approved article of an account without a token, and the card that tells how it is published."""
    async with cast.desk.database.session() as session:
        (await session.get_one(Account, cast.account.id)).medium_token = None
    article_id = await cast.start(topic, images=images)
    await cast.approve_text()
    for _ in range(images):
        await cast.keep_image()
    await cast.approve_plan()
    card = await cast.writer.card("Give it up", "It is time. I cannot publish this myself: the account has no token.")
    await cast.until(article_id, Stage.HANDED_OFF)
    return article_id, card


async def _published_by_hand(cast: Company, article_id: int) -> str:
    async with cast.desk.database.session() as session:
        handed = await going(session, await articles.article(session, article_id))
    return await cast.publish_by_hand(handed.draft.title, handed.content.partition("\n")[2])


async def test_the_link_of_what_was_posted_by_hand_is_taken_once_and_told_in_every_chat(
    cast: Company, bea: ScriptedWriter
) -> None:
    article_id, card = await _handed(cast, "A ladder in the library", images=1)
    hers = await bea.card("Give it up", "It is time.")
    files = {(seen.document or {}).get("file_name", "") for seen in await cast.writer.chat() if seen.by == "bot"}
    assert {name.rpartition(".")[2] for name in files if name} >= {"md", "html", "png"}
    for said, answer in (
        ("done!", "reply here with its address on Medium"),
        ("https://medium.com/@nobody/some-story-7b2b11c482f9", "That story is by @nobody, and"),
        ("https://medium.com/p/7b2b11c482f9/edit", "editor's address"),
    ):
        await cast.writer.say(said, reply_to=card)
        await cast.writer.message(answer)
    assert (await cast.article(article_id)).stage is Stage.HANDED_OFF
    url = await _published_by_hand(cast, article_id)
    await cast.writer.say(url, reply_to=card)
    await cast.writer.message(f"🎉 “A ladder in the library” is out: {url}")
    await bea.message(f"🎉 “A ladder in the library” is out: {url}")
    await cast.writer.say(url, reply_to=card)
    await cast.writer.message(f"is out already: {url}")
    told = await bea.answers(await bea.tap(hers, "Give it up"))
    assert set(told) == {"It is out on Medium."}
    article = await cast.until(article_id, Stage.PUBLISHED)
    assert article.medium_url == url
    await cast.nothing_came_twice(bea)


async def test_what_was_given_up_comes_back_and_a_link_that_replies_to_nothing_belongs_to_it(cast: Company) -> None:
    article_id, card = await _handed(cast, "A chair without a room")
    await cast.writer.tap(card, "Give it up")
    await cast.writer.tap_again(card, "No, back")
    await cast.writer.tap_again(card, "Give it up")
    assert (await cast.article(article_id)).stage is Stage.HANDED_OFF
    await cast.writer.tap_again(card, "Yes, give it up")
    await cast.until(article_id, Stage.DROPPED)
    await cast.is_over(cast.writer, card)
    await cast.writer.say(f"/resume {article_id}")
    await cast.writer.message("goes on")
    await cast.writer.card("Give it up", "It is time.")
    await cast.writer.say(url := await _published_by_hand(cast, article_id))
    await cast.writer.message(f"is out: {url}")
    await cast.until(article_id, Stage.PUBLISHED)
    chat = [seen.words for seen in await cast.writer.chat() if seen.by == "bot"]
    assert [len([words for words in chat if said in words]) for said in ("It is time.", " is out")] == [2, 1]


async def test_what_medium_s_feed_shows_needs_no_link_and_what_it_does_not_is_reminded_of_once(cast: Company) -> None:
    found, _ = await _handed(cast, "A key under the mat")
    missing, _ = await _handed(cast, "A door without a key")
    await cast.writer.say("/settings quiet off")
    await cast.writer.message("quiet")
    for article_id in (found, missing):
        await cast.change(article_id, stage_since=datetime.now(UTC) - timedelta(days=1, minutes=5))
    url = await _published_by_hand(cast, found)
    for _ in range(2):
        await follow_hand_offs.fn()
    await cast.writer.message(f"“A key under the mat” is out: {url}")
    await cast.writer.message("⏰ “A door without a key” waits since")
    await cast.until(found, Stage.PUBLISHED)
    assert (await cast.article(missing)).stage is Stage.HANDED_OFF
    await cast.nothing_came_twice()


async def test_a_correction_of_a_published_story_is_a_list_in_every_chat_until_somebody_says_that_it_is_done(
    cast: Company, bea: ScriptedWriter
) -> None:
    article_id = await cast.start("Rain on a tin roof", images=0)
    card = await cast.approve_text()
    await cast.approve_plan()
    told = await cast.writer.message("is out")
    await cast.until(article_id, Stage.PUBLISHED)
    written = [seen for seen in await cast.writer.chat() if seen.document and seen.message_id < card.message_id]
    [markdown] = [seen for seen in written if (seen.document or {})["file_name"].endswith(".md")]
    as_it_is = await cast.writer.file(markdown)

    await cast.writer.send_file("roof.md", as_it_is, reply_to=told)
    await cast.writer.message("It says what is out already: there is nothing to correct.")
    corrected = as_it_is.replace(b"# Rain on a tin roof", b"# Rain on a roof of tin")
    await cast.writer.send_file("roof.md", corrected, reply_to=told)
    await cast.writer.message("Got it: 1 change to make on Medium.")
    mine, hers = await cast.writer.card("Done on Medium"), await bea.card("Done on Medium")
    assert "Instead of “Rain on a tin roof” put:\nRain on a roof of tin" in mine.words
    await cast.writer.send_file("again.md", corrected, reply_to=told)
    await cast.writer.message("Got it before")
    for _ in range(2):
        await show_corrections.fn()
    await cast.writer.say("/status")
    await cast.writer.message("To correct on Medium: “Rain on a tin roof”")
    said = await bea.answers(await bea.tap(hers, "Done on Medium"))
    assert said == [
        "✅ “Rain on a roof of tin” is corrected. I look at it on Medium again.",
        "“Rain on a roof of tin” was corrected before.",
    ]
    for writer, shown in ((cast.writer, mine), (bea, hers)):
        assert (await writer.turned(shown, "Done on Medium by Bea.")).buttons == []
    assert (await cast.article(article_id)).title == "Rain on a roof of tin"
    assert len(await cast.posts()) == 1
    await cast.nothing_came_twice(bea)
