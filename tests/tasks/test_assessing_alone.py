"""The AI reviewer alone: images, tags and time, and the whole way; every place says so."""

from collections.abc import Awaitable, Callable

import pytest

from integrations.services import Services
from models.domain.article import Stage
from models.domain.review import Channel, ReviewKind, Verdict
from tasks.assessing import assess
from tasks.deciding import take_in
from tasks.drafting import write_revision
from tasks.illustrating import draw_image, hand_in_images
from tasks.reviewing import show_images
from tasks.standing import where_it_stands
from tasks.tagging import propose_tags
from tasks.telling import tell_the_end
from tests.builders import ADA, a_person, an_account, an_article, at_review, change, reread
from tests.conftest import Clock, Outside
from tests.tasks.assessed import AI, awaited, decisions, said, stories

Take = Callable[..., Awaitable[None]]
pytestmark = pytest.mark.filterwarnings("ignore:Artifact creation outside of a flow:FutureWarning")


@pytest.fixture(autouse=True)
async def _she_said_hello(_vendors_begin_anew: None, outside: Outside) -> None:
    """A bot may write to nobody who has not written to it."""
    await outside.post("writer/text", chat=ADA, text="hello")


async def test_pictures_are_looked_at_and_a_bad_one_is_made_again_until_a_person_is_asked(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    account = await an_account(desk, reviewer=AI, review_rounds=1)
    await a_person(desk, account)
    article, _ = await at_review(desk, ReviewKind.IMAGE, account)
    await outside.post("model/habits", picture_score=4)
    await under_lease(assess, article.id)
    await under_lease(take_in, article.id)
    standing = await where_it_stands(article.id)
    assert standing.stage is Stage.ILLUSTRATING
    for missing in standing.missing_images:
        await under_lease(draw_image, article.id, slot=missing.slot, number=missing.number)
    drawn = await outside.calls("model", "edits")
    assert len(drawn) == 2
    assert all("Keep to what the caption says." in call["body"] for call in drawn)
    await under_lease(hand_in_images, article.id)
    await under_lease(assess, article.id)
    assert not await awaited(article)
    assert await decisions(desk) == [(Verdict.REDO, Channel.AI)] * 2
    await under_lease(show_images, article.id)
    assert "AI reviewer: 4/10" in await said(outside)


async def test_where_the_model_takes_no_pictures_they_are_measured(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    await outside.post("model/habits", blind=True)
    article, _ = await at_review(desk, ReviewKind.IMAGE, await an_account(desk, reviewer=AI))  # of 64 pixels
    await under_lease(assess, article.id)
    assert await decisions(desk) == [(Verdict.REDO, Channel.AI)] * 2
    await under_lease(take_in, article.id)
    for missing in (await where_it_stands(article.id)).missing_images:  # the simulated painter's are large enough
        await under_lease(draw_image, article.id, slot=missing.slot, number=missing.number)
    await under_lease(hand_in_images, article.id)
    await under_lease(assess, article.id)
    await under_lease(take_in, article.id)
    assert (await reread(desk, article)).stage is Stage.TAGGING
    assert "takes no pictures, so it was measured: nothing is wrong with it" in await stories(desk, article)


async def test_tags_and_time_are_approved_as_proposed_with_a_word_to_the_owner_before(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    account = await an_account(desk, reviewer=AI)
    await a_person(desk, account)
    article, _ = await at_review(desk, ReviewKind.FINAL, account)
    await under_lease(assess, article.id)
    await under_lease(take_in, article.id)
    assert (await reread(desk, article)).stage is Stage.SCHEDULED
    told = await said(outside)
    assert "The AI reviewer approved “On keeping a notebook” alone" in told
    assert f"/hold {article.id} stops it" in told


async def test_a_missed_time_is_a_persons_to_decide_about_and_is_not_approved_round_and_round(
    desk: Services, outside: Outside, under_lease: Take, clock: Clock
) -> None:
    article, _ = await at_review(desk, ReviewKind.FINAL, await an_account(desk, reviewer=AI))
    clock.advance(days=3)
    await under_lease(assess, article.id)
    assert await decisions(desk) == []
    assert not await awaited(article)


async def test_the_whole_way_by_the_reviewer_alone_and_every_place_says_so(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    account = await an_account(desk, reviewer=AI, images=1)
    await a_person(desk, account)
    article = await an_article(desk, account, Stage.DRAFTING, topic="Keeping a notebook")
    await under_lease(write_revision, article.id, number=1)
    for step in (assess, take_in):
        await under_lease(step, article.id)
    for missing in (await where_it_stands(article.id)).missing_images:
        await under_lease(draw_image, article.id, slot=missing.slot, number=missing.number)
    for step in (hand_in_images, assess, take_in, propose_tags, assess, take_in):
        await under_lease(step, article.id)
    sealed = await reread(desk, article)
    assert (sealed.stage, bool(sealed.seal)) == (Stage.SCHEDULED, True)
    assert {channel for _, channel in await decisions(desk)} == {Channel.AI}
    await change(desk, article, stage=Stage.PUBLISHED, medium_url="https://medium.com/p/1")
    await under_lease(tell_the_end, article.id)
    assert "The AI reviewer alone approved the text, the images, tags and time." in await said(outside)
    story = await stories(desk, article)
    assert all(f"approved {what} alone" in story for what in ("the text", "tags and time"))
