"""Where an article stands: one look that costs the same after twenty rounds as after one."""

from collections.abc import Awaitable, Callable

from integrations.services import Services
from models.domain.article import Stage
from models.domain.review import ReviewKind, Verdict
from tasks.deciding import take_in
from tasks.standing import Missing, where_it_stands
from tests.builders import PICTURED, a_text, an_account, an_article, an_image, asked, change, decided
from tests.statements import statements

Take = Callable[..., Awaitable[None]]


async def test_a_look_costs_the_same_at_the_first_round_and_at_the_twentieth(desk: Services, under_lease: Take) -> None:
    article = await an_article(desk, await an_account(desk), Stage.DRAFT_REVIEW)
    costs = []
    for _ in range(20):
        await a_text(desk, article, PICTURED)
        [review] = await asked(desk, article, ReviewKind.DRAFT)
        await decided(desk, review, Verdict.CHANGE, "shorter")
        await under_lease(take_in, article.id)
        with statements(desk) as heard:
            standing = await where_it_stands(article.id)
        costs.append(len(heard))
        await change(desk, article, stage=Stage.DRAFT_REVIEW)
    assert standing.next_revision == 21
    assert set(costs) == {costs[0]}
    assert costs[0] <= 3


async def test_a_look_at_images_costs_the_same_however_many_tries_there_were(desk: Services, under_lease: Take) -> None:
    article = await an_article(desk, await an_account(desk), Stage.ILLUSTRATING)
    await a_text(desk, article, PICTURED)
    await an_image(desk, article, "desk", is_kept=True)
    costs = []
    for number in range(1, 21):
        await an_image(desk, article, "cover", number)
        await change(desk, article, stage=Stage.IMAGE_REVIEW)
        [review] = await asked(desk, article, ReviewKind.IMAGE)
        await decided(desk, review, Verdict.REDO)
        await under_lease(take_in, article.id)
        with statements(desk) as heard:
            standing = await where_it_stands(article.id)
        costs.append(len(heard))
    assert standing.missing_images == (Missing("cover", 21),)
    assert set(costs) == {costs[0]}
    assert costs[0] <= 7


async def test_a_slot_without_an_image_is_missing_its_first(desk: Services) -> None:
    article = await an_article(desk, await an_account(desk), Stage.ILLUSTRATING)
    await a_text(desk, article, PICTURED)
    assert (await where_it_stands(article.id)).missing_images == (Missing("cover", 1), Missing("desk", 1))
    await an_image(desk, article, "cover")
    assert (await where_it_stands(article.id)).missing_images == (Missing("desk", 1),)
