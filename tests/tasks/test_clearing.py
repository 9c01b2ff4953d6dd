"""Images of dropped articles leave the object store after a month, and no living article loses one."""

from datetime import timedelta

import pytest

from integrations.services import Services
from integrations.storage import Storage
from models.domain.article import Stage
from models.domain.errors import TryLater
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


async def test_what_was_taken_out_before_the_store_went_away_is_not_taken_out_again(
    desk: Services, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And no transaction stays open for all of them, which PostgreSQL would give up where the store is far away."""
    _, image = await an_illustrated(desk, Stage.DROPPED, "one")
    article = await an_article(desk, await an_account(desk, label="two"), Stage.DROPPED)
    await a_text(desk, article, PICTURED)
    other = await an_image(desk, article, "desk", is_kept=True)
    assert image.object_key != other.object_key
    clock.advance(seconds=DROPPED_ARE_KEPT.total_seconds() + 60)
    remove = Storage.remove

    async def away_for_the_other(storage: Storage, key: str) -> None:
        if key == other.object_key:
            raise TryLater("The object store is away.")
        await remove(storage, key)

    monkeypatch.setattr(Storage, "remove", away_for_the_other)
    with pytest.raises(TryLater):
        await clear_images.fn()
    monkeypatch.undo()
    assert await clear_images.fn() == 1


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
