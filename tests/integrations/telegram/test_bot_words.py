"""What a person's words do: feedback, tags and times, commands, and the one line for a stranger."""

from datetime import UTC, datetime

import pytest
import telegram

from integrations.services import Services
from integrations.telegram.bot import Bot
from models.domain.article import Stage
from models.domain.final_request import FinalRequest
from models.domain.notes import Note
from models.domain.review import Channel, ReviewKind, Verdict
from models.store import remarks, sources
from tests.builders import ADA, an_account, an_article, reread
from tests.conftest import Outside
from tests.integrations.telegram.phone import Phone
from tests.integrations.telegram.scene import STRANGER, Scene, a_part, a_scene, account_of, decision_on, mark_shown
from tests.recorded_prefect import RecordedPrefect


async def test_a_typed_reply_is_feedback_and_never_an_approval(
    desk: Services, phone: Phone, scene: Scene, prefect: RecordedPrefect
) -> None:
    await phone.write("approve, but shorter", reply_to=scene.card)
    decision = await decision_on(desk, scene.review)
    assert decision is not None
    assert (decision.verdict, decision.note) == (Verdict.CHANGE, "approve, but shorter")
    assert (await phone.said())[-1] == "Got it, revising."
    assert prefect.resumed == [scene.article.flow_run_id]
    assert (await phone.shown(scene.card))["text"].endswith("Changes asked for by Owner\napprove, but shorter")


async def test_words_that_only_agree_change_nothing_and_are_told_which_button_approves(
    desk: Services, phone: Phone, scene: Scene, prefect: RecordedPrefect
) -> None:
    for words in ("approve", "Looks good to me, publish it!"):
        await phone.write(words, reply_to=scene.card)
        assert (await phone.said())[-1].endswith("I change nothing. To approve, tap ✅ Approve on the card.")
    assert await decision_on(desk, scene.review) is None
    assert prefect.resumed == []


async def test_a_second_reply_is_told_what_was_decided(desk: Services, phone: Phone, scene: Scene) -> None:
    await phone.write("shorter, please", reply_to=scene.card)
    await phone.write("longer, please", reply_to=scene.card)
    decision = await decision_on(desk, scene.review)
    assert decision is not None
    assert decision.note == "shorter, please"
    assert (await phone.said())[-1] == (
        "This was already decided: Changes asked for by Owner. What comes of it is on its way: reply to that one."
    )


async def test_words_of_markup_are_kept_as_words(desk: Services, phone: Phone, scene: Scene) -> None:
    await phone.write("use <b>less</b> & <script>", reply_to=scene.card)
    assert (await phone.shown(scene.card))["text"].endswith("use <b>less</b> & <script>")


async def test_a_loose_word_is_asked_about_and_decides_nothing(desk: Services, phone: Phone, scene: Scene) -> None:
    await mark_shown(desk, scene)
    await phone.write("approve")
    assert (await phone.said())[-1] == "Which article is this about?"
    assert await decision_on(desk, scene.review) is None


async def test_a_reply_to_the_bots_own_small_talk_is_a_loose_word(
    desk: Services, phone: Phone, scene: Scene, outside: Outside
) -> None:
    await mark_shown(desk, scene)
    await phone.write("/help")
    small_talk = (await outside.messages())[-1]["message_id"]
    await phone.write("shorter", reply_to=small_talk)
    assert (await phone.said())[-1].startswith("Which article is this about?")
    assert await decision_on(desk, scene.review) is None


async def test_a_reply_to_an_image_asks_for_another_one(
    desk: Services, phone: Phone, prefect: RecordedPrefect, outside: Outside
) -> None:
    scene = await a_scene(desk, prefect, outside, ReviewKind.IMAGE)
    await phone.write("with a lamp", reply_to=scene.card)
    decision = await decision_on(desk, scene.review)
    assert decision is not None
    assert (decision.verdict, decision.note) == (Verdict.REDO, "with a lamp")
    assert (await phone.said())[-1] == "Got it, drawing another one."
    assert "Another try by Owner" in (await phone.shown(scene.card))["caption"]


