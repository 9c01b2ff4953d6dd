"""Words in reply to an older revision: whoever wrote them hears which one counts and where, and can hand them on."""

from dataclasses import dataclass

import pytest

from integrations.services import Services
from models.domain.article import Stage
from models.domain.review import ReviewKind, Verdict
from models.store import remarks, reviews
from models.tables import Review
from tests.builders import ADA, PLAIN, a_text, an_image, asked, change, decided, reread
from tests.conftest import Outside
from tests.integrations.telegram.phone import Phone
from tests.integrations.telegram.scene import VIEWER, Scene, a_part, a_scene, card_of, decision_on
from tests.recorded_prefect import RecordedPrefect


@dataclass(frozen=True)
class Revised:
    """A part of the first revision, and the card of the second, which waits."""

    part: int
    review: Review
    card: int


async def _close(desk: Services, review: Review) -> None:
    async with desk.database.session() as session:
        (await reviews.review(session, review.id)).closed_at = desk.clock()


async def _asked_anew(desk: Services, scene: Scene, kind: ReviewKind = ReviewKind.DRAFT) -> tuple[Review, int]:
    await _close(desk, scene.review)
    open_now = await asked(desk, await reread(desk, scene.article), kind)
    newer = next(each for each in open_now if each.subject == scene.review.subject)
    return newer, await card_of(desk, newer)


@pytest.fixture
async def revised(desk: Services, scene: Scene) -> Revised:
    part = await a_part(desk, scene, "A notebook remembers what its owner forgets.", ["block-1"])
    await decided(desk, scene.review, Verdict.CHANGE, "shorter")
    await a_text(desk, scene.article, PLAIN.model_copy(update={"title": "On notebooks"}))
    return Revised(part, *await _asked_anew(desk, scene))


async def test_words_about_an_older_revision_are_told_which_one_counts_and_lead_to_its_card(
    desk: Services, phone: Phone, outside: Outside, revised: Revised
) -> None:
    await phone.write("Name the pen", reply_to=revised.part)
    said = (await outside.messages())[-1]
    assert said["text"] == (
        "That was revision 1. Revision 2 is the one that counts: ☝️ this card. Is “Name the pen” meant for it?"
    )
    assert said["reply_to"] == revised.card
    assert await decision_on(desk, revised.review) is None


async def test_a_tap_takes_the_words_over_with_the_passages_that_they_are_about_and_a_second_tap_changes_nothing(
    desk: Services, phone: Phone, outside: Outside, revised: Revised
) -> None:
    await phone.write("Name the pen", reply_to=revised.part)
    question = (await outside.messages())[-1]["message_id"]
    told = [(await phone.tap(question, "Yes, for revision 2", times=2))["text"]]
    assert told == ["Got it."]
    decision = await decision_on(desk, revised.review)
    assert decision is not None
    assert (decision.verdict, decision.note) == (Verdict.CHANGE, "Name the pen")
    async with desk.database.session() as session:
        [note] = await remarks.notes_of(session, decision)
    assert note.block_ids == ("block-1",)
    assert (await phone.said())[-1] == "Got it, revising."
    assert (await phone.shown(question))["buttons"] == []


async def test_a_tap_on_the_card_of_an_older_revision_is_told_which_one_counts(
    phone: Phone, scene: Scene, revised: Revised
) -> None:
    told = await phone.tap(scene.card, "✅ Approve")
    assert told["text"] == "Already decided: Changes asked for by console. Revision 2 is the one that counts."


async def test_no_forgets_them(desk: Services, phone: Phone, outside: Outside, revised: Revised) -> None:
    await phone.write("Name the pen", reply_to=revised.part)
    question = (await outside.messages())[-1]["message_id"]
    assert (await phone.tap(question, "No, forget it"))["text"] == "Forgotten."
    assert await decision_on(desk, revised.review) is None


async def test_where_the_newer_one_is_decided_too_it_says_so_and_what_can_be_done(
    desk: Services, phone: Phone, scene: Scene, revised: Revised
) -> None:
    await decided(desk, revised.review, Verdict.APPROVE)
    await change(desk, scene.article, stage=Stage.FINAL_REVIEW)
    await phone.write("Name the pen", reply_to=revised.part)
    assert (await phone.said())[-1] == (
        "That was revision 1. Revision 2 counts. Approved by console. "
        "To change the text once more, tap ↩️ Back to the text where its tags and time are shown."
    )


async def test_a_text_that_is_shown_again_as_it_was_takes_words_in_reply_to_its_first_showing(
    desk: Services, phone: Phone, scene: Scene
) -> None:
    part = await a_part(desk, scene, "A notebook remembers what its owner forgets.", ["block-1"])
    newer, _ = await _asked_anew(desk, scene)
    await phone.write("Name the pen", reply_to=part)
    decision = await decision_on(desk, newer)
    assert decision is not None
    assert decision.note == "Name the pen"
    assert (await phone.said())[-1] == "Got it, revising."


async def test_who_may_not_decide_is_not_asked(
    desk: Services, phone: Phone, outside: Outside, scene: Scene, revised: Revised
) -> None:
    await outside.post("writer/text", chat=ADA, text="hello", user=VIEWER)
    await phone.write("Name the pen", reply_to=revised.part, user=VIEWER)
    said = (await outside.messages())[-1]
    assert said["text"] == "You are not paired with this account, so you cannot decide here."
    assert said["buttons"] == []


async def test_an_older_try_at_an_image_is_told_the_same(
    desk: Services, phone: Phone, prefect: RecordedPrefect, outside: Outside
) -> None:
    scene = await a_scene(desk, prefect, outside, ReviewKind.IMAGE)
    await decided(desk, scene.review, Verdict.REDO)
    await an_image(desk, scene.article, "cover", number=2)
    newer, card = await _asked_anew(desk, scene, ReviewKind.IMAGE)
    await phone.write("with a lamp", reply_to=scene.card)
    said = (await outside.messages())[-1]
    assert said["text"].startswith("That was try 1. Try 2 is the one that counts")
    assert said["reply_to"] == card
    await phone.tap(said["message_id"], "Yes, for try 2")
    decision = await decision_on(desk, newer)
    assert decision is not None
    assert (decision.verdict, decision.note) == (Verdict.REDO, "with a lamp")
