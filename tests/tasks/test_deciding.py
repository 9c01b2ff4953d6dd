"""Decisions taken in: each changes the article once, and only where it still fits what was decided about."""

from collections.abc import Awaitable, Callable

import pytest

from integrations.services import Services
from models.domain.article import STOPPED, Stage
from models.domain.errors import LostLease
from models.domain.final_request import read_final_request
from models.domain.review import ReviewKind, Verdict
from models.domain.slots import slots_of
from models.store import articles, effects, reviews, texts
from models.tables import Account, Article, Image
from tasks.asking import seal_of
from tasks.deciding import take_in
from tasks.illustrating import hand_in_images
from tasks.lease import LENGTH, working_on
from tasks.standing import Missing, where_it_stands
from tests.builders import (
    PLAIN,
    a_text,
    an_account,
    an_article,
    an_image,
    asked,
    at_review,
    change,
    decided,
    reread,
)
from tests.conftest import Clock

Take = Callable[..., Awaitable[None]]


async def open_kinds(desk: Services, article: Article) -> list[ReviewKind]:
    async with desk.database.session() as session:
        return [review.kind for review in await reviews.open_reviews(session, article.id)]


@pytest.mark.parametrize(
    ("kind", "verdict", "there"),
    [
        (ReviewKind.DRAFT, Verdict.APPROVE, Stage.ILLUSTRATING),
        (ReviewKind.DRAFT, Verdict.CHANGE, Stage.DRAFTING),
        (ReviewKind.DRAFT, Verdict.REWRITE, Stage.DRAFTING),
        (ReviewKind.DRAFT, Verdict.HOLD, Stage.ON_HOLD),
        (ReviewKind.DRAFT, Verdict.DROP, Stage.DROPPED),
        (ReviewKind.IMAGE, Verdict.HOLD, Stage.ON_HOLD),
        (ReviewKind.IMAGE, Verdict.DROP, Stage.DROPPED),
        (ReviewKind.FINAL, Verdict.APPROVE, Stage.SCHEDULED),
        (ReviewKind.FINAL, Verdict.HOLD, Stage.ON_HOLD),
        (ReviewKind.FINAL, Verdict.DROP, Stage.DROPPED),
    ],
)
async def test_each_answer_takes_the_article_where_it_says(
    desk: Services, under_lease: Take, kind: ReviewKind, verdict: Verdict, there: Stage
) -> None:
    article, [review, *_] = await at_review(desk, kind)
    await decided(desk, review, verdict)
    await under_lease(take_in, article.id)
    assert (await reread(desk, article)).stage is there
    if there in STOPPED:
        assert await open_kinds(desk, article) == []


async def test_a_decision_is_taken_in_once(desk: Services, under_lease: Take, clock: Clock) -> None:
    article, [review] = await at_review(desk, ReviewKind.DRAFT)
    ruling = await decided(desk, review, Verdict.APPROVE)
    await under_lease(take_in, article.id)
    async with desk.database.session() as session:
        decision = await reviews.decision_on(session, review.id)
        closed = await reviews.review(session, review.id)
    assert decision is not None
    assert decision.id == ruling.decision.id
    assert (decision.applied_at, closed.closed_at) == (clock(), clock())
    await change(desk, article, stage=Stage.DRAFT_REVIEW)
    await under_lease(take_in, article.id)
    assert (await reread(desk, article)).stage is Stage.DRAFT_REVIEW


async def test_who_lost_the_lease_takes_nothing_in(desk: Services, clock: Clock) -> None:
    article, [review] = await at_review(desk, ReviewKind.DRAFT)
    await decided(desk, review, Verdict.APPROVE)
    async with working_on(article.id):
        clock.advance(seconds=30)
        async with desk.database.session() as session:
            await effects.take_lease(session, article.id, "elsewhere:1", clock(), LENGTH)
        with pytest.raises(LostLease):
            await take_in(article.id)
    assert (await reread(desk, article)).stage is Stage.DRAFT_REVIEW


async def test_dropping_at_one_image_closes_the_questions_about_the_others(desk: Services, under_lease: Take) -> None:
    article, [cover, other] = await at_review(desk, ReviewKind.IMAGE)
    await decided(desk, other, Verdict.APPROVE)
    await decided(desk, cover, Verdict.DROP)
    await under_lease(take_in, article.id)
    assert (await reread(desk, article)).stage is Stage.DROPPED
    assert await open_kinds(desk, article) == []


