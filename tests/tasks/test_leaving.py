"""A text that nobody approved: it may become a draft on Medium, and never anything that others see."""

import pytest

from integrations.services import Services
from models.domain.article import Stage
from models.domain.publication import PublishStatus
from models.domain.review import Channel, ReviewKind, Verdict
from models.domain.slots import slots_of
from models.store import reviews, texts
from models.tables import Account, Article
from tasks.deciding import take_in
from tasks.publishing import publish
from tasks.telling import tell_the_end
from tests.builders import PICTURED, a_person, a_text, an_account, at_review, change, reread
from tests.conftest import Outside
from tests.tasks.attempts import posts_received
from tests.tasks.test_publishing import Take

REASON = "nobody answered in time"


async def _left(desk: Services, under_lease: Take, kind: ReviewKind, account: Account | None = None) -> Article:
    article, [review, *_] = await at_review(desk, kind, account)
    if kind is ReviewKind.DRAFT:
        await a_text(desk, article, PICTURED)
    async with desk.database.session() as session:
        await reviews.decide(session, review, Verdict.LEAVE, Channel.RULE, desk.clock(), note=REASON)
    await under_lease(take_in, article.id)
    return await reread(desk, article)


@pytest.mark.parametrize("kind", [ReviewKind.DRAFT, ReviewKind.IMAGE, ReviewKind.FINAL])
async def test_at_every_review_it_goes_to_medium_once_and_as_a_draft(
    desk: Services, outside: Outside, under_lease: Take, kind: ReviewKind
) -> None:
    account = await an_account(desk, options={"status": "public", "notify_followers": True})
    article = await _left(desk, under_lease, kind, account)
    assert article.stage is Stage.PUBLISHING
    await under_lease(publish, article.id)
    left = await reread(desk, article)
    assert (left.stage, left.reason, left.published_at) == (Stage.LEFT_AS_DRAFT, REASON, None)
    [story] = await outside.stories()
    assert (story["status"], story["id"], story["url"]) == ("draft", left.medium_post_id, left.medium_url)
    async with desk.database.session() as session:
        assert await reviews.open_reviews(session, article.id) == []


async def test_places_without_an_image_are_left_out_and_those_with_one_are_not(
    desk: Services, under_lease: Take
) -> None:
    without = await _left(desk, under_lease, ReviewKind.DRAFT)
    within = await _left(desk, under_lease, ReviewKind.IMAGE, await an_account(desk, "other"))
    async with desk.database.session() as session:
        bodies = [(await texts.require_current(session, each)).body for each in (without, within)]
    assert [len(slots_of(body)) for body in bodies] == [0, 2]


async def test_whoever_makes_it_public_meanwhile_breaks_the_seal(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    article = await _left(desk, under_lease, ReviewKind.FINAL)
    await change(desk, article, options={"status": PublishStatus.PUBLIC.value})
    await under_lease(publish, article.id)
    assert (await reread(desk, article)).stage is Stage.FINAL_REVIEW
    assert await posts_received(outside) == 0


async def test_the_writer_is_told_where_it_is_and_why(desk: Services, outside: Outside, under_lease: Take) -> None:
    await outside.post("writer/text", chat=1001, text="hello")
    account = await an_account(desk)
    await a_person(desk, account)
    article = await _left(desk, under_lease, ReviewKind.FINAL, account)
    await under_lease(publish, article.id)
    await under_lease(tell_the_end, article.id)
    said = (await outside.messages())[-1]["text"]
    url = (await reread(desk, article)).medium_url
    assert said == (
        f"📝 “On keeping a notebook” is a draft on Medium, which only you see, nobody answered in time: {url}\n"
        "When you have published it, reply to this with the story's link."
    )
