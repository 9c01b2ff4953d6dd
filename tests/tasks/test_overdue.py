"""Nobody answered in time: the account's rule, once, forestalled by any answer, and never a burst."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from prefect.client.schemas.objects import StateType

from integrations.services import Services
from models.domain.article import STOPPED, Stage
from models.domain.deadline import DeadlineRule
from models.domain.final_request import FinalRequest
from models.domain.review import Channel, ReviewKind, Verdict
from models.store import reviews
from models.tables import Account, Article, Decision, Review
from tasks.deciding import take_in
from tasks.overdue import follow_the_rules, tell_of_moves
from tests.builders import ADA, a_person, an_account, an_article, at_review, change, decided, reread
from tests.conftest import Clock, Outside
from tests.recorded_prefect import RecordedPrefect
from tests.tasks.attempts import an_attempt
from tests.tasks.test_publishing import Take

# NOW is Tuesday 1 December 2026, 09:00 UTC: 04:00 in New York, whose first suggested slot is at 13:00 UTC
SLOT = datetime.fromisoformat("2026-12-01T13:00:00Z")


async def waiting(desk: Services, account: Account, kind: ReviewKind, **fields: Any) -> tuple[Article, Review]:
    """Shown three days ago; its time came a minute ago."""
    article, open_reviews = await at_review(desk, kind, account)
    await change(desk, article, publish_at=desk.clock() - timedelta(minutes=1), **fields)
    async with desk.database.session() as session:
        for review in open_reviews:
            (await session.get_one(Review, review.id)).shown_at = desk.clock() - timedelta(days=3)
    return await reread(desk, article), open_reviews[0]


async def decision_of(desk: Services, review: Review) -> Decision | None:
    async with desk.database.session() as session:
        return await reviews.decision_on(session, review.id)


@pytest.mark.parametrize("kind", [ReviewKind.DRAFT, ReviewKind.IMAGE, ReviewKind.FINAL])
async def test_by_default_it_is_held_through_a_decision_of_the_rule_and_its_run_is_woken(
    desk: Services, prefect: RecordedPrefect, under_lease: Take, kind: ReviewKind
) -> None:
    article, review = await waiting(desk, await an_account(desk), kind, flow_run_id=prefect.a_run())
    assert await follow_the_rules(desk) == 1
    assert await follow_the_rules(desk) == 0
    decision = await decision_of(desk, review)
    assert decision is not None
    assert (decision.verdict, decision.channel) == (Verdict.HOLD, Channel.RULE)
    assert prefect.resumed == [article.flow_run_id]
    await under_lease(take_in, article.id)
    held = await reread(desk, article)
    assert (held.stage, held.reason) == (Stage.ON_HOLD, "nobody answered in time")


async def test_whoever_answered_before_the_rule_looked_has_answered_in_time(desk: Services) -> None:
    _, review = await waiting(desk, await an_account(desk), ReviewKind.DRAFT)
    await decided(desk, review, Verdict.APPROVE)
    assert await follow_the_rules(desk) == 0
    decision = await decision_of(desk, review)
    assert decision is not None
    assert decision.verdict is Verdict.APPROVE


async def test_who_was_asked_late_has_the_accounts_grace(desk: Services, clock: Clock) -> None:
    _, review = await waiting(desk, await an_account(desk, grace_minutes=90), ReviewKind.DRAFT)
    async with desk.database.session() as session:
        (await session.get_one(Review, review.id)).shown_at = clock()
    clock.advance(minutes=89)
    assert await follow_the_rules(desk) == 0
    clock.advance(minutes=1)
    assert await follow_the_rules(desk) == 1


async def test_what_was_not_shown_or_is_not_due_or_belongs_to_a_paused_account_is_left_alone(desk: Services) -> None:
    account = await an_account(desk)
    _, review = await waiting(desk, account, ReviewKind.DRAFT)
    async with desk.database.session() as session:
        (await session.get_one(Review, review.id)).shown_at = None
    await waiting(desk, await an_account(desk, "paused", is_paused=True), ReviewKind.DRAFT)
    early, _ = await waiting(desk, account, ReviewKind.DRAFT)
    await change(desk, early, publish_at=desk.clock() + timedelta(minutes=1))
    assert await follow_the_rules(desk) == 0


async def test_with_next_slot_a_text_moves_and_waits_on_and_the_writer_is_told_once(
    desk: Services, outside: Outside, clock: Clock
) -> None:
    await outside.post("writer/text", chat=ADA, text="hello")
    account = await an_account(desk, deadline_rule=DeadlineRule.NEXT_SLOT)
    await a_person(desk, account)
    article, review = await waiting(desk, account, ReviewKind.DRAFT)
    assert await follow_the_rules(desk) == 1
    moved = await reread(desk, article)
    assert (moved.stage, moved.publish_at, moved.times_moved) == (Stage.DRAFT_REVIEW, SLOT, 1)
    assert await decision_of(desk, review) is None
    assert [await tell_of_moves(desk) for _ in range(2)] == [1, 0]
    said = (await outside.messages())[-1]["text"]
    assert "“On keeping a notebook” in time. It moved to the next free slot, Tue 1 Dec 2026, 13:00 (UTC)" in said
    assert "moved 2 more times" in said


async def test_at_the_last_review_the_new_time_is_asked_about_on_a_new_card(desk: Services, under_lease: Take) -> None:
    account = await an_account(desk, deadline_rule=DeadlineRule.NEXT_SLOT)
    article, review = await waiting(desk, account, ReviewKind.FINAL)
    await follow_the_rules(desk)
    decision = await decision_of(desk, review)
    assert decision is not None
    assert FinalRequest.model_validate_json(decision.note).publish_at == SLOT
    await under_lease(take_in, article.id)
    asked_again = await reread(desk, article)
    assert (asked_again.stage, asked_again.publish_at, asked_again.times_moved) == (Stage.FINAL_REVIEW, SLOT, 1)
    async with desk.database.session() as session:
        assert await reviews.open_reviews(session, article.id) == []


async def test_a_crowd_of_overdue_articles_is_spread_over_the_slots(desk: Services) -> None:
    account = await an_account(desk, deadline_rule=DeadlineRule.NEXT_SLOT)
    crowd = [(await waiting(desk, account, ReviewKind.DRAFT))[0] for _ in range(7)]
    assert await follow_the_rules(desk) == 7
    times = sorted([(await reread(desk, article)).publish_at for article in crowd])
    assert [f"{at:%a %d %H}" for at in times] == [
        *("Tue 01 13", "Wed 02 01", "Wed 02 13", "Thu 03 01", "Thu 03 13", "Fri 04 01", "Tue 08 13")
    ]


async def test_after_three_moves_without_a_word_and_without_slots_it_is_held(desk: Services, under_lease: Take) -> None:
    forgotten, _ = await waiting(
        desk, await an_account(desk, deadline_rule=DeadlineRule.NEXT_SLOT), ReviewKind.DRAFT, times_moved=3
    )
    slotless, _ = await waiting(
        desk, await an_account(desk, "none", deadline_rule=DeadlineRule.NEXT_SLOT, slots=[]), ReviewKind.DRAFT
    )
    assert await follow_the_rules(desk) == 2
    for article in (forgotten, slotless):
        await under_lease(take_in, article.id)
    held = [await reread(desk, article) for article in (forgotten, slotless)]
    assert [each.stage for each in held] == [Stage.ON_HOLD, Stage.ON_HOLD]
    assert held[0].reason == "nobody answered in time, as the last 3 times"
    assert "there is no slot" in held[1].reason


async def test_leaving_drafts_goes_one_by_one_and_without_a_token_they_are_held(
    desk: Services, under_lease: Take, clock: Clock
) -> None:
    account = await an_account(desk, deadline_rule=DeadlineRule.LEAVE_AS_DRAFT)
    first, one = await waiting(desk, account, ReviewKind.DRAFT)
    _, two = await waiting(desk, account, ReviewKind.DRAFT)
    tokenless = await an_account(desk, "none", None, deadline_rule=DeadlineRule.LEAVE_AS_DRAFT)
    _, three = await waiting(desk, tokenless, ReviewKind.DRAFT)
    assert await follow_the_rules(desk) == 2
    verdicts = [
        decision and decision.verdict for decision in [await decision_of(desk, each) for each in (one, two, three)]
    ]
    assert verdicts == [Verdict.LEAVE, None, Verdict.HOLD]
    await under_lease(take_in, first.id)
    assert await follow_the_rules(desk) == 0
    await change(desk, first, stage=Stage.LEFT_AS_DRAFT)
    await an_attempt(desk, first, clock())
    assert await follow_the_rules(desk) == 0
    clock.advance(minutes=10)
    assert await follow_the_rules(desk) == 1


async def test_drafts_that_no_profile_has_room_for_keep_nobody_elses_rule_from_being_followed(
    desk: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tasks.overdue._AT_ONCE", 2)
    crowded = await an_account(desk, deadline_rule=DeadlineRule.LEAVE_AS_DRAFT)
    drafts = [(await waiting(desk, crowded, ReviewKind.DRAFT))[1] for _ in range(4)]
    _, other = await waiting(desk, await an_account(desk, "other"), ReviewKind.DRAFT)
    assert await follow_the_rules(desk) == 2
    assert [await decision_of(desk, each) is not None for each in (*drafts, other)] == [True, *[False] * 3, True]


async def test_a_topic_whose_time_passed_in_the_queue_is_not_written_but_held_or_moved(
    desk: Services, clock: Clock
) -> None:
    held = await an_article(desk, await an_account(desk), publish_at=clock())
    mover = await an_account(desk, "mover", deadline_rule=DeadlineRule.NEXT_SLOT)
    moved = await an_article(desk, mover, publish_at=clock())
    clock.advance(hours=2)
    assert await follow_the_rules(desk) == 0
    clock.advance(minutes=1)
    assert await follow_the_rules(desk) == 2
    held, moved = await reread(desk, held), await reread(desk, moved)
    assert (held.stage, held.reason) == (Stage.ON_HOLD, "its time passed before its writing began")
    assert (moved.stage, moved.publish_at) == (Stage.QUEUED, SLOT + timedelta(days=7))  # with the whole lead time


async def test_a_topic_that_was_put_back_after_its_time_is_late_on_purpose(desk: Services, clock: Clock) -> None:
    late = await an_article(desk, await an_account(desk), publish_at=clock() - timedelta(days=1))
    assert await follow_the_rules(desk) == 0
    assert (await reread(desk, late)).stage not in STOPPED


async def test_a_question_that_nobody_answered_leaves_no_text_to_leave_and_is_held(
    desk: Services, under_lease: Take
) -> None:
    account = await an_account(desk, deadline_rule=DeadlineRule.LEAVE_AS_DRAFT)
    article = await an_article(desk, account, Stage.INTERVIEWING, publish_at=desk.clock())
    async with desk.database.session() as session:
        asked = desk.clock() - timedelta(days=1)
        question = await reviews.ask(session, article.id, ReviewKind.INTERVIEW, "hash", asked, subject="1")
        question.shown_at = asked
    assert await follow_the_rules(desk) == 1
    await under_lease(take_in, article.id)
    assert (await reread(desk, article)).stage is Stage.ON_HOLD


async def test_a_run_that_prefect_does_not_know_is_no_obstacle(desk: Services, prefect: RecordedPrefect) -> None:
    running = prefect.a_run(StateType.RUNNING)
    _, review = await waiting(desk, await an_account(desk), ReviewKind.DRAFT, flow_run_id=running)
    assert await follow_the_rules(desk) == 1
    assert await decision_of(desk, review) is not None
