"""Images that are asked about again: after a hold, after a month, after refused words, after another text."""

from collections.abc import Awaitable, Callable

import pytest

from integrations.resuming import hold_article, resume_article
from integrations.services import Services
from models.domain.article import Stage
from models.domain.review import ReviewKind, Verdict
from models.domain.settling import Settled
from models.store import articles, reviews
from models.tables import Article, Image
from tasks.asking import ask_for_another_prompt
from tasks.deciding import take_in
from tasks.drafting import keep
from tasks.illustrating import draw_image, hand_in_images
from tasks.standing import where_it_stands
from tests.builders import PICTURED, a_text, an_account, an_article, an_image, asked, at_review, change, decided, reread
from tests.conftest import Outside
from tests.recorded_prefect import RecordedPrefect

Take = Callable[..., Awaitable[None]]
pytestmark = pytest.mark.filterwarnings("ignore:Artifact creation outside of a flow:FutureWarning")


async def illustrated(desk: Services, stage: Stage, *, is_kept: bool = True) -> Article:
    article = await an_article(desk, await an_account(desk), stage)
    await a_text(desk, article, PICTURED)
    for slot in ("cover", "desk"):
        await an_image(desk, article, slot, is_kept=is_kept)
    return article


async def gone(desk: Services, article: Article) -> None:
    """As a month after it was dropped."""
    async with desk.database.session() as session:
        for image in (await articles.newest_images(session, article.id)).values():
            image.gone_at, image.is_kept = desk.clock(), False


async def newest(desk: Services, article: Article) -> dict[str, Image]:
    async with desk.database.session() as session:
        return await articles.newest_images(session, article.id)


async def test_what_is_resumed_at_its_images_is_looked_over_and_asked_about_anew(
    desk: Services, prefect: RecordedPrefect, under_lease: Take
) -> None:
    """One was refused and the other is kept: nothing of it was open any more, and nothing would have been asked."""
    article = await an_article(desk, await an_account(desk), Stage.IMAGE_REVIEW)
    await a_text(desk, article, PICTURED)
    await an_image(desk, article, "desk", is_kept=True)
    async with desk.database.session() as session:
        held = await articles.article(session, article.id)
        await ask_for_another_prompt(desk, session, held, "cover", 1)
    await hold_article(desk, article.id)
    await resume_article(desk, article.id)
    assert (await reread(desk, article)).stage is Stage.ILLUSTRATING
    [missing] = (await where_it_stands(article.id)).missing_images
    assert missing.slot == "cover"
    await under_lease(draw_image, article.id, slot="cover", number=missing.number)
    await under_lease(hand_in_images, article.id)
    assert [review.subject for review in await asked(desk, article, ReviewKind.IMAGE)] == ["cover"]


@pytest.mark.parametrize("stage", [Stage.TAGGING, Stage.FINAL_REVIEW, Stage.SCHEDULED, Stage.PUBLISHING])
async def test_what_comes_back_after_its_images_are_gone_gets_new_ones_under_new_numbers(
    desk: Services, prefect: RecordedPrefect, under_lease: Take, stage: Stage
) -> None:
    article = await illustrated(desk, Stage.DROPPED)
    await change(desk, article, stopped_at_stage=stage)
    await gone(desk, article)
    await resume_article(desk, article.id)
    assert (await reread(desk, article)).stage is Stage.ILLUSTRATING
    missing = (await where_it_stands(article.id)).missing_images
    assert [(each.slot, each.number) for each in missing] == [("cover", 2), ("desk", 2)]
    for each in missing:
        await under_lease(draw_image, article.id, slot=each.slot, number=each.number)
    await under_lease(hand_in_images, article.id)
    assert len(await asked(desk, article, ReviewKind.IMAGE)) == 2


async def test_what_has_its_images_goes_on_where_it_stopped(desk: Services, prefect: RecordedPrefect) -> None:
    article = await illustrated(desk, Stage.FINAL_REVIEW)
    await hold_article(desk, article.id)
    await resume_article(desk, article.id)
    assert (await reread(desk, article)).stage is Stage.FINAL_REVIEW


async def test_when_every_image_is_kept_no_question_about_one_stays_open(desk: Services, under_lease: Take) -> None:
    article, [cover, other] = await at_review(desk, ReviewKind.IMAGE)
    async with desk.database.session() as session:
        before = await reviews.ask(session, article.id, ReviewKind.IMAGE, "an older try", desk.clock(), subject="cover")
    for review in (cover, other):
        await decided(desk, review, Verdict.APPROVE)
    await under_lease(take_in, article.id)
    assert (await reread(desk, article)).stage is Stage.TAGGING
    async with desk.database.session() as session:
        assert (await reviews.review(session, before.id)).closed_at is not None


async def test_where_other_words_are_asked_for_the_try_before_is_not_asked_about(desk: Services) -> None:
    article, [cover, _] = await at_review(desk, ReviewKind.IMAGE)
    await decided(desk, cover, Verdict.REDO, "with a red lamp")
    async with desk.database.session() as session:
        await reviews.close_applied(session, cover, (await reviews.to_apply(session, article.id))[0][1], desk.clock())
        await ask_for_another_prompt(desk, session, await articles.article(session, article.id), "cover", 2)
    open_now = await asked(desk, article, ReviewKind.IMAGE)
    assert [(review.subject, review.image_id is None) for review in open_now] == [("desk", False), ("cover", True)]


async def test_words_in_the_place_of_refused_ones_are_all_that_counts(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    article, [cover, _] = await at_review(desk, ReviewKind.IMAGE)
    await decided(desk, cover, Verdict.REDO, "as a famous mouse")
    await under_lease(take_in, article.id)
    for endpoint in ("edits", "images"):
        await outside.post("model/script", endpoint=endpoint, error={})
    await under_lease(draw_image, article.id, slot="cover", number=2)
    [refused] = [each for each in await asked(desk, article, ReviewKind.IMAGE) if each.image_id is None]
    await decided(desk, refused, Verdict.REDO, "A red lighthouse")
    await under_lease(take_in, article.id)
    await outside.post("model/script", endpoint="images", error={})
    await under_lease(draw_image, article.id, slot="cover", number=2)
    first, second = await outside.calls("model", "chat")
    assert "as a famous mouse" in first["body"]
    assert "A red lighthouse" in second["body"]
    assert "mouse" not in second["body"]
    assert len(await outside.calls("model", "edits")) == 1
    assert (await newest(desk, article))["cover"].number == 2


async def test_an_image_is_asked_about_again_where_the_model_describes_another_one(
    desk: Services, under_lease: Take
) -> None:
    article = await illustrated(desk, Stage.DRAFTING)
    body = PICTURED.body.replace("A harbour at dawn", "A lighthouse", 1)

    async def rewrite(article_id: int) -> None:
        await keep(article_id, Settled(PICTURED.model_copy(update={"body": body})), 2, "Rewrite")

    await under_lease(rewrite, article.id)
    assert {slot: image.is_kept for slot, image in (await newest(desk, article)).items()} == {
        "cover": False,
        "desk": True,
    }