async def test_tags_and_time_typed_at_the_final_review_are_kept_as_read(
    desk: Services, phone: Phone, prefect: RecordedPrefect, outside: Outside
) -> None:
    scene = await a_scene(desk, prefect, outside, ReviewKind.FINAL)
    await phone.write("tags: Money, #Work\ntime: 2027-01-31 09:00", reply_to=scene.card)
    decision = await decision_on(desk, scene.review)
    assert decision is not None
    assert decision.verdict is Verdict.CHANGE
    assert FinalRequest.model_validate_json(decision.note) == FinalRequest(
        tags=("Money", "Work"), publish_at=datetime(2027, 1, 31, 8, tzinfo=UTC)
    )
    assert (await phone.said())[-1] == "Got it, here is the new plan."


async def test_a_time_that_the_clocks_jump_over_is_settled_and_the_writer_is_told(
    desk: Services, phone: Phone, prefect: RecordedPrefect, outside: Outside
) -> None:
    scene = await a_scene(desk, prefect, outside, ReviewKind.FINAL)
    await phone.write("time: 2027-03-28 02:30", reply_to=scene.card)
    decision = await decision_on(desk, scene.review)
    assert decision is not None
    assert FinalRequest.model_validate_json(decision.note) == FinalRequest(
        publish_at=datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    )
    assert "the clocks jump over it: 03:30 is taken" in (await phone.said())[-1]


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("make it shorter", "Write “tags: one, two, three”"),
        ("time: 2020-01-01 09:00", "has already passed"),
        ("tags: a, b, c, d, e, f", "6 tags"),
    ],
)
async def test_what_cannot_be_at_the_final_review_is_refused_and_the_question_stays_open(
    desk: Services, phone: Phone, prefect: RecordedPrefect, outside: Outside, typed: str, reason: str
) -> None:
    scene = await a_scene(desk, prefect, outside, ReviewKind.FINAL)
    await phone.write(typed, reply_to=scene.card)
    assert reason in (await phone.said())[-1]
    assert await decision_on(desk, scene.review) is None


async def test_a_stranger_gets_one_polite_line_and_never_a_second(desk: Services, phone: Phone, scene: Scene) -> None:
    for text in ("hello", "/queue", "/help", f"/hold {scene.article.id}", "hello?"):
        await phone.write(text, chat=STRANGER)
    assert await phone.said(STRANGER) == ["Hello! I am a private writing desk and only speak with paired chats."]
    assert (await reread(desk, scene.article)).stage is Stage.DRAFT_REVIEW


async def test_the_queue_shows_the_articles_of_this_chat_only(
    desk: Services, phone: Phone, scene: Scene, outside: Outside
) -> None:
    other = await an_account(desk, "other")
    await an_article(desk, other, topic="Not for her eyes")
    await an_article(desk, await account_of(desk, scene), topic="A <b>bold</b> topic")
    await phone.write("/queue")
    said = (await phone.said())[-1]
    assert "A <b>bold</b> topic: waits for its writing to start" in said
    assert "Not for her eyes" not in said


async def test_a_long_queue_is_still_shown(desk: Services, phone: Phone, scene: Scene) -> None:
    account = await account_of(desk, scene)
    for number in range(20):
        await an_article(desk, account, topic=f"{number} " + "a long topic & more " * 14)
    await phone.write("/queue")
    said = (await phone.said())[-1]
    assert "0 a long topic & more" in said
    assert said.endswith(" more.")


async def test_an_article_is_held_and_resumed_by_its_number(desk: Services, phone: Phone, scene: Scene) -> None:
    await phone.write(f"/hold {scene.article.id}")
    assert (await reread(desk, scene.article)).stage is Stage.ON_HOLD
    await phone.write(f"/resume@copydesk_sim_bot {scene.article.id}")
    assert (await reread(desk, scene.article)).stage is Stage.DRAFT_REVIEW
    assert "goes on" in (await phone.said())[-1]