async def test_an_answer_that_came_after_the_end_changes_nothing_and_does_not_come_back(
    desk: Services, under_lease: Take
) -> None:
    article, [cover, other] = await at_review(desk, ReviewKind.IMAGE)
    await decided(desk, cover, Verdict.DROP)
    await decided(desk, other, Verdict.OMIT)
    await under_lease(take_in, article.id)
    assert (await reread(desk, article)).stage is Stage.DROPPED
    async with desk.database.session() as session:
        assert await reviews.to_apply(session, article.id) == []
        text = await texts.require_current(session, await articles.article(session, article.id))
    assert [slot.name for slot in slots_of(text.body)] == ["cover", "desk"]


async def test_the_images_are_done_when_every_one_is_kept(desk: Services, under_lease: Take) -> None:
    article, [cover, other] = await at_review(desk, ReviewKind.IMAGE)
    await decided(desk, cover, Verdict.APPROVE)
    await under_lease(take_in, article.id)
    assert (await reread(desk, article)).stage is Stage.IMAGE_REVIEW
    assert await open_kinds(desk, article) == [ReviewKind.IMAGE]
    await decided(desk, other, Verdict.APPROVE)
    await under_lease(take_in, article.id)
    assert (await reread(desk, article)).stage is Stage.TAGGING


async def test_an_image_to_be_redone_is_the_only_one_that_is_drawn_again(desk: Services, under_lease: Take) -> None:
    article, [cover, other] = await at_review(desk, ReviewKind.IMAGE)
    await decided(desk, cover, Verdict.APPROVE)
    await decided(desk, other, Verdict.REDO, "with a lamp")
    await under_lease(take_in, article.id)
    standing = await where_it_stands(article.id)
    assert (standing.stage, standing.missing_images) == (Stage.ILLUSTRATING, (Missing("desk", 2),))
    await an_image(desk, article, "desk", number=2)
    await under_lease(hand_in_images, article.id)
    assert (await reread(desk, article)).stage is Stage.IMAGE_REVIEW
    [again] = await asked(desk, article, ReviewKind.IMAGE)
    assert (again.subject, again.round) == ("desk", 2)
    assert again.subject_hash != other.subject_hash


async def test_an_image_that_was_kept_while_another_was_redrawn_stays_kept(desk: Services, under_lease: Take) -> None:
    article, [cover, other] = await at_review(desk, ReviewKind.IMAGE)
    await decided(desk, other, Verdict.REDO)
    await under_lease(take_in, article.id)
    await decided(desk, cover, Verdict.APPROVE)
    await an_image(desk, article, "desk", number=2)
    await under_lease(hand_in_images, article.id)
    await under_lease(take_in, article.id)
    async with desk.database.session() as session:
        assert (await session.get_one(Image, cover.image_id)).is_kept
    assert [review.subject for review in await asked(desk, article, ReviewKind.IMAGE)] == ["desk"]


async def test_an_image_left_out_leaves_the_text_and_every_passage_as_they_were(
    desk: Services, under_lease: Take
) -> None:
    article, [cover, other] = await at_review(desk, ReviewKind.IMAGE)
    async with desk.database.session() as session:
        before = await texts.require_current(session, article)
    await decided(desk, cover, Verdict.OMIT)
    await decided(desk, other, Verdict.APPROVE)
    await under_lease(take_in, article.id)
    left = await reread(desk, article)
    async with desk.database.session() as session:
        after = await texts.require_current(session, left)
    assert left.stage is Stage.TAGGING
    assert [slot.name for slot in slots_of(after.body)] == ["desk"]
    assert after.approved_hash == before.approved_hash
    assert {block.block_id for block in after.blocks} <= {block.block_id for block in before.blocks}


async def test_where_every_image_is_left_out_the_tags_come_next(desk: Services, under_lease: Take) -> None:
    article, both = await at_review(desk, ReviewKind.IMAGE)
    for review in both:
        await decided(desk, review, Verdict.OMIT)
    await under_lease(take_in, article.id)
    assert (await reread(desk, article)).stage is Stage.TAGGING


async def test_a_text_without_slots_goes_straight_to_the_tags(desk: Services, under_lease: Take) -> None:
    article = await an_article(desk, await an_account(desk), Stage.ILLUSTRATING)
    await a_text(desk, article, PLAIN)
    assert (await where_it_stands(article.id)).missing_images == ()
    await under_lease(hand_in_images, article.id)
    assert (await reread(desk, article)).stage is Stage.TAGGING


