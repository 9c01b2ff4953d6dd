"""Images: each try is paid once, and kept before anything else."""

from collections.abc import Awaitable, Callable
from copy import copy
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any, cast

import pytest
from PIL import Image as Pixels
from sqlmodel import col, select

from deployments import object_store
from deployments.home import object_keys
from deployments.ports import Ports, Wish
from deployments.whereabouts import LOOPBACK
from integrations.services import Services, install
from integrations.storage import Bucket, Storage
from integrations.writing.errors import UnusableAnswer
from integrations.writing.illustrator import Illustrator
from models.domain.article import Stage
from models.domain.draft import Answered, Flaw
from models.domain.errors import Refused, TryLater
from models.domain.picture import Picture
from models.domain.review import ReviewKind, Verdict
from models.store import pictures
from models.tables import Article, CostEntry, Image, PaidPicture
from tasks.deciding import take_in
from tasks.illustrating import draw_image, hand_in_images
from tasks.standing import where_it_stands
from tasks.trimming import trim_housekeeping
from tests.builders import PICTURED, a_text, an_account, an_article, asked, at_review, decided, reread
from tests.conftest import Clock, Outside
from tests.deployments.stage import a_home, supervised
from tests.recorded_prefect import RecordedPrefect

Take = Callable[..., Awaitable[None]]
pytestmark = pytest.mark.filterwarnings("ignore:Artifact creation outside of a flow:FutureWarning")


@pytest.fixture
async def article(desk: Services) -> Article:
    article = await an_article(desk, await an_account(desk, image_style="linocut"), Stage.ILLUSTRATING)
    await a_text(desk, article, PICTURED)
    return article


async def test_an_image_has_the_shape_that_its_slot_wants(desk: Services, under_lease: Take) -> None:
    article = await an_article(desk, await an_account(desk), Stage.ILLUSTRATING)
    body = PICTURED.body.replace("caption: The cover (made with AI)\n", "caption: The cover\nshape: tall\n")
    await a_text(desk, article, PICTURED.model_copy(update={"body": body}))
    await under_lease(draw_image, article.id, slot="cover", number=1)
    await under_lease(draw_image, article.id, slot="desk", number=1)
    assert [(each.slot, each.width < each.height) for each in await images(desk)] == [("cover", True), ("desk", False)]


async def images(desk: Services) -> list[Image]:
    async with desk.database.session() as session:
        return list((await session.exec(select(Image).order_by(col(Image.id)))).all())


async def paid_pictures(desk: Services) -> list[PaidPicture]:
    async with desk.database.session() as session:
        return list((await session.exec(select(PaidPicture))).all())


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


