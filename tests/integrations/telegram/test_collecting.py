"""Feedback is collected for a moment and acknowledged once, a kill in between or not; loose words are asked about."""

import dataclasses

import pytest
import telegram

from integrations.services import Services
from integrations.telegram.chores import look
from integrations.telegram.collecting import take_in, take_in_all
from integrations.telegram.replies import Replies
from models.domain.notes import Note
from models.domain.review import ReviewKind, Verdict
from models.store import remarks
from tests.builders import ADA, a_person, at_review, decided
from tests.conftest import Clock, Outside
from tests.integrations.telegram.phone import Phone
from tests.integrations.telegram.scene import VIEWER, Scene, a_part, a_scene, account_of, decision_on, mark_shown
from tests.recorded_prefect import RecordedPrefect


@pytest.fixture
def patient(desk: Services) -> Services:
    """A desk that waits six seconds for more."""
    return dataclasses.replace(desk, settings=desk.settings.model_copy(update={"feedback_pause_seconds": 6.0}))


@pytest.fixture
def phone(patient: Services, outside: Outside) -> Phone:
    return Phone(patient, outside)


async def taken_in(desk: Services) -> int:
    return await take_in_all(desk, Replies(desk))


async def test_three_short_messages_are_one_decision_and_one_acknowledgement(
    patient: Services, phone: Phone, scene: Scene, clock: Clock, prefect: RecordedPrefect, outside: Outside
) -> None:
    part = await a_part(patient, scene, "A notebook remembers.", ["b1"])
    await phone.write("shorter", reply_to=scene.card)
    clock.advance(seconds=4)
    await phone.write("who says so?", reply_to=part, quote="remembers")
    clock.advance(seconds=4)
    last = await phone.write("paragraph 2: no jargon", reply_to=scene.card)
    before = len(await phone.said())
    assert await taken_in(patient) == 0
    assert await decision_on(patient, scene.review) is None
    clock.advance(seconds=6)
    assert await taken_in(patient) == 1
    assert await taken_in(patient) == 0
    decision = await decision_on(patient, scene.review)
    assert decision is not None
    assert decision.note == "shorter\n“remembers”: who says so?\nParagraph 2: no jargon"
    async with patient.database.session() as session:
        notes = await remarks.notes_of(session, decision)
    assert notes == (
        Note(text="shorter"),
        Note(text="who says so?", quote="remembers", block_ids=("b1",)),
        Note(text="no jargon", paragraph=2),
    )
    assert (await phone.said())[before:] == ["Got it: 3 notes, revising."]
    assert (await outside.messages())[-1]["reply_to"] == last
    assert prefect.resumed == [scene.article.flow_run_id]


async def test_who_goes_on_and_on_is_taken_in_after_a_minute(
    patient: Services, phone: Phone, scene: Scene, clock: Clock
) -> None:
    for number in range(12):
        await phone.write(f"note {number}", reply_to=scene.card)
        assert await taken_in(patient) == 0
        clock.advance(seconds=5)
    assert await taken_in(patient) == 1
    assert (await phone.said())[-1] == "Got it: 12 notes, revising."


