"""The last review: publish now after a second tap, the next slot, a typed time, each shown in full before it counts."""

from datetime import UTC, datetime

import pytest

from integrations.services import Services
from integrations.telegram.buttons import Step, Tap
from models.domain.article import Stage
from models.domain.final_request import FinalRequest
from models.domain.review import ReviewKind, Verdict
from tasks.deciding import take_in
from tasks.lease import working_on
from tests.builders import ADA, reread
from tests.conftest import Outside
from tests.integrations.telegram.phone import Phone
from tests.integrations.telegram.scene import Scene, a_scene, account_of, decision_on
from tests.recorded_prefect import RecordedPrefect


@pytest.fixture
async def final(desk: Services, prefect: RecordedPrefect, outside: Outside) -> Scene:
    return await a_scene(desk, prefect, outside, ReviewKind.FINAL)


async def apply(desk: Services, scene: Scene) -> None:
    async with working_on(scene.article.id):
        await take_in(scene.article.id)


async def test_publish_now_takes_a_second_tap_and_approves_for_this_moment(
    desk: Services, phone: Phone, final: Scene
) -> None:
    assert (await phone.tap(final.card, "🚀 Publish now"))["text"] == "Tap once more, and it goes out now."
    assert await decision_on(desk, final.review) is None
    assert (await phone.tap(final.card, "🚀 Yes, publish now"))["text"] == "Approved by Owner"
    await apply(desk, final)
    article = await reread(desk, final.article)
    assert (article.stage, article.publish_at) == (Stage.SCHEDULED, desk.clock())


async def test_publish_now_can_be_left(desk: Services, phone: Phone, final: Scene) -> None:
    await phone.tap(final.card, "🚀 Publish now")
    await phone.tap(final.card, "↩️ No, back")
    assert len((await phone.shown(final.card))["buttons"]) == 4
    assert await decision_on(desk, final.review) is None


async def test_the_next_slot_moves_the_time_and_asks_again(desk: Services, phone: Phone, final: Scene) -> None:
    await phone.tap(final.card, "⏭ Next slot")
    decision = await decision_on(desk, final.review)
    assert decision is not None
    assert decision.verdict is Verdict.CHANGE
    slot = FinalRequest.model_validate_json(decision.note).publish_at
    await apply(desk, final)
    article = await reread(desk, final.article)
    assert (article.stage, article.publish_at) == (Stage.FINAL_REVIEW, slot)
    assert article.publish_at > desk.clock()


async def test_where_there_are_no_slots_the_tap_is_told_so(desk: Services, phone: Phone, final: Scene) -> None:
    account = await account_of(desk, final)
    async with desk.database.session() as session:
        account.slots = []
        session.add(account)
    answer = await phone.tap(final.card, "⏭ Next slot")
    assert answer["text"] == "demo has no publishing slots. Name a time, or set slots for it."
    assert await decision_on(desk, final.review) is None


async def test_a_time_is_typed_as_people_type_it_and_what_the_clocks_do_is_said(
    desk: Services, phone: Phone, final: Scene
) -> None:
    await phone.write("time: 2027-10-31 02:30", reply_to=final.card)
    assert "comes twice, since the clocks go back: the first one is taken." in (await phone.said())[-1]
    await apply(desk, final)
    assert (await reread(desk, final.article)).publish_at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


async def test_a_draft_cannot_be_published_now_by_a_forged_button(
    desk: Services, phone: Phone, scene: Scene, outside: Outside
) -> None:
    tapped = await outside.post("writer/tap", chat=ADA, message_id=scene.card, text="✅ Approve")
    [*_, update] = await desk.bot.get_updates(timeout=0)
    body = update.to_dict()
    body["callback_query"]["data"] = Tap(
        scene.review.id, Verdict.APPROVE, scene.review.subject_hash[:8], Step.NOW
    ).data()
    await phone.mailbox.receive([body])
    await phone.mailbox.handle_waiting()
    assert (await phone.answer_to(tapped["callback_query_id"]))["text"] == "That is no answer to what is asked here."
    assert await decision_on(desk, scene.review) is None


async def test_words_that_only_agree_are_told_the_button_unless_they_are_a_list_and_so_maybe_the_tags(
    desk: Services, phone: Phone, final: Scene
) -> None:
    await phone.write("looks good", reply_to=final.card)
    assert (await phone.said())[-1].endswith("To approve, tap ✅ Approve on the card.")
    assert await decision_on(desk, final.review) is None
    await phone.write("love, work, job", reply_to=final.card)
    decision = await decision_on(desk, final.review)
    assert decision is not None
    assert FinalRequest.model_validate_json(decision.note).tags == ("love", "work", "job")


async def test_whatever_is_replied_to_an_approved_card_is_told_who_approved(
    desk: Services, phone: Phone, final: Scene
) -> None:
    await phone.tap(final.card, "✅ Approve")
    await phone.write("change the second paragraph", reply_to=final.card)
    assert (await phone.said())[-1] == "This was already decided: Approved by Owner."
