"""What a person's taps do, told from both ends: the database, and the phone."""

import asyncio

import pytest
import telegram

from integrations.services import Services
from integrations.telegram.buttons import Tap
from integrations.telegram.chores import look
from integrations.telegram.replies import Replies
from models.domain.article import Stage
from models.domain.people import Role
from models.domain.review import Channel, Verdict
from tests.builders import ADA, a_person, an_account, decided, reread
from tests.conftest import Clock, Outside
from tests.integrations.telegram.phone import Phone
from tests.integrations.telegram.scene import RIVAL, VIEWER, Scene, account_of, card_of, decision_on, forged_card
from tests.recorded_prefect import RecordedPrefect


async def test_a_tap_decides_wakes_the_run_and_the_card_shows_who(
    desk: Services, phone: Phone, scene: Scene, prefect: RecordedPrefect
) -> None:
    answer = await phone.tap(scene.card, "✅ Approve")
    decision = await decision_on(desk, scene.review)
    assert decision is not None
    assert (decision.verdict, decision.channel, decision.person_id) == (Verdict.APPROVE, Channel.TELEGRAM, 1)
    assert answer["text"] == "Approved by Owner"
    assert prefect.resumed == [scene.article.flow_run_id]
    card = await phone.shown(scene.card)
    assert card["text"] == "On keeping a notebook\n\nApproved by Owner"
    assert card["buttons"] == []


async def test_a_second_tap_says_that_it_was_decided_and_changes_nothing(
    desk: Services, phone: Phone, scene: Scene
) -> None:
    await decided(desk, scene.review, Verdict.DROP)
    answer = await phone.tap(scene.card, "✅ Approve")
    assert answer["text"] == "Already decided: Dropped by console."
    decision = await decision_on(desk, scene.review)
    assert decision is not None
    assert decision.verdict is Verdict.DROP
    assert "Dropped by console" in (await phone.shown(scene.card))["text"]


async def test_of_many_taps_at_once_the_first_counts_and_each_is_answered(
    desk: Services, phone: Phone, scene: Scene, outside: Outside
) -> None:
    await outside.post("writer/tap", chat=ADA, message_id=scene.card, text="✅ Approve", times=5)
    await phone.deliver()
    told = await outside.get("writer/answers", chat=ADA)
    assert told["unanswered"] == []
    assert [tap["text"] for tap in told["answers"]] == [
        "Approved by Owner",
        *["Already decided: Approved by Owner."] * 4,
    ]


async def test_of_phone_console_reviewer_and_rule_at_the_same_moment_one_decides_and_every_tap_is_told_which(
    desk: Services, phone: Phone, scene: Scene, outside: Outside
) -> None:
    await outside.post("writer/tap", chat=ADA, message_id=scene.card, text="✅ Approve", times=3)
    others = (Channel.CONSOLE, Channel.AI, Channel.RULE)
    rulings = (desk.desk.decide(scene.review.id, Verdict.DROP, channel, desk.clock()) for channel in others)
    told = await asyncio.gather(*rulings, phone.deliver())
    decision = await decision_on(desk, scene.review)
    assert decision is not None
    by_phone = decision.channel is Channel.TELEGRAM
    assert {ruling.decision.id for ruling in told if ruling is not None} == {decision.id}
    assert sum(ruling.counts for ruling in told if ruling is not None) + by_phone == 1
    answered = await outside.get("writer/answers", chat=ADA)
    assert (len(answered["answers"]), answered["unanswered"]) == (3, [])
    word = "Approved by Owner" if by_phone else "Already decided: Dropped by "
    assert all(word in tap["text"] for tap in answered["answers"])


async def test_a_tap_that_is_too_old_to_be_answered_still_counts_and_the_card_tells(
    desk: Services, phone: Phone, scene: Scene, outside: Outside
) -> None:
    await outside.post("writer/tap", chat=ADA, message_id=scene.card, text="✅ Approve")
    await outside.post("writer/clock", expire_callbacks=True)
    await phone.deliver()
    assert (await outside.get("writer/answers"))["answers"] == []
    assert await decision_on(desk, scene.review) is not None
    assert "Approved by Owner" in (await phone.shown(scene.card))["text"]


async def test_every_chat_of_the_account_sees_what_was_decided(
    desk: Services, phone: Phone, scene: Scene, outside: Outside
) -> None:
    await outside.post("writer/text", chat=VIEWER, text="hello")
    account = await account_of(desk, scene)
    await a_person(desk, account, VIEWER, Role.VIEWER)
    other_card = await card_of(desk, scene.review, VIEWER)
    await phone.tap(scene.card, "🗑 Drop")
    await phone.tap(scene.card, "🗑 Yes, drop it")
    assert "Dropped by Owner" in (await phone.shown(other_card, VIEWER))["text"]
    assert (await phone.shown(other_card, VIEWER))["buttons"] == []


