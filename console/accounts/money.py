"""Owns the page of what an account may cost: its month, its ceiling, and the prices that are counted with."""

from dataclasses import dataclass, replace

from fastapi import APIRouter, Request, Response

from console.accounts.doors import Around, Owned, around
from console.accounts.prices import PriceLine, TypedPrice, Word, price_lines
from console.accounts.topics import Topic, topics_of
from console.frame import go, show
from console.visitors import Desk, Visiting
from console.words import words
from integrations.affording import ceiling_of, ceiling_or_usual
from integrations.logins import Visitor
from integrations.pricing import NOTHING_TYPED, Typed, set_price
from integrations.services import Services
from models.domain.errors import Refused
from models.domain.money import month_of, usd
from models.store import money
from models.tables import Account

router = APIRouter()


@dataclass(frozen=True)
class MoneyPage:
    around: Around
    spent: str
    ceiling: str
    topics: tuple[Topic, ...]
    prices: tuple[PriceLine, ...]
    action: str
    model: str = ""
    typed: Typed = NOTHING_TYPED
    trouble: str = ""


@router.get("/accounts/{account_id:int}/money")
async def show_money(request: Request, desk: Desk, visitor: Visiting, account: Owned) -> Response:
    return await show(request, visitor, "accounts/money.html", await money_page(desk, visitor, account))


@router.post("/accounts/{account_id:int}/prices")
async def say_price(
    request: Request,
    desk: Desk,
    visitor: Visiting,
    account: Owned,
    typed: TypedPrice,
    model: Word = "",
) -> Response:
    try:
        said = await set_price(desk, model, typed, account.id)
    except Refused as refusal:
        page = await money_page(desk, visitor, account, model=model, typed=typed, trouble=str(refusal))
        return await show(request, visitor, "accounts/money.html", page, status=409)
    return go(request, f"/accounts/{account.id}/money", said)


async def money_page(
    desk: Services,
    visitor: Visitor,
    account: Account,
    *,
    model: str = "",
    typed: Typed = NOTHING_TYPED,
    trouble: str = "",
) -> MoneyPage:
    async with desk.database.session() as session:
        spent = await money.spent_between(session, account.id, *month_of(desk.clock(), account.zone))
        prices = await price_lines(desk, session, account.id)
    limit = ceiling_of(desk, account)
    return MoneyPage(
        await around(desk, visitor, account, "money"),
        usd(spent),
        usd(limit) if limit else "",
        tuple(_with_the_usual(desk, each) for each in topics_of("money", account)),
        prices,
        f"/accounts/{account.id}/prices",
        model,
        typed,
        trouble,
    )


def _with_the_usual(desk: Services, topic: Topic) -> Topic:
    """What holds where the field stays empty."""
    w, usual = words().account_settings.topics.ceiling, ceiling_or_usual(desk, None)
    return replace(topic, lead=f"{topic.lead} {w.of_all.format(ceiling=usd(usual)) if usual else w.of_none}")
