"""The commands about money, as their user reads them."""

from io import StringIO

import pytest
from rich.console import Console
from rich.table import Table

from deployments import ledger
from integrations.pricing import Typed
from integrations.services import Services
from models.domain.draft import Flaw
from models.domain.errors import Refused
from models.tables import CostEntry
from tests.builders import an_account, an_article
from tests.conftest import Clock

NOTHING = Typed("", "", "", "")


def shown(table: Table) -> str:
    out = StringIO()
    Console(file=out, width=200).print(table)
    return out.getvalue()


async def test_costs_are_listed_by_article_and_purpose_with_what_was_wasted(desk: Services, clock: Clock) -> None:
    account, other = await an_account(desk, "one"), await an_account(desk, "other")
    article = await an_article(desk, account, topic="On bread")
    async with desk.database.session() as session:
        for whose, purpose, micro, flaw in (
            (account, "draft", 40_000, None),
            (account, "draft", 20_000, Flaw.MALFORMED),
            (account, "image", 100_000, None),
            (other, "voice", 7_000_000, None),
        ):
            session.add(
                CostEntry(
                    effect_key="k",
                    account_id=whose.id,
                    article_id=article.id if whose is account else None,
                    purpose=purpose,
                    model="m",
                    micro_usd=micro,
                    flaw=flaw,
                    at=clock(),
                )
            )
    all_of_it = shown(await ledger.costs(desk, None, None, None))
    assert [word for word in ("$7.00", "$0.10", "$0.06", "$7.16") if word in all_of_it] == [
        "$7.00", "$0.10", "$0.06", "$7.16",
    ]  # fmt: skip
    assert "$0.02" in all_of_it, "what nobody could use"
    of_one = shown(await ledger.costs(desk, "one", "2026-12", None))
    assert "On bread" in of_one
    assert "$0.16" in of_one
    assert "voice" not in of_one
    assert "$0.00" in shown(await ledger.costs(desk, None, "2026-11", None))
    clock.advance(days=90)
    assert "$0.16" in shown(await ledger.costs(desk, None, None, article.id))


async def test_a_price_is_shown_and_said(desk: Services) -> None:
    await an_account(desk, "one")
    listed = "gpt-6-luna costs $0.1 in and $0.5 out for a million tokens."
    assert await ledger.price(desk, "gpt-6-luna", NOTHING, None) == listed
    with pytest.raises(Refused, match="copydesk price mine --input"):
        await ledger.price(desk, "mine", NOTHING, None)
    said = await ledger.price(desk, "mine", Typed("0.25", "2", "0.04", ""), "one")
    assert said == "mine costs $0.25 in and $2 out for a million tokens, $0.04 an image."
    with pytest.raises(Refused, match="not known"):
        await ledger.price(desk, "mine", NOTHING, None)
    assert "$0 in and $0 out" in await ledger.price(desk, "mine", Typed("0", "0", "", ""), None)


@pytest.mark.parametrize("typed", [Typed("1", "", "", ""), Typed("x", "1", "", ""), Typed("1", "99999", "", "")])
async def test_what_is_no_price_is_refused_in_words(desk: Services, typed: Typed) -> None:
    with pytest.raises(Refused):
        await ledger.price(desk, "mine", typed, None)


async def test_a_ceiling_is_shown_and_said(desk: Services) -> None:
    await an_account(desk, "one")
    assert await ledger.ceiling(desk, "one", "") == "one has spent $0.00 this month, of $20.00."
    assert await ledger.ceiling(desk, "one", "50") == "one has spent $0.00 this month, of $50.00."
    assert await ledger.ceiling(desk, "one", "0") == "one has spent $0.00 this month, of no ceiling."
    assert await ledger.ceiling(desk, "one", "") == "one has spent $0.00 this month, of no ceiling."


async def test_a_month_that_is_none_is_refused(desk: Services) -> None:
    with pytest.raises(Refused, match="such as 2030-01"):
        await ledger.costs(desk, None, "December", None)
