"""Images: each try is paid once, and kept before anything else."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from sqlmodel import col, select

from integrations.services import Services, install
from integrations.storage import Storage
from integrations.writing.errors import UnusableAnswer
from models.domain.article import Stage
from models.domain.draft import Flaw
from models.domain.errors import NeedsPerson, TryLater
from models.domain.review import ReviewKind, Verdict
from models.tables import Article, CostEntry, Effect, Image
from tasks.illustrating import draw_image
from tests.builders import PICTURED, a_text, an_account, an_article, at_review, decided
from tests.conftest import Outside
from tests.recorded_prefect import RecordedPrefect

Take = Callable[..., Awaitable[None]]
pytestmark = pytest.mark.filterwarnings("ignore:Artifact creation outside of a flow:FutureWarning")


@pytest.fixture
async def article(desk: Services) -> Article:
    article = await an_article(desk, await an_account(desk, image_style="linocut"), Stage.ILLUSTRATING)
    await a_text(desk, article, PICTURED)
    return article


async def images(desk: Services) -> list[Image]:
    async with desk.database.session() as session:
        return list((await session.exec(select(Image).order_by(col(Image.id)))).all())


async def costs(desk: Services) -> list[CostEntry]:
    async with desk.database.session() as session:
        return list((await session.exec(select(CostEntry).order_by(col(CostEntry.id)))).all())


async def test_an_image_is_drawn_once_and_its_bytes_are_those_of_its_name(
    desk: Services, outside: Outside, under_lease: Take, article: Article, prefect: RecordedPrefect
) -> None:
    for _ in range(2):
        await under_lease(draw_image, article.id, slot="cover", number=1)
    [image] = await images(desk)
    assert len(await outside.get("model/calls")) == 1
    assert image.sha256 in image.object_key
    assert len(await desk.storage.get(image.object_key)) > 0
    assert (image.slot, image.number, image.is_kept) == ("cover", 1, False)
    [call] = await outside.calls("model", "images")
    assert "linocut" in call["body"]
    assert "One page more" in call["body"], "the whole text goes along, not only the prompt of the slot"
    assert prefect.artifacts[0]["data"].startswith("![Boats in still water](data:image/jpeg;base64,")


async def test_the_note_of_the_writer_goes_into_the_next_try(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    article, [cover, _] = await at_review(desk, ReviewKind.IMAGE)
    await decided(desk, cover, Verdict.REDO, "with a red lamp")
    await under_lease(draw_image, article.id, slot="cover", number=2)
    [call] = await outside.calls("model", "images")
    assert "with a red lamp" in call["body"]
    assert {(image.slot, image.number) for image in await images(desk)} == {("cover", 1), ("desk", 1), ("cover", 2)}


async def test_what_the_provider_refuses_to_draw_needs_a_person_and_leaves_no_image(
    desk: Services, outside: Outside, under_lease: Take, article: Article
) -> None:
    await outside.post("model/script", endpoint="images", error={})
    with pytest.raises(NeedsPerson):
        await under_lease(draw_image, article.id, slot="cover", number=1)
    assert await images(desk) == []
    async with desk.database.session() as session:
        assert (await session.exec(select(Effect))).all() == []
        assert (await session.exec(select(CostEntry))).all() == []


async def test_while_the_object_store_is_away_nothing_is_drawn_and_paid(
    desk: Services, outside: Outside, under_lease: Take, article: Article
) -> None:
    nowhere = desk.address.model_copy(update={"s3_endpoint": "http://127.0.0.1:9"})
    install(replace(desk, storage=Storage.at(nowhere, "copydesk", "us-east-1")))
    with pytest.raises(TryLater, match="object store"):
        await under_lease(draw_image, article.id, slot="cover", number=1)
    assert await outside.get("model/calls") == []
    install(desk)
    await under_lease(draw_image, article.id, slot="cover", number=1)
    assert len(await outside.get("model/calls")) == 1


async def test_an_image_that_was_drawn_and_could_not_be_kept_is_paid_at_most_once_more(
    desk: Services, outside: Outside, under_lease: Take, article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_: object) -> str:
        raise TryLater("The object store does not answer.")

    with monkeypatch.context() as patch:
        patch.setattr(Storage, "put", fails)
        with pytest.raises(TryLater):
            await under_lease(draw_image, article.id, slot="cover", number=1)
    await under_lease(draw_image, article.id, slot="cover", number=1)
    assert len(await images(desk)) == 1
    assert len(await outside.get("model/calls")) == len(await costs(desk)) == 2


async def test_an_image_that_nobody_can_use_is_still_in_the_books(
    desk: Services, outside: Outside, under_lease: Take, article: Article
) -> None:
    await outside.post("model/habits", images_by_url=True)
    await outside.suffer("model", "pictures", "status", status=404)
    with pytest.raises(UnusableAnswer, match="could not be fetched"):
        await under_lease(draw_image, article.id, slot="cover", number=1)
    [cost] = await costs(desk)
    assert (cost.purpose, cost.images, cost.flaw) == ("image", 1, Flaw.DAMAGED)
    assert await images(desk) == []
