"""Money: every paid request is asked about before it is sent, and what it cost is kept in dollars."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import col, select

from integrations.affording import price_of
from integrations.services import Services, install
from models.domain.article import Stage
from models.domain.effects import EffectKind
from models.domain.errors import NeedsPerson, TryLater
from models.domain.money import Price
from models.domain.prices import LISTED
from models.store import effects, money
from models.tables import Account, Article, CostEntry
from tasks.drafting import write_revision
from tasks.illustrating import draw_image
from tests.builders import PICTURED, a_text, an_account, an_article, reread
from tests.conftest import Clock, Outside

Take = Callable[..., Awaitable[None]]
pytestmark = pytest.mark.filterwarnings("ignore:Artifact creation outside of a flow:FutureWarning")


async def costs(desk: Services) -> list[CostEntry]:
    async with desk.database.session() as session:
        return list((await session.exec(select(CostEntry).order_by(col(CostEntry.id)))).all())


async def has_spent(desk: Services, account: Account, micro_usd: int, **fields: object) -> None:
    given = {"effect_key": "earlier", "purpose": "draft", "model": "m", "at": desk.clock()} | fields
    async with desk.database.session() as session:
        session.add(CostEntry.model_validate({"account_id": account.id, "micro_usd": micro_usd} | given))


async def a_draft_to_write(desk: Services, **fields: Any) -> tuple[Account, Article]:
    account = await an_account(desk, **fields)
    return account, await an_article(desk, account, Stage.DRAFTING)


def knowing(desk: Services, **settings: object) -> Services:
    changed = replace(desk, settings=desk.settings.model_copy(update=settings))
    install(changed)
    return changed


async def test_what_a_draft_cost_is_kept_in_dollars_at_the_list_price(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    _, article = await a_draft_to_write(desk)
    await under_lease(write_revision, article.id, number=1)
    [cost, *_] = await costs(desk)
    assert cost.model == "gpt-6-sol"
    assert cost.micro_usd == 2 * cost.input_tokens + 10 * cost.output_tokens > 0
    async with desk.database.session() as session:
        so_far = await money.cost_of_article(session, article.id)
    assert so_far.micro_usd == sum(each.micro_usd or 0 for each in await costs(desk))
    assert (so_far.lost, so_far.unpriced, so_far.wasted_micro_usd) == (0, 0, 0)


async def test_a_model_without_a_known_price_is_asked_about_before_anything_is_sent(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    _, article = await a_draft_to_write(desk)
    async with desk.database.session() as session:
        assert await price_of(desk, session, "llama-at-home", article.account_id) is None
    writer = replace(desk, writer=type(desk.writer)(desk.writer._questioner._client, "llama-at-home"))
    install(writer)
    with pytest.raises(NeedsPerson, match="copydesk price llama-at-home --input"):
        await under_lease(write_revision, article.id, number=1)
    assert await outside.calls("model", "chat") == []
    async with desk.database.session() as session:
        free = Price(Decimal(0), Decimal(0))
        await money.set_price(session, "llama-at-home", None, free, desk.clock())
    await under_lease(write_revision, article.id, number=1)
    assert [cost.micro_usd for cost in await costs(desk)][:1] == [0]


async def test_a_price_of_the_account_wins_over_that_of_all_and_this_over_settings_and_list(desk: Services) -> None:
    one, other = await an_account(desk, "one"), await an_account(desk, "other")
    desk = knowing(desk, model_prices="gpt-6-sol=3/3")

    async def found(account: Account) -> Price | None:
        async with desk.database.session() as session:
            return await price_of(desk, session, "gpt-6-sol", account.id)

    async def say(account_id: int | None, amount: int) -> None:
        async with desk.database.session() as session:
            price = Price(Decimal(amount), Decimal(amount))
            await money.set_price(session, "gpt-6-sol", account_id, price, desk.clock())

    assert await found(one) == Price(Decimal(3), Decimal(3)) != LISTED["gpt-6-sol"]
    await say(None, 4)
    assert await found(one) == Price(Decimal(4), Decimal(4))
    await say(one.id, 5)
    await say(one.id, 6)
    assert await found(one) == Price(Decimal(6), Decimal(6))
    assert await found(other) == Price(Decimal(4), Decimal(4))


async def test_at_the_ceiling_nothing_is_sent_and_the_word_says_what_to_do(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    account, article = await a_draft_to_write(desk, ceiling_micro=1_000_000)
    await has_spent(desk, account, 1_000_000)
    with pytest.raises(NeedsPerson, match=r"has spent \$1.00 of its \$1.00 .*copydesk ceiling 'demo' 50.* 1 Jan 2027"):
        await under_lease(write_revision, article.id, number=1)
    assert await outside.calls("model", "chat") == []
    assert (await reread(desk, article)).stage is Stage.DRAFTING


async def test_what_was_spent_last_month_or_by_another_account_does_not_count(
    desk: Services, outside: Outside, under_lease: Take, clock: Clock
) -> None:
    account, article = await a_draft_to_write(desk, ceiling_micro=1_000_000)
    await has_spent(desk, await an_account(desk, "other"), 5_000_000)
    await has_spent(desk, account, 5_000_000)
    clock.advance(days=31)
    await under_lease(write_revision, article.id, number=1)
    assert (await reread(desk, article)).stage is Stage.DRAFT_REVIEW


async def test_a_request_that_would_surely_go_over_is_not_sent_and_one_that_may_not_is(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    account, article = await a_draft_to_write(desk, ceiling_micro=1_000_000)
    await has_spent(desk, account, 999_990)
    with pytest.raises(NeedsPerson, match="the next call would go over"):
        await under_lease(write_revision, article.id, number=1)
    async with desk.database.session() as session:
        (await session.get_one(Account, account.id)).ceiling_micro = 1_010_000
    await under_lease(write_revision, article.id, number=1)


async def test_the_settings_hold_the_ceiling_of_an_account_without_its_own(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    desk = knowing(desk, monthly_ceiling_usd=Decimal(1))
    account, article = await a_draft_to_write(desk)
    await has_spent(desk, account, 1_000_000)
    with pytest.raises(NeedsPerson, match="has spent"):
        await under_lease(write_revision, article.id, number=1)
    async with desk.database.session() as session:
        (await session.get_one(Account, account.id)).ceiling_micro = 0  # its own: none
    await under_lease(write_revision, article.id, number=1)


async def test_what_calls_under_way_may_take_is_kept_free_for_them_until_they_are_done(
    desk: Services, outside: Outside, under_lease: Take, clock: Clock
) -> None:
    account, article = await a_draft_to_write(desk, ceiling_micro=1_000_000)
    other = await an_article(desk, account, Stage.DRAFTING)
    async with desk.database.session() as session:
        hold = await effects.take_lease(session, other.id, "elsewhere", clock(), clock() - clock())
        assert hold is not None
        await effects.claim(session, "other:write", EffectKind.MODEL_CALL, clock(), hold)
        await money.reserve(session, "other:write", account.id, 999_999)
    with pytest.raises(TryLater, match="calls under way") as caught:
        await under_lease(write_revision, article.id, number=1)
    assert caught.value.retry_after_seconds == 60
    assert await outside.calls("model", "chat") == []
    clock.advance(minutes=15)  # no call takes that long: whoever made it is gone
    await under_lease(write_revision, article.id, number=1)
    async with desk.database.session() as session:
        assert (await money.cost_of_article(session, other.id)).lost == 1


async def test_the_second_ask_is_asked_about_as_well_and_the_first_one_stays_in_the_books(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    _, article = await a_draft_to_write(desk, ceiling_micro=30_000)
    await outside.post("model/script", content="no json " * 3_000)  # 10 dollars for a million tokens: 40,000
    with pytest.raises(NeedsPerson, match="copydesk ceiling"):
        await under_lease(write_revision, article.id, number=1)
    assert len(await outside.calls("model", "chat")) == 1
    [cost] = await costs(desk)
    assert cost.flaw == "malformed"


async def test_images_stop_at_the_ceiling_too(desk: Services, outside: Outside, under_lease: Take) -> None:
    account = await an_account(desk, ceiling_micro=1_000_000)
    article = await an_article(desk, account, Stage.ILLUSTRATING)
    await a_text(desk, article, PICTURED)
    await has_spent(desk, account, 999_999)
    with pytest.raises(NeedsPerson, match="copydesk ceiling"):
        await under_lease(draw_image, article.id, slot="cover", number=1)
    assert await outside.calls("model", "images") == []
