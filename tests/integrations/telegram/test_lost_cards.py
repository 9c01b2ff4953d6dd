"""Cards whose sending was not recorded, that were doubled, or that mean nothing any more: none with dead buttons."""

import asyncio

import pytest

from integrations.services import Services
from integrations.telegram.settling import settle
from models.domain.article import Stage
from models.domain.effects import EffectKind
from models.domain.errors import TryLater, Unknown
from models.domain.people import Role
from models.domain.review import ReviewKind, Verdict
from models.store import cards as shown_cards
from models.store import effects, reviews
from models.tables import Effect
from tasks.lease import working_on
from tasks.reviewing import show_final
from tests.builders import ADA, a_person, an_account, at_review, change, decided
from tests.conftest import Clock, Outside
from tests.integrations.telegram.phone import Phone
from tests.integrations.telegram.scene import VIEWER, Scene, account_of, card_of, decision_on, mark_shown
from tests.recorded_prefect import RecordedPrefect


async def show(article_id: int) -> None:
    async with working_on(article_id):
        await show_final.fn(article_id)


@pytest.fixture
async def lost(desk: Services, prefect: RecordedPrefect, outside: Outside) -> Scene:
    """A card that arrived, and whose answer was lost."""
    await outside.post("writer/text", chat=ADA, text="hello")
    account = await an_account(desk)
    await a_person(desk, account)
    article, [review] = await at_review(desk, ReviewKind.FINAL, account)
    await change(desk, article, flow_run_id=prefect.a_run())
    await outside.suffer("telegram", "sendMessage", "cut_after")
    with pytest.raises(Unknown):
        await show(article.id)
    return Scene(article, review, (await outside.messages())[-1]["message_id"])


async def cards_shown(outside: Outside) -> list[int]:
    return [each["message_id"] for each in await outside.messages() if "✅ Approve" in str(each["buttons"])]


async def test_a_tap_on_a_card_that_was_not_recorded_counts_and_the_card_is_not_sent_again(
    desk: Services, phone: Phone, lost: Scene, outside: Outside
) -> None:
    answer = await phone.tap(lost.card, "✅ Approve")
    assert answer["text"] == "Approved by Owner"
    assert "Approved by Owner" in (await phone.shown(lost.card))["text"]
    before = len(await outside.messages())
    await show(lost.article.id)
    assert len(await outside.messages()) == before
    async with desk.database.session() as session:
        effect = await session.get_one(Effect, f"review:{lost.review.id}:card:chat:1")
    assert (effect.claims, effect.outcome) == (1, {"telegram_message_id": lost.card})


async def test_words_in_reply_to_a_card_that_was_not_recorded_are_about_its_review(
    desk: Services, phone: Phone, lost: Scene, outside: Outside
) -> None:
    """Also while it is on its way: who is quick answers before its sending is written down."""
    await phone.write("tags: harbours, tides", reply_to=lost.card)
    assert (await phone.said())[-1] == "Got it, here is the new plan."
    decision = await decision_on(desk, lost.review)
    assert decision is not None
    assert decision.verdict is Verdict.CHANGE
    assert await cards_shown(outside) == []
    async with desk.database.session() as session:
        effect = await session.get_one(Effect, f"review:{lost.review.id}:card:chat:1")
    assert effect.outcome == {"telegram_message_id": lost.card}


async def test_a_tap_on_the_double_decides_nothing_says_where_the_live_one_is_and_takes_its_buttons(
    desk: Services, phone: Phone, lost: Scene, outside: Outside
) -> None:
    await show(lost.article.id)
    double, live = await cards_shown(outside)
    assert double == lost.card
    answer = await phone.tap(double, "✅ Approve")
    assert answer["text"] == "This card was sent twice. The other one counts. I point at it below."
    assert await decision_on(desk, lost.review) is None
    assert await cards_shown(outside) == [live]
    assert "The other one counts" in (await phone.shown(double))["text"]
    pointing = (await outside.messages())[-1]
    assert (pointing["reply_to"], pointing["text"]) == (live, "☝️ This is the card that counts.")
    assert (await phone.tap(live, "✅ Approve"))["text"] == "Approved by Owner"