async def test_who_may_only_look_cannot_decide_by_tap_or_word(
    desk: Services, phone: Phone, scene: Scene, outside: Outside
) -> None:
    await outside.post("writer/text", chat=VIEWER, text="hello")
    await a_person(desk, await account_of(desk, scene), VIEWER, Role.VIEWER)
    card = await card_of(desk, scene.review, VIEWER)
    answer = await phone.tap(card, "✅ Approve", chat=VIEWER)
    assert answer["text"] == "You are not paired with this account, so you cannot decide here."
    assert answer["show_alert"] is True
    await phone.write("make it shorter", chat=VIEWER, reply_to=card)
    assert (await phone.said(VIEWER))[-1].startswith("You are not paired with this account")
    assert await decision_on(desk, scene.review) is None


async def test_the_owner_of_another_account_cannot_decide_here(
    desk: Services, phone: Phone, scene: Scene, outside: Outside
) -> None:
    await outside.post("writer/text", chat=RIVAL, text="hello")
    rivals = await an_account(desk, "rival")
    await a_person(desk, rivals, RIVAL)
    forged = await forged_card(desk, RIVAL, Tap(scene.review.id, Verdict.APPROVE, scene.review.subject_hash[:8]).data())
    answer = await phone.tap(forged, "tap me", chat=RIVAL)
    assert answer["text"].startswith("You are not paired with this account")
    assert await decision_on(desk, scene.review) is None


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("s:1:drop", "This button is not one of mine."),
        ("garbage", "This button is not one of mine."),
        ("", "This button is not one of mine."),
        ("r:1:approve:", "This button is not one of mine."),
        ("r:01:approve:{hash}", "This button is not one of mine."),
        ("r:1:approve", "This button is not one of mine."),
        ("r:1:approve:{hash}:more", "This button is not one of mine."),
        ("r:one:approve:{hash}", "This button is not one of mine."),
        ("r:-1:approve:{hash}", "This review no longer exists."),
        ("r:²:approve:{hash}", "This button is not one of mine."),
        ("r:1:publish:{hash}", "This button is not one of mine."),
        ("x" * 65, "This button is not one of mine."),
        ("r:1:approve:deadbeef", "This card is out of date. The newest one counts."),
        ("r:1:redo:{hash}", "“redo” is not an answer to a draft review."),
        ("r:4711:approve:{hash}", "This review no longer exists."),
        ("r:99999999999:approve:{hash}", "This does not exist here: a number is too large, or a character is no text."),
        (
            "r:9999999999999999999999999:approve:{hash}",
            "This does not exist here: a number is too large, or a character is no text.",
        ),
    ],
)
async def test_a_forged_tap_gets_a_clear_answer_and_changes_nothing(
    desk: Services, phone: Phone, scene: Scene, outside: Outside, data: str, said: str
) -> None:
    """No honest client sends them; whoever writes their own can send any bytes."""
    tapped = await outside.post("writer/tap", chat=ADA, message_id=scene.card, text="✅ Approve")
    [*_, update] = await desk.bot.get_updates(timeout=0)
    body = update.to_dict()
    body["callback_query"]["data"] = data.format(hash=scene.review.subject_hash[:8])
    await phone.mailbox.receive([body])
    await phone.mailbox.handle_waiting()
    answer = await phone.answer_to(tapped["callback_query_id"])
    assert (answer["text"], answer["show_alert"]) == (said, True)
    assert await decision_on(desk, scene.review) is None
    assert (await phone.shown(scene.card))["buttons"] != []


async def test_a_tap_on_the_card_of_a_held_article_is_told_so(desk: Services, phone: Phone, scene: Scene) -> None:
    await phone.write(f"/hold {scene.article.id}")
    answer = await phone.tap(scene.card, "✅ Approve")
    assert (
        answer["text"]
        == "“On keeping a notebook” is held until somebody resumes it: held by the writer. /resume 1 lets it go on."
    )
    assert await decision_on(desk, scene.review) is None
    assert (await reread(desk, scene.article)).stage is Stage.ON_HOLD