async def test_a_kill_after_the_decision_and_before_the_word_leaves_nothing_out(
    patient: Services, phone: Phone, scene: Scene, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    async def killed(*_: object, **__: object) -> None:
        raise Killed

    await phone.write("shorter", reply_to=scene.card)
    await phone.write("and kinder", reply_to=scene.card)
    clock.advance(seconds=6)
    with monkeypatch.context() as patch:
        patch.setattr(Replies, "say_once", killed)
        with pytest.raises(Killed):
            await taken_in(patient)
    assert await decision_on(patient, scene.review) is not None
    assert await taken_in(patient) == 1
    assert (await phone.said())[-1] == "Got it: 2 notes, revising."


async def test_what_was_said_before_an_approval_counts_first(patient: Services, phone: Phone, scene: Scene) -> None:
    await phone.write("shorter", reply_to=scene.card)
    answer = await phone.tap(scene.card, "✅ Approve")
    assert answer["text"] == "Already decided: Changes asked for by Owner."
    assert (await phone.said())[-1] == "Got it, revising."


async def test_notes_that_somebody_else_overtook_are_told_so(
    patient: Services, phone: Phone, scene: Scene, clock: Clock
) -> None:
    await phone.write("shorter", reply_to=scene.card)
    await decided(patient, scene.review, Verdict.APPROVE)
    clock.advance(seconds=6)
    assert await taken_in(patient) == 1
    assert (await phone.said())[-1] == "This was already decided: Approved by console. What you wrote was not used."
    await phone.write("shorter!", reply_to=scene.card)
    assert (await phone.said())[-1] == "This was already decided: Approved by console."


async def test_notes_about_what_was_held_meanwhile_are_told_so(
    patient: Services, phone: Phone, scene: Scene, clock: Clock
) -> None:
    await phone.write("shorter", reply_to=scene.card)
    await phone.write(f"/hold {scene.article.id}")
    clock.advance(seconds=6)
    assert await taken_in(patient) == 1
    assert await taken_in(patient) == 0
    assert (await phone.said())[-1].startswith("This was closed before anybody decided.")
    await phone.write("shorter!", reply_to=scene.card)
    assert "/resume 1 lets it go on" in (await phone.said())[-1]


async def test_an_edit_counts_until_the_words_are_taken_in(
    patient: Services, phone: Phone, scene: Scene, clock: Clock, outside: Outside
) -> None:
    written = await phone.write("shortr", reply_to=scene.card)
    await outside.post("writer/edit", chat=ADA, message_id=written, text="shorter")
    await phone.deliver()
    clock.advance(seconds=6)
    await taken_in(patient)
    await outside.post("writer/edit", chat=ADA, message_id=written, text="longer")
    await phone.deliver()
    decision = await decision_on(patient, scene.review)
    assert decision is not None
    async with patient.database.session() as session:
        assert await remarks.notes_of(session, decision) == (Note(text="shorter"),)


async def test_words_that_cannot_be_acknowledged_any_more_count_all_the_same(
    patient: Services, phone: Phone, scene: Scene, clock: Clock, outside: Outside
) -> None:
    """As when the chat was deleted: else it would be tried for ever, before anything else that the bot has to do."""
    await phone.write("shorter", reply_to=scene.card)
    clock.advance(seconds=6)
    await outside.suffer("telegram", "sendMessage", "status", status=400)
    assert await taken_in(patient) == 1
    assert await taken_in(patient) == 0
    assert await decision_on(patient, scene.review) is not None


async def test_cards_are_settled_although_an_acknowledgement_has_to_wait(
    patient: Services, phone: Phone, scene: Scene, clock: Clock, outside: Outside
) -> None:
    await phone.write("shorter", reply_to=scene.card)
    clock.advance(seconds=6)
    for method in ("sendMessage", "editMessageText"):
        await outside.suffer("telegram", method, "status", status=429, retry_after=9)
    await look(patient, Replies(patient))
    assert "Changes asked for by Owner" in (await phone.shown(scene.card))["text"]
    await look(patient, Replies(patient))
    assert (await phone.said())[-1] == "Got it, revising."


async def test_nothing_said_is_nothing_taken_in(patient: Services, scene: Scene) -> None:
    await take_in(patient, Replies(patient), scene.review.id)
    assert await decision_on(patient, scene.review) is None


async def test_loose_words_are_asked_about_and_the_tap_gives_them_their_place(
    patient: Services, phone: Phone, scene: Scene, clock: Clock, outside: Outside
) -> None:
    await mark_shown(patient, scene)
    await phone.write("shorter")
    asked = (await outside.messages())[-1]
    assert asked["text"] == "Which article is this about?"
    assert [row[0]["text"] for row in asked["buttons"]] == ["On keeping a notebook: the text", "Nothing, forget it"]
    answer = await phone.tap(asked["message_id"], "On keeping a notebook: the text")
    assert answer["text"] == "Got it."
    assert (await phone.shown(asked["message_id"]))["buttons"] == []
    clock.advance(seconds=6)
    await taken_in(patient)
    decision = await decision_on(patient, scene.review)
    assert decision is not None
    assert decision.note == "shorter"
    assert (await phone.said())[-1] == "Got it, revising."


async def test_loose_words_can_be_forgotten(patient: Services, phone: Phone, scene: Scene, outside: Outside) -> None:
    await mark_shown(patient, scene)
    await phone.write("what a day")
    await phone.tap((await outside.messages())[-1]["message_id"], "Nothing, forget it")
    assert (await phone.said())[-1] == "Forgotten."
    assert await decision_on(patient, scene.review) is None


async def test_where_nothing_waits_loose_words_are_told_so(phone: Phone, scene: Scene) -> None:
    await phone.write("hello?")
    assert (await phone.said())[-1].startswith("Nothing waits for your word right now.")


async def test_at_the_final_review_loose_words_change_the_plan_and_nobody_elses_words_are_placed(
    patient: Services, phone: Phone, prefect: RecordedPrefect, outside: Outside
) -> None:
    scene = await a_scene(patient, prefect, outside, ReviewKind.FINAL)
    await mark_shown(patient, scene)
    await a_person(patient, await account_of(patient, scene), VIEWER)
    _, [other] = await at_review(patient, ReviewKind.DRAFT, await account_of(patient, scene))
    await mark_shown(patient, dataclasses.replace(scene, review=other))
    await phone.write("tags: Money")
    asked = (await outside.messages())[-1]
    order = {"chat": ADA, "message_id": asked["message_id"], "text": "On keeping a notebook: tags and time"}
    tapped = (await outside.post("writer/tap", **order))["callback_query_id"]
    [*_, update] = await patient.bot.get_updates(timeout=0)
    body = update.to_dict()
    body["callback_query"]["from"]["id"] = VIEWER
    await phone.bot.handle(telegram.Update.de_json(body, patient.bot))
    assert (await phone.answer_to(tapped))["text"] == "Whoever wrote this says what it is about."
    assert await decision_on(patient, scene.review) is None
    await phone.deliver()
    assert await decision_on(patient, scene.review) is not None
    assert (await phone.shown(asked["message_id"]))["text"] == "Got it, here is the new plan."


@pytest.mark.parametrize("typed", ["Quiet, Phones, Slow Work", "next tuesday 9am"])
async def test_where_only_a_plan_waits_tags_or_a_time_are_taken_as_what_they_are(
    patient: Services, phone: Phone, prefect: RecordedPrefect, outside: Outside, typed: str
) -> None:
    scene = await a_scene(patient, prefect, outside, ReviewKind.FINAL)
    await mark_shown(patient, scene)
    await phone.write("make it calmer")
    assert (await phone.said())[-1] == "Which article is this about?"
    assert await decision_on(patient, scene.review) is None
    await phone.write(typed)
    assert (await phone.said())[-1] == "Got it, here is the new plan."
    decision = await decision_on(patient, scene.review)
    assert decision is not None
    assert decision.verdict is Verdict.CHANGE


async def test_a_second_tap_under_the_question_changes_nothing_that_was_said(
    patient: Services, phone: Phone, scene: Scene, outside: Outside
) -> None:
    await mark_shown(patient, scene)
    await phone.write("shorter")
    asked = (await outside.messages())[-1]["message_id"]
    await phone.tap(asked, "On keeping a notebook: the text", times=2)
    await taken_in(patient)
    assert (await phone.shown(asked))["text"] == "Got it."
    assert [text for text in await phone.said() if text.startswith("Got it")] == ["Got it."]
