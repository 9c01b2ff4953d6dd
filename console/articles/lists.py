"""Owns the lists of articles: all that somebody may see, or those of one account, a page at a time."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Request, Response

from console.articles.address import Address, read_address
from console.frame import show
from console.standing import Line, line_of
from console.visitors import Desk, NotFound, Visiting, require_sees
from integrations.logins import Visitor
from integrations.services import Services
from models.domain.bulk import BulkAct
from models.domain.status import Status
from models.store import accounts, listing
from models.store.listing import Order, Wanted

router = APIRouter()
PAGE_SIZE: Final = 50
_BESIDE: Final = 1  # so many pages are named on either side of this one


@dataclass(frozen=True)
class Choice:
    """An option of a select."""

    value: str
    label: str
    is_chosen: bool
    number: int | None = None


@dataclass(frozen=True)
class Step:
    """A link to another page of the list; without an address it is a gap between pages."""

    number: int
    address: str
    is_here: bool = False


@dataclass(frozen=True)
class ArticleList:
    address: Address
    account: str
    zone: str
    lines: tuple[Line, ...]
    decides: frozenset[int]  # the articles about which this visitor may decide
    first: int
    last: int
    in_all: int
    statuses: tuple[Choice, ...]
    accounts: tuple[Choice, ...]
    orders: tuple[Choice, ...]
    steps: tuple[Step, ...]
    has_articles: bool
    acts: tuple[BulkAct, ...] = tuple(BulkAct)

    def by(self, order: str) -> str:
        """What the heading of a column leads to; that of the time turns round."""
        is_turned = order == Order.SOONEST and self.address.order is Order.SOONEST
        return str(self.address.sorted_by(Order.LATEST if is_turned else Order(order)))

    def sorted_by(self, order: str) -> str:
        """As `aria-sort` has it."""
        if order == Order.SOONEST and self.address.order is Order.LATEST:
            return "descending"
        return "ascending" if self.address.order == order else ""

    @property
    def before(self) -> str:
        return str(self.address.at_page(self.address.page - 1)) if self.address.page > 1 else ""

    @property
    def after(self) -> str:
        return str(self.address.at_page(self.address.page + 1)) if self.last < self.in_all else ""


@router.get("/articles")
async def show_articles(
    request: Request,
    desk: Desk,
    visitor: Visiting,
    q: str = "",
    status: str = "",
    account: str = "",
    sort: str = "",
    page: str = "",
) -> Response:
    address = read_address(None, q, status, account, sort, page)
    return await show(request, visitor, "articles/list.html", await _list(desk, visitor, address))


@router.get("/accounts/{account_id:int}/articles")
async def show_articles_of_account(
    request: Request,
    desk: Desk,
    visitor: Visiting,
    account_id: int,
    q: str = "",
    status: str = "",
    sort: str = "",
    page: str = "",
) -> Response:
    require_sees(visitor, account_id)
    address = read_address(account_id, q, status, "", sort, page)
    return await show(request, visitor, "articles/list.html", await _list(desk, visitor, address))


async def _list(desk: Services, visitor: Visitor, address: Address) -> ArticleList:
    wanted = Wanted(_seen(visitor, address), address.status, address.words, address.order)
    async with desk.database.session() as session:
        known = await accounts.named(session, visitor.reach.accounts)
        looked = await listing.look(session, wanted)
        numbers, in_all = looked.numbers, looked.in_all
        address = address.at_page(min(address.page, max(1, -(-in_all // PAGE_SIZE))))
        found = await listing.page_of(session, looked, address.page, PAGE_SIZE)
    whose = next((each for each in known if each.id == address.whose), None)
    if address.whose is not None and whose is None:
        raise NotFound
    first = (address.page - 1) * PAGE_SIZE
    return ArticleList(
        address=address,
        account=whose.label if whose else "",
        zone=whose.zone if whose else "",
        lines=tuple(line_of(each, says_zone=False) for each in found),
        decides=frozenset(each.article.id for each in found if visitor.reach.decides(each.article.account_id)),
        first=first + 1,
        last=first + len(found),
        in_all=in_all,
        statuses=tuple(
            Choice(each, each.label, each is address.status, sum(numbers.get(stage, 0) for stage in each.stages))
            for each in Status
        ),
        accounts=tuple(Choice(str(each.id), each.label, each.id == address.account) for each in known),
        orders=tuple(Choice(each, each, each is address.order) for each in Order),
        steps=_steps(address, -(-in_all // PAGE_SIZE)),
        has_articles=bool(in_all or numbers or address.is_narrowed),
    )


def _seen(visitor: Visitor, address: Address) -> Collection[int] | None:
    chosen = address.whose or address.account
    if chosen is None:
        return visitor.reach.accounts
    return {chosen} if visitor.reach.sees(chosen) else set()


def _steps(address: Address, pages: int) -> tuple[Step, ...]:
    """The first page, the last one, and those around this one, with gaps between."""
    near = range(address.page - _BESIDE, address.page + _BESIDE + 1)
    shown = sorted({1, pages} | {each for each in near if 1 <= each <= pages})
    found = list[Step]()
    for number in shown if pages > 1 else []:
        if found and number > found[-1].number + 1:
            found.append(Step(0, ""))
        found.append(Step(number, str(address.at_page(number)), number == address.page))
    return tuple(found)