async def test_a_tap_on_the_double_after_the_decision_tells_it_and_takes_the_buttons(
    desk: Services, phone: Phone, lost: Scene, outside: Outside
) -> None:
    await show(lost.article.id)
    double, live = await cards_shown(outside)
    await phone.tap(live, "⏸ Hold")
    assert (await phone.tap(double, "✅ Approve"))["text"] == "Already decided: Held by Owner."
    assert await cards_shown(outside) == []
    assert (await phone.shown(double))["text"].endswith("Held by Owner.")


async def test_a_send_that_finds_that_an_earlier_one_arrived_takes_its_own_message_back(
    desk: Services, phone: Phone, lost: Scene, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tap on the first comes while the second is on its way."""
    send = desk.sender.text

    async def sent_while_she_taps(*given: object, **how: object) -> int:
        monkeypatch.setattr(desk.sender, "text", send)
        number = await send(*given, **how)  # type: ignore[arg-type]
        await phone.tap(lost.card, "✅ Approve")
        return number

    monkeypatch.setattr(desk.sender, "text", sent_while_she_taps)
    await show(lost.article.id)
    assert await cards_shown(outside) == []
    assert len([said for said in await phone.said() if "Goes out" in said]) == 1
    decision = await decision_on(desk, lost.review)
    assert decision is not None
    assert decision.verdict is Verdict.APPROVE


async def test_a_card_in_a_chat_where_nothing_was_claimed_still_counts(
    desk: Services, phone: Phone, scene: Scene
) -> None:
    """As when the database came from a backup: the button names the review, and she may decide."""
    async with desk.database.session() as session:
        [(card, _)] = await shown_cards.cards_of(session, scene.review.id)
        await session.delete(card)
    assert (await phone.tap(scene.card, "✅ Approve"))["text"] == "Approved by Owner"


async def test_the_cards_of_a_held_article_lose_their_buttons_and_say_why(
    desk: Services, phone: Phone, scene: Scene
) -> None:
    await phone.write(f"/hold {scene.article.id}")
    assert await settle(desk) == 1
    assert await settle(desk) == 0
    card = await phone.shown(scene.card)
    assert card["buttons"] == []
    assert "is held until somebody resumes it: held by the writer. /resume 1 lets it go on." in card["text"]


async def test_a_late_tap_on_the_card_of_a_dropped_article_is_told_by_the_card(
    desk: Services, phone: Phone, scene: Scene, outside: Outside
) -> None:
    await change(desk, scene.article, stage=Stage.DROPPED, reason="drop from console")
    async with desk.database.session() as session:
        await reviews.close_open(session, scene.article.id, desk.clock())
    await outside.post("writer/tap", chat=ADA, message_id=scene.card, text="✅ Approve")
    await outside.post("writer/clock", expire_callbacks=True)
    await phone.deliver()
    assert (await outside.get("writer/answers"))["answers"] == []
    card = await phone.shown(scene.card)
    assert "“On keeping a notebook” was dropped: drop from console." in card["text"]
    assert card["buttons"] == []


async def test_a_decision_whose_process_died_before_the_card_was_changed_is_shown_later(
    desk: Services, phone: Phone, scene: Scene
) -> None:
    await decided(desk, scene.review, Verdict.APPROVE)
    assert await settle(desk) == 1
    assert (await phone.shown(scene.card))["text"].endswith("Approved by console")


async def test_a_chat_in_which_telegram_wants_a_pause_keeps_no_other_from_seeing_the_outcome(
    desk: Services, phone: Phone, scene: Scene, outside: Outside
) -> None:
    await outside.post("writer/text", chat=VIEWER, text="hello")
    await a_person(desk, await account_of(desk, scene), VIEWER, Role.EDITOR)
    theirs = await card_of(desk, scene.review, VIEWER)
    await decided(desk, scene.review, Verdict.APPROVE)
    how = {"status": 429, "retry_after": 30, "mark": str(ADA)}
    await outside.suffer("telegram", "editMessageText", "status", **how)
    with pytest.raises(TryLater):
        await settle(desk)
    assert (await phone.shown(scene.card))["buttons"] != []
    assert "Approved by console" in (await phone.shown(theirs, VIEWER))["text"]
    assert await settle(desk) == 1
    assert "Approved by console" in (await phone.shown(scene.card))["text"]


async def test_a_card_whose_change_was_lost_is_changed_later_and_one_that_cannot_be_is_left(
    desk: Services, phone: Phone, scene: Scene, outside: Outside
) -> None:
    await decided(desk, scene.review, Verdict.APPROVE)
    await outside.suffer("telegram", "editMessageText", "cut_before")
    assert await settle(desk) == 0
    await outside.post("writer/block", chat=ADA)
    assert await settle(desk) == 1
    assert await settle(desk) == 0


async def test_a_card_that_was_shown_again_is_the_one_that_counts(
    desk: Services, phone: Phone, scene: Scene, outside: Outside
) -> None:
    newer = await card_of(desk, scene.review)
    answer = await phone.tap(scene.card, "✅ Approve")
    assert answer["text"].startswith("This card was sent twice.")
    old = await phone.shown(scene.card)
    assert (old["buttons"], old["text"].endswith("This was sent again below. That card counts.")) == ([], True)
    assert (await phone.tap(newer, "✅ Approve"))["text"] == "Approved by Owner"


async def test_a_claim_of_an_older_showing_is_not_taken_for_the_newer_one(desk: Services, scene: Scene) -> None:
    async with desk.database.session() as session:
        await effects.claim(session, "review:1:card:2:chat:1", EffectKind.MESSAGE, desk.clock(), None)
    async with desk.database.session() as session:
        [(card, _)] = await shown_cards.cards_of(session, scene.review.id)
        assert not await shown_cards.adopt(session, "review:1:card:chat:1", card, desk.clock())


async def test_after_a_silence_longer_than_telegram_keeps_updates_open_cards_are_due_again_once(
    desk: Services, phone: Phone, scene: Scene, clock: Clock
) -> None:
    await mark_shown(desk, scene)
    await phone.mailbox.hear()
    clock.advance(hours=22)
    await phone.mailbox.hear()
    assert (await again(desk, scene)) == (1, True)
    clock.advance(hours=25)
    for _ in range(2):
        await phone.mailbox.hear()
    assert (await again(desk, scene)) == (2, False)


async def test_after_a_silence_what_is_decided_is_not_shown_again(
    desk: Services, phone: Phone, scene: Scene, clock: Clock
) -> None:
    await mark_shown(desk, scene)
    await phone.mailbox.hear()
    await decided(desk, scene.review, Verdict.APPROVE)
    clock.advance(hours=25)
    await phone.mailbox.hear()
    assert (await again(desk, scene)) == (1, True)


async def again(desk: Services, scene: Scene) -> tuple[int, bool]:
    """Which showing it is, and whether it is done."""
    async with desk.database.session() as session:
        review = await reviews.review(session, scene.review.id)
    return review.showing, review.shown_at is not None


async def test_while_others_wait_for_answers_a_card_is_left_to_the_next_look(
    desk: Services, phone: Phone, scene: Scene
) -> None:
    others = [desk.precedence.waits_for_an_answer() for _ in range(2)]
    answer = await phone.tap(scene.card, "✅ Approve")
    assert answer["text"] == "Approved by Owner"
    assert (await phone.shown(scene.card))["buttons"] != []
    for each in others:
        each.end()
    assert await settle(desk) == 1
    assert (await phone.shown(scene.card))["buttons"] == []


@pytest.mark.parametrize("others_who_begin", [1, 2])
async def test_while_others_begin_a_card_is_left_too_so_that_the_next_tap_in_its_chat_does_not_wait(
    desk: Services, phone: Phone, scene: Scene, others_who_begin: int
) -> None:
    async def begin_and_hang() -> None:
        async with desk.precedence.beginning():
            await asyncio.Event().wait()

    others = [asyncio.create_task(begin_and_hang()) for _ in range(others_who_begin)]
    await asyncio.sleep(0)
    async with asyncio.timeout(2):
        assert (await phone.tap(scene.card, "✅ Approve"))["text"] == "Approved by Owner"
    assert (await phone.shown(scene.card))["buttons"] != []
    for each in others:
        each.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    assert await settle(desk) == 1
    assert (await phone.shown(scene.card))["buttons"] == []