async def test_a_decision_is_kept_and_the_run_woken_although_the_answer_to_the_tap_was_lost(
    desk: Services, phone: Phone, scene: Scene, outside: Outside, prefect: RecordedPrefect
) -> None:
    await outside.suffer("telegram", "answerCallbackQuery", "cut_after")
    await phone.tap(scene.card, "✅ Approve")
    assert await decision_on(desk, scene.review) is not None
    assert prefect.resumed == [scene.article.flow_run_id]
    assert "Approved by Owner" in (await phone.shown(scene.card))["text"]


async def test_a_chat_that_shut_the_bot_out_does_not_keep_the_others_from_seeing_the_outcome(
    desk: Services, phone: Phone, scene: Scene, outside: Outside
) -> None:
    await outside.post("writer/text", chat=VIEWER, text="hello")
    await a_person(desk, await account_of(desk, scene), VIEWER, Role.EDITOR)
    theirs = await card_of(desk, scene.review, VIEWER)
    await outside.post("writer/block", chat=ADA)
    await phone.deliver()
    await phone.tap(theirs, "✅ Approve", chat=VIEWER)
    assert "Approved by Editor" in (await phone.shown(theirs, VIEWER))["text"]


async def test_an_outcome_that_was_left_to_the_chores_while_others_wait_is_shown_by_them(
    desk: Services, phone: Phone, scene: Scene, outside: Outside
) -> None:
    """Ada's block is in hand at the same time, so that the tap's card is not changed with it."""
    await outside.post("writer/text", chat=VIEWER, text="hello")
    await a_person(desk, await account_of(desk, scene), VIEWER, Role.EDITOR)
    theirs = await card_of(desk, scene.review, VIEWER)
    await phone.deliver()
    await outside.post("writer/block", chat=ADA)
    with_others = [desk.precedence.waits_for_an_answer() for _ in range(2)]
    await phone.tap(theirs, "✅ Approve", chat=VIEWER)
    assert "Approved" not in (await phone.shown(theirs, VIEWER))["text"]
    for each in with_others:
        each.end()
    await look(desk, Replies(desk))
    assert "Approved by Editor" in (await phone.shown(theirs, VIEWER))["text"]


async def test_a_tap_that_could_not_be_handled_is_told_what_counts(
    desk: Services, scene: Scene, outside: Outside, clock: Clock
) -> None:
    async def fail(_: telegram.Update) -> None:
        raise SystemError("nobody foresaw this")

    await Phone(desk, outside).deliver()
    phone = Phone(desk, outside, fail)
    tapped = await outside.post("writer/tap", chat=ADA, message_id=scene.card, text="✅ Approve")
    for _ in range(3):
        await phone.deliver()
        clock.advance(minutes=1)
    answer = await phone.answer_to(tapped["callback_query_id"])
    assert answer["text"].startswith("Something went wrong here. Look at the card")
    await phone.write("hello")
    for _ in range(3):
        await phone.deliver()
        clock.advance(minutes=1)
    assert (await phone.said())[-1].endswith("Please send it again.")


async def test_dropping_takes_a_second_tap_and_can_be_left(desk: Services, phone: Phone, scene: Scene) -> None:
    before = (await phone.shown(scene.card))["buttons"]
    assert (await phone.tap(scene.card, "🗑 Drop"))["text"] == "Tap once more to drop it for good."
    assert (await phone.tap(scene.card, "↩️ No, back"))["text"] == "It stays as it is."
    assert (await phone.shown(scene.card))["buttons"] == before
    assert await decision_on(desk, scene.review) is None
    await phone.tap(scene.card, "🗑 Drop")
    assert (await phone.tap(scene.card, "🗑 Yes, drop it"))["text"] == "Dropped by Owner"


async def test_asking_for_changes_asks_once_for_words_and_the_reply_to_it_is_feedback(
    desk: Services, phone: Phone, scene: Scene, outside: Outside
) -> None:
    for _ in range(2):
        answer = await phone.tap(scene.card, "✏️ Ask for changes")
        assert answer["text"] == "Write what should change, as a reply to any of its messages."
    questions = [each for each in await outside.messages() if str(each["text"]).startswith("What should change?")]
    assert len(questions) == 1
    await phone.write("shorter", reply_to=questions[0]["message_id"])
    decision = await decision_on(desk, scene.review)
    assert decision is not None
    assert (decision.verdict, decision.note) == (Verdict.CHANGE, "shorter")


async def test_a_first_step_on_a_card_that_is_decided_is_told_so(desk: Services, phone: Phone, scene: Scene) -> None:
    await decided(desk, scene.review, Verdict.APPROVE)
    assert (await phone.tap(scene.card, "🗑 Drop"))["text"] == "Already decided: Approved by console."