async def test_a_model_that_changes_no_pictures_draws_a_new_one_along_all_notes(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    install(replace(desk, illustrator=copy(desk.illustrator)))  # it remembers what its endpoint cannot
    await outside.post("model/habits", no_edits=True)
    article, [cover, _] = await at_review(desk, ReviewKind.IMAGE)
    await decided(desk, cover, Verdict.REDO, "with a red lamp")
    await under_lease(draw_image, article.id, slot="cover", number=2)
    [call] = await outside.calls("model", "images")
    assert "A harbour at dawn. with a red lamp" in call["body"]
    assert len(await costs(desk)) == 1
    assert {(image.slot, image.number) for image in await images(desk)} == {("cover", 1), ("desk", 1), ("cover", 2)}


async def test_what_the_provider_refuses_to_draw_is_drawn_in_other_words(
    desk: Services, outside: Outside, under_lease: Take, article: Article
) -> None:
    await outside.post("model/script", endpoint="images", error={})
    await under_lease(draw_image, article.id, slot="cover", number=1)
    [image] = await images(desk)
    assert image.prompt.startswith("An empty desk by a window")
    [call] = await outside.calls("model", "chat")
    assert "A harbour at dawn" in call["body"]
    assert "rejected by the safety system" in call["body"]
    assert [cost.purpose for cost in await costs(desk)] == ["rewording", "image"]


async def test_what_is_refused_in_other_words_too_is_asked_about_and_the_other_images_go_on(
    desk: Services, outside: Outside, under_lease: Take, article: Article
) -> None:
    for _ in range(2):
        await outside.post("model/script", endpoint="images", error={})
    for slot in ("cover", "desk"):
        await under_lease(draw_image, article.id, slot=slot, number=1)
    assert [image.slot for image in await images(desk)] == ["desk"]
    assert (await where_it_stands(article.id)).missing_images == ()
    await under_lease(hand_in_images, article.id)
    [refused, drawn] = await asked(desk, article, ReviewKind.IMAGE)
    assert (refused.subject, refused.image_id) == ("cover", None)
    for never in (Verdict.APPROVE, Verdict.MOVE):
        with pytest.raises(Refused):
            await decided(desk, refused, never)
    await decided(desk, drawn, Verdict.APPROVE)
    await decided(desk, refused, Verdict.REDO, "A lamp on a table")
    await under_lease(take_in, article.id)
    assert (await reread(desk, article)).stage is Stage.ILLUSTRATING
    await under_lease(draw_image, article.id, slot="cover", number=1)
    cover = next(image for image in await images(desk) if image.slot == "cover")
    assert cover.prompt == "A lamp on a table"


async def test_a_note_changes_the_picture_that_is_there(desk: Services, outside: Outside, under_lease: Take) -> None:
    article, [cover, _] = await at_review(desk, ReviewKind.IMAGE)
    await decided(desk, cover, Verdict.REDO, "with a red lamp")
    await under_lease(draw_image, article.id, slot="cover", number=2)
    [call] = await outside.calls("model", "edits")
    assert "with a red lamp" in call["body"]
    assert await outside.calls("model", "images") == []
    newest = (await images(desk))[-1]
    assert (newest.number, newest.parent_id) == (2, cover.image_id)


async def test_an_image_that_is_just_to_be_tried_again_is_drawn_anew(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    article, [cover, _] = await at_review(desk, ReviewKind.IMAGE)
    await decided(desk, cover, Verdict.REDO)
    await under_lease(draw_image, article.id, slot="cover", number=2)
    assert len(await outside.calls("model", "images")) == 1
    assert await outside.calls("model", "edits") == []


async def test_while_the_object_store_is_away_nothing_is_drawn_and_paid(
    desk: Services, outside: Outside, under_lease: Take, article: Article
) -> None:
    nowhere = desk.address.model_copy(update={"s3_endpoint": "http://127.0.0.1:9"})
    install(replace(desk, storage=Storage.at(nowhere, Bucket("copydesk"))))
    with pytest.raises(TryLater, match="object store"):
        await under_lease(draw_image, article.id, slot="cover", number=1)
    assert await outside.get("model/calls") == []
    install(desk)
    await under_lease(draw_image, article.id, slot="cover", number=1)
    assert len(await outside.get("model/calls")) == 1


@dataclass
class LastBefore:
    """An illustrator whose answer is the last thing that happens before something else does."""

    illustrator: Illustrator
    happens: Callable[[], Awaitable[None]]

    async def draw(self, *asked: Any) -> Answered[Picture]:
        answered = await self.illustrator.draw(*asked)
        await self.happens()
        return answered


async def test_an_image_is_paid_once_although_the_object_store_dies_before_it_is_stored(
    desk: Services, outside: Outside, under_lease: Take, article: Article
) -> None:
    ports = Ports({})
    with a_home() as home:
        port = ports.choose(Wish("object store", LOOPBACK, 8490))
        async with supervised(home) as supervisor:
            server, keys = object_store.part(home, port), object_keys(home)
            await supervisor.start(server)
            where = {"s3_endpoint": f"http://{LOOPBACK}:{port}", "s3_access_key": keys.access}
            address = desk.address.model_copy(update={**where, "s3_secret_key": keys.secret})
            storage = Storage.at(address, Bucket("copydesk"))
            await storage.make_bucket_if_missing()
            dies = cast(Illustrator, LastBefore(desk.illustrator, lambda: supervisor.stop(())))
            install(replace(desk, storage=storage, illustrator=dies))
            for _ in range(2):
                with pytest.raises(TryLater, match="object store"):
                    await under_lease(draw_image, article.id, slot="cover", number=1)
            assert await images(desk) == []
            await supervisor.start(server)
            await under_lease(draw_image, article.id, slot="cover", number=1)
            [image] = await images(desk)
            assert Pixels.open(BytesIO(await storage.get(image.object_key))).size == (image.width, image.height)
    ports.close()
    assert len(await outside.get("model/calls")) == len(await costs(desk)) == 1
    assert await paid_pictures(desk) == [], "what has its place is not kept twice"


async def test_a_paid_image_of_an_article_that_nobody_goes_on_with_is_forgotten_after_a_month(
    desk: Services, clock: Clock, article: Article
) -> None:
    picture = Picture(data=b"pixels", content_type="image/png", width=1, height=1)
    async with desk.database.session() as session:
        await pictures.keep(session, "article:1:image:cover:1", picture, clock())
    clock.advance(days=29)
    await trim_housekeeping.fn()
    assert len(await paid_pictures(desk)) == 1
    clock.advance(days=2)
    await trim_housekeeping.fn()
    assert await paid_pictures(desk) == []


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
