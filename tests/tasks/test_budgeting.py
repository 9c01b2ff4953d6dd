"""The ceiling between the calls: an early word, once, and the way back to life of what was held for money."""

from decimal import Decimal
from typing import Any

import pytest

from integrations.resuming import hold_article
from integrations.services import Services
from models.domain.article import Stage
from models.domain.errors import NeedsPerson
from models.domain.money import Price, is_near
from models.store import money
from models.tables import Account, Article
from tasks.budgeting import let_go_on, warn_of_ceilings
from tasks.drafting import write_revision
from tasks.lease import working_on
from tasks.telling import put_on_hold, reason_of
from tests.builders import a_person, an_account, an_article, reread
from tests.conftest import Clock, Outside
from tests.recorded_prefect import RecordedPrefect
from tests.tasks.test_affording import has_spent

DOLLAR = 1_000_000
pytestmark = pytest.mark.filterwarnings("ignore:Artifact creation outside of a flow:FutureWarning")


async def held_for_money(desk: Services, account: Account, **fields: Any) -> Article:
    """As the flow does it: the step is refused, and the article held."""
    article = await an_article(desk, account, Stage.DRAFTING, **fields)
    async with working_on(article.id):
        with pytest.raises(NeedsPerson) as refused:
            await write_revision.fn(article.id, number=1)
        await put_on_hold.fn(article.id, reason_of(refused.value))
    return await reread(desk, article)


async def a_spent_account(desk: Services, outside: Outside, **fields: Any) -> Account:
    account = await an_account(desk, **{"ceiling_micro": DOLLAR} | fields)
    await outside.post("writer/text", chat=1001, text="hello")
    await a_person(desk, account)
    await has_spent(desk, account, DOLLAR)
    return account


async def said(outside: Outside, mark: str) -> list[str]:
    return [each["text"] for each in await outside.messages() if each["text"].startswith(mark)]


async def test_in_a_new_month_what_was_held_for_the_ceiling_goes_on_and_the_writer_is_told_once(
    desk: Services, outside: Outside, clock: Clock, prefect: RecordedPrefect
) -> None:
    article = await held_for_money(desk, await a_spent_account(desk, outside, zone="Pacific/Auckland"), topic="Rain")
    assert "it goes on by itself on Fri 1 Jan 2027" in article.reason
    clock.now = clock.now.replace(day=31, hour=10)  # 23:00 in Auckland
    assert await let_go_on(desk) == 0
    clock.advance(hours=1)
    assert [await let_go_on(desk) for _ in range(2)] == [1, 0]
    assert (await reread(desk, article)).stage is Stage.DRAFTING
    assert await said(outside, "▶️") == ["▶️ “Rain” goes on: what it was held for can be paid now."]


async def test_a_higher_ceiling_lets_it_go_on_as_well_but_not_more_than_it_has_room_for(
    desk: Services, outside: Outside, prefect: RecordedPrefect
) -> None:
    account = await a_spent_account(desk, outside)
    held = [await held_for_money(desk, account) for _ in range(3)]
    [call] = held[0].refused_call or []
    one = 2 * call["input_tokens"] + 10
    async with desk.database.session() as session:
        (await session.get_one(Account, account.id)).ceiling_micro = DOLLAR + 2 * one
    assert await let_go_on(desk) == 2
    stages = [(await reread(desk, each)).stage for each in held]
    assert sorted(stages) == [Stage.DRAFTING, Stage.DRAFTING, Stage.ON_HOLD]


async def test_when_somebody_says_what_the_model_costs_what_waited_for_that_goes_on(
    desk: Services, outside: Outside, prefect: RecordedPrefect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk.writer._questioner, "_model", "llama-at-home")
    article = await held_for_money(desk, await an_account(desk))
    assert await let_go_on(desk) == 0
    async with desk.database.session() as session:
        await money.set_price(session, "llama-at-home", None, Price(Decimal(0), Decimal(0)), desk.clock())
    assert await let_go_on(desk) == 1
    assert (await reread(desk, article)).stage is Stage.DRAFTING


async def test_what_the_writer_held_stays_held(desk: Services, outside: Outside, clock: Clock) -> None:
    account = await a_spent_account(desk, outside)
    article = await an_article(desk, account, Stage.DRAFTING)
    async with working_on(article.id):
        with pytest.raises(NeedsPerson):
            await write_revision.fn(article.id, number=1)
    await hold_article(desk, article.id)
    clock.advance(days=40)
    assert await let_go_on(desk) == 0
    assert (await reread(desk, article)).stage is Stage.ON_HOLD


async def test_the_early_word_comes_once_a_month_and_in_no_quiet_hours(
    desk: Services, outside: Outside, clock: Clock
) -> None:
    account = await a_spent_account(desk, outside, ceiling_micro=2 * DOLLAR)
    assert await warn_of_ceilings(desk) == 0, "half of it"
    await has_spent(desk, account, 600_000)
    clock.now = clock.now.replace(hour=23)
    assert await warn_of_ceilings(desk) == 0, "at night"
    clock.advance(hours=9)
    assert [await warn_of_ceilings(desk) for _ in range(3)] == [1, 0, 0]
    [word] = await said(outside, "💰")
    assert word.startswith("💰 demo has spent $1.60 of its $2.00 for this month.")
    clock.advance(days=30)
    assert await warn_of_ceilings(desk) == 0, "a new month"
    await has_spent(desk, account, 2 * DOLLAR)
    assert await warn_of_ceilings(desk) == 1


def test_without_a_ceiling_nothing_is_near_it() -> None:
    assert [is_near(None, 9), is_near(10, 7), is_near(10, 8), is_near(10, 11)] == [False, False, True, True]