async def test_typed_tags_and_time_are_taken_over_and_asked_about_once_more(desk: Services, under_lease: Take) -> None:
    article, [review] = await at_review(desk, ReviewKind.FINAL)
    request = read_final_request("tags: Money, Work\ntime: 2027-01-31 09:00", "Europe/Berlin", desk.clock())
    await decided(desk, review, Verdict.CHANGE, request.model_dump_json())
    await under_lease(take_in, article.id)
    changed = await reread(desk, article)
    assert (changed.stage, changed.tags, changed.publish_at) == (
        Stage.FINAL_REVIEW,
        ["Money", "Work"],
        request.publish_at,
    )
    assert changed.seal is None
    [again] = await asked(desk, article, ReviewKind.FINAL)
    assert again.round == 2
    assert again.subject_hash != review.subject_hash


async def test_a_time_alone_leaves_the_tags_and_tags_alone_leave_the_time(desk: Services, under_lease: Take) -> None:
    article, [review] = await at_review(desk, ReviewKind.FINAL)
    request = read_final_request("time: 2027-01-31 09:00", "UTC", desk.clock())
    await decided(desk, review, Verdict.CHANGE, request.model_dump_json())
    await under_lease(take_in, article.id)
    moved = await reread(desk, article)
    assert (moved.tags, moved.publish_at) == (article.tags, request.publish_at)
    [again] = await asked(desk, article, ReviewKind.FINAL)
    assert again.subject_hash == review.subject_hash, "the time is no part of the seal"
    await decided(desk, again, Verdict.CHANGE, '{"tags": ["Money"], "publish_at": null}')
    await under_lease(take_in, article.id)
    assert (await reread(desk, article)).publish_at == request.publish_at


async def test_the_seal_is_the_hash_that_was_shown(desk: Services, under_lease: Take) -> None:
    article, [review] = await at_review(desk, ReviewKind.FINAL)
    await decided(desk, review, Verdict.APPROVE)
    await under_lease(take_in, article.id)
    assert (await reread(desk, article)).seal == review.subject_hash


async def _new_defaults(desk: Services, article: Article) -> None:
    async with desk.database.session() as session:
        (await session.get_one(Account, article.account_id)).options = {"licence": "public-domain"}


async def test_an_approval_of_what_was_changed_meanwhile_does_not_count_and_is_asked_for_again(
    desk: Services, under_lease: Take
) -> None:
    article, [review] = await at_review(desk, ReviewKind.FINAL)
    await _new_defaults(desk, article)
    await decided(desk, review, Verdict.APPROVE)
    await under_lease(take_in, article.id)
    still = await reread(desk, article)
    assert (still.stage, still.seal) == (Stage.FINAL_REVIEW, None)
    [again] = await asked(desk, article, ReviewKind.FINAL)
    async with desk.database.session() as session:
        assert again.subject_hash == await seal_of(session, still)


async def test_an_approval_of_a_text_that_was_changed_meanwhile_is_asked_for_again(
    desk: Services, under_lease: Take
) -> None:
    article, [review] = await at_review(desk, ReviewKind.DRAFT)
    await a_text(desk, article, PLAIN.model_copy(update={"body": PLAIN.body + "\nBy hand.\n"}))
    await decided(desk, review, Verdict.APPROVE)
    await under_lease(take_in, article.id)
    assert (await reread(desk, article)).stage is Stage.DRAFT_REVIEW
    [again] = await asked(desk, article, ReviewKind.DRAFT)
    assert again.subject_hash != review.subject_hash


async def test_an_image_that_was_redrawn_is_asked_about_while_another_still_waits(
    desk: Services, under_lease: Take
) -> None:
    article, [_, other] = await at_review(desk, ReviewKind.IMAGE)
    await decided(desk, other, Verdict.REDO)
    await under_lease(take_in, article.id)
    await an_image(desk, article, "desk", number=2)
    await under_lease(hand_in_images, article.id)
    async with desk.database.session() as session:
        waiting = {(each.subject, each.round) for each in await reviews.open_reviews(session, article.id)}
    assert waiting == {("cover", 1), ("desk", 2)}


@pytest.mark.parametrize(("minutes", "stage"), [(4, Stage.SCHEDULED), (6, Stage.FINAL_REVIEW)])
async def test_an_approval_a_few_minutes_after_its_time_counts_also_where_there_is_no_grace(
    desk: Services, under_lease: Take, clock: Clock, minutes: int, stage: Stage
) -> None:
    """As at the publishing itself, nobody calls it late before then."""
    article, [review] = await at_review(desk, ReviewKind.FINAL, await an_account(desk, grace_minutes=0))
    clock.now = article.publish_at
    await decided(desk, review, Verdict.APPROVE)
    clock.advance(minutes=minutes)
    await under_lease(take_in, article.id)
    assert (await reread(desk, article)).stage is stage
