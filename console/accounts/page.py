"""Owns an account's first page: how it fares, what its articles do, its name, and whether it is paused."""

from collections import Counter
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from console.accounts.doors import Around, Owned, Seen, around
from console.frame import go, show
from console.standing import Line, line_of
from console.visitors import Desk, Visiting
from console.words import words
from integrations import connecting
from integrations.affording import ceiling_of
from integrations.connection_words import how
from integrations.logins import Visitor
from integrations.services import Services
from models.domain.errors import Refused
from models.domain.money import month_of, usd
from models.domain.schedule import in_zone
from models.domain.status import Status
from models.store import accounts, connections, money, overview
from models.tables import Account

router = APIRouter()


@dataclass(frozen=True)
class Count:
    status: str
    label: str
    number: int


@dataclass(frozen=True)
class AccountPage:
    around: Around
    profile: str
    sentence: str
    asked: str
    counts: tuple[Count, ...]
    last: Line | None
    spent: str
    ceiling: str
    chats: int
    label: str
    trouble: str = ""


@router.get("/accounts/{account_id:int}")
async def show_account(request: Request, desk: Desk, visitor: Visiting, account: Seen) -> Response:
    return await show(request, visitor, "accounts/page.html", await _page(desk, visitor, account))


async def _page(
    desk: Services, visitor: Visitor, account: Account, label: str | None = None, trouble: str = ""
) -> AccountPage:
    async with desk.database.session() as session:
        kept = await connections.connection_of(session, account.id)
        counted = await overview.counted(session, {account.id}, desk.clock())
        last = (await overview.last_out(session, {account.id})).get(account.id)
        spent = await money.spent_between(session, account.id, *month_of(desk.clock(), account.zone))
        chats = await accounts.chats_of(session, account.id)
    found = Counter({each.stage: each.number for each in counted})
    limit = ceiling_of(desk, account)
    return AccountPage(
        around=await around(desk, visitor, account, "overview"),
        profile=account.medium_username or account.medium_user_id or "",
        sentence=f"{account.label} {how(account, kept)}.",
        asked=in_zone(kept.checked_at, account.zone) if kept else "",
        counts=tuple(Count(each, each.label, sum(found[stage] for stage in each.stages)) for each in Status),
        last=line_of(last) if last else None,
        spent=usd(spent),
        ceiling=usd(limit) if limit else "",
        chats=sum(chat.left_at is None for chat in chats),
        label=account.label if label is None else label,
        trouble=trouble,
    )


@router.post("/accounts/{account_id:int}/label")
async def rename(
    request: Request, desk: Desk, visitor: Visiting, account: Owned, label: Annotated[str, Form(max_length=1000)] = ""
) -> Response:
    try:
        name = await connecting.rename(desk, account.id, label)
    except Refused as refusal:
        page = await _page(desk, visitor, account, label, str(refusal))
        return await show(request, visitor, "accounts/page.html", page, status=409)
    return go(request, f"/accounts/{account.id}", words().account_page.renamed.format(label=name))


@router.post("/accounts/{account_id:int}/pause")
async def pause(request: Request, desk: Desk, account: Owned) -> Response:
    await connecting.pause(desk, account.id, is_paused=True)
    return go(request, f"/accounts/{account.id}", words().account_page.was_paused.format(label=account.label))


@router.post("/accounts/{account_id:int}/resume")
async def resume(request: Request, desk: Desk, account: Owned) -> Response:
    await connecting.pause(desk, account.id, is_paused=False)
    return go(request, f"/accounts/{account.id}", words().account_page.was_resumed.format(label=account.label))