@pytest.mark.parametrize("number", ["", "one", "-1", "4711", "99999999999", "9" * 30])
async def test_an_article_that_is_not_there_is_said_to_be_not_there(
    desk: Services, phone: Phone, scene: Scene, number: str
) -> None:
    await phone.write(f"/hold {number}")
    assert (await phone.said())[-1].startswith(("There is no article", "Which one?", "This does not exist"))
    assert (await reread(desk, scene.article)).stage is Stage.DRAFT_REVIEW


async def test_the_article_of_another_account_is_not_there_for_this_chat(
    desk: Services, phone: Phone, scene: Scene
) -> None:
    theirs = await an_article(desk, await an_account(desk, "other"))
    await phone.write(f"/hold {theirs.id}")
    assert (await phone.said())[-1] == f"There is no article {theirs.id} here."
    assert (await reread(desk, theirs)).stage is Stage.QUEUED


async def test_an_update_that_comes_twice_is_answered_once(
    desk: Services, phone: Phone, scene: Scene, outside: Outside
) -> None:
    await outside.post("writer/text", chat=ADA, text="/help")
    [*_, update] = await desk.bot.get_updates(timeout=0)
    before = len(await phone.said())
    for _ in range(2):
        await Bot(desk).handle(telegram.Update.de_json(update.to_dict(), desk.bot))
    assert len(await phone.said()) == before + 1


async def test_a_quote_in_a_reply_is_kept_with_the_passages_of_its_message(
    desk: Services, phone: Phone, scene: Scene
) -> None:
    part = await a_part(desk, scene, "A notebook remembers what its owner forgets.", ["b1", "b2"])
    await phone.write("says who?", reply_to=part, quote="what its owner forgets")
    decision = await decision_on(desk, scene.review)
    assert decision is not None
    assert decision.note == "“what its owner forgets”: says who?"
    async with desk.database.session() as session:
        notes = await remarks.notes_of(session, decision)
    assert notes == (Note(text="says who?", quote="what its owner forgets", block_ids=("b1", "b2")),)


async def test_words_from_the_console_count_beside_what_was_said_on_the_phone(desk: Services, scene: Scene) -> None:
    async with desk.database.session() as session:
        for _ in range(2):
            await remarks.keep(session, scene.review.id, "telegram:1:1", Note(text="shorter"), desk.clock())
    await desk.desk.decide(scene.review.id, Verdict.CHANGE, Channel.CONSOLE, desk.clock(), note="paragraph 2: cut")
    decision = await decision_on(desk, scene.review)
    assert decision is not None
    async with desk.database.session() as session:
        assert await remarks.notes_of(session, decision) == (Note(text="shorter"), Note(text="cut", paragraph=2))


async def test_a_source_is_given_by_the_number_of_the_article_and_only_by_who_may_decide(
    desk: Services, phone: Phone, scene: Scene
) -> None:
    number = scene.article.id
    for _ in range(2):
        await phone.write(f"/source {number} https://letters.example/a\nhttps://letters.example/b")
    await phone.write(f"/source {number}\nMy own <words>.")
    await phone.write(f"/source {number}")
    await phone.write("/source")
    await phone.write(f"/source {number} A word from outside.", chat=STRANGER)
    said = await phone.said()
    read = "Source 1 is read before the writing goes on.\nSource 2 is read before the writing goes on."
    assert said[-5:-2] == [read, read, "Source 3 is your note."]
    assert said[-2].startswith("Which source?")
    assert said[-1].startswith("Which one?")
    async with desk.database.session() as session:
        assert [each.url or each.text for each in await sources.sources(session, number)] == [
            "https://letters.example/a",
            "https://letters.example/b",
            "My own <words>.",
        ]
