"""Images of dropped articles leave the object store after a month, and no living article loses one."""

from datetime import timedelta

from integrations.services import Services
from models.domain.article import Stage
from models.store import articles
from models.tables import Article, Image
from tasks.clearing import DROPPED_ARE_KEPT, clear_images
from tests.builders import PICTURED, a_text, an_account, an_article, an_image, change
from tests.conftest import Clock


async def an_illustrated(desk: Services, stage: Stage, label: str) -> tuple[Article, Image]:
    article = await an_article(desk, await an_account(desk, label=label), stage)
    await a_text(desk, article, PICTURED)
    return article, await an_image(desk, article, "cover", is_kept=True)


async def test_they_go_a_month_after_their_article_was_dropped(desk: Services, clock: Clock) -> None:
    article, image = await an_illustrated(desk, Stage.DROPPED, "one")
    clock.advance(seconds=(DROPPED_ARE_KEPT - timedelta(minutes=1)).total_seconds())
    assert await clear_images.fn() == 0
    clock.advance(seconds=120)
    assert [await clear_images.fn() for _ in range(2)] == [1, 0]
    assert not await desk.storage.exists(image.object_key)
    async with desk.database.session() as session:
        assert await articles.newest_images(session, article.id) == {}, "brought back to life, it gets new ones"


async def test_bytes_that_a_living_article_shows_stay_until_it_is_dropped_as_well(desk: Services, clock: Clock) -> None:
    _, image = await an_illustrated(desk, Stage.DROPPED, "one")
    living, same = await an_illustrated(desk, Stage.PUBLISHED, "two")
    assert image.object_key == same.object_key
    clock.advance(seconds=DROPPED_ARE_KEPT.total_seconds() + 60)
    assert await clear_images.fn() == 0
    assert await desk.storage.exists(image.object_key)
    await change(desk, living, stage=Stage.DROPPED)
    assert await clear_images.fn() == 2
    assert not await desk.storage.exists(image.object_key)
