"""Owns the page of what models cost for all accounts."""

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from console.accounts.doors import Tab
from console.accounts.prices import PriceLine, TypedPrice, Word, price_lines
from console.frame import go, show
from console.settings.around import tabs
from console.visitors import Desk, Keeping
from integrations.logins import Visitor
from integrations.pricing import NOTHING_TYPED, Typed, set_price
from integrations.services import Services
from models.domain.errors import Refused
from models.domain.money import usd

router = APIRouter()


@dataclass(frozen=True)
class PricesPage:
    tabs: tuple[Tab, ...]
    ceiling: str
    prices: tuple[PriceLine, ...]
    model: str = ""
    typed: Typed = NOTHING_TYPED
    trouble: str = ""
    action: str = "/settings/prices"


@router.get("/settings/prices")
async def show_prices(request: Request, desk: Desk, visitor: Keeping) -> Response:
    return await show(request, visitor, "settings/prices.html", await _page(desk, visitor))


async def _page(
    desk: Services, visitor: Visitor, model: str = "", typed: Typed = NOTHING_TYPED, trouble: str = ""
) -> PricesPage:
    async with desk.database.session() as session:
        lines = await price_lines(desk, session, None)
    limit = desk.settings.ceiling_micro_usd
    return PricesPage(tabs(visitor, "prices"), usd(limit) if limit else "", lines, model, typed, trouble)


@router.post("/settings/prices")
async def say_price(
    request: Request,
    desk: Desk,
    visitor: Keeping,
    typed: TypedPrice,
    model: Word = "",
) -> Response:
    try:
        return go(request, "/settings/prices", await set_price(desk, model, typed))
    except Refused as refusal:
        page = await _page(desk, visitor, model, typed, str(refusal))
        return await show(request, visitor, "settings/prices.html", page, status=409)
