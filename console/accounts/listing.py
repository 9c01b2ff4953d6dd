"""Owns the list of the accounts that a visitor sees, and the adding of another one."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Form, Request, Response
from pydantic import SecretStr

from console.accounts.doors import state_of
from console.accounts.topics import zones
from console.frame import go, show
from console.visitors import Desk, Keeping, Visiting
from console.words import words
from integrations.connecting import Typed, connect
from integrations.connection_words import introduced
from integrations.logins import Visitor
from integrations.services import Services
from integrations.settings import known_zone
from models.domain.article import Stage
from models.domain.errors import NeedsPerson, Refused, TryLater
from models.domain.schedule import in_zone
from models.domain.status import Status
from models.store import overview, roll
from models.tables import Account, AccountConnection

router = APIRouter()
_AT_ONCE: Final = 50
TypedLine = Annotated[str, Form(max_length=1000)]


@dataclass(frozen=True)
class Line:
    id: int
    label: str
    profile: str
    state: str
    looks: str
    remedy: str
    asked: str
    is_paused: bool
    waiting: int
    queued: int
    out: int


@dataclass(frozen=True)
class ListPage:
    lines: tuple[Line, ...]
    wanted: str
    number: int
    page: int
    last_page: int
    may_add: bool


@dataclass(frozen=True)
class NewPage:
    zones: tuple[str, ...]
    zone: str
    label: str = ""
    user_id: str = ""
    username: str = ""
    trouble: str = ""


@router.get("/accounts")
async def show_accounts(request: Request, desk: Desk, visitor: Visiting, q: str = "", page: int = 1) -> Response:
    wanted = " ".join(q.split())[:100]
    return await show(request, visitor, "accounts/list.html", await _list(desk, visitor, wanted, page))


async def _list(desk: Services, visitor: Visitor, wanted: str, page: int) -> ListPage:
    seen = visitor.reach.accounts
    async with desk.database.session() as session:
        number = await roll.number(session, seen, wanted)
        last = max(1, -(-number // _AT_ONCE))
        here = min(max(1, page), last)
        found = await roll.listed(session, seen, wanted, _AT_ONCE, (here - 1) * _AT_ONCE)
        counted = await overview.counted(session, {account.id for account, _ in found}, desk.clock())
    numbers = defaultdict[int, Counter[Stage]](Counter)
    for each in counted:
        numbers[each.account_id][each.stage] += each.number
    lines = tuple(_line(account, kept, numbers[account.id]) for account, kept in found)
    return ListPage(lines, wanted, number, here, last, visitor.reach.runs_the_desk)


def _line(account: Account, kept: AccountConnection | None, found: Counter[Stage]) -> Line:
    state, looks = state_of(account, kept)
    return Line(
        id=account.id,
        label=account.label,
        profile=account.medium_username or account.medium_user_id or "",
        state=state,
        looks=looks,
        remedy=kept.state.remedy if kept and looks == "bad" else "",
        asked=in_zone(kept.checked_at, account.zone) if kept and account.medium_token else "",
        is_paused=account.is_paused,
        waiting=sum(found[stage] for stage in Status.WAITING.stages),
        queued=found[Stage.QUEUED],
        out=found[Stage.PUBLISHED],
    )


@router.get("/accounts/new")
async def show_new(request: Request, desk: Desk, visitor: Keeping) -> Response:
    return await show(request, visitor, "accounts/new.html", NewPage(zones(), desk.settings.copydesk_zone))


@router.post("/accounts/new")
async def add(
    request: Request,
    desk: Desk,
    visitor: Keeping,
    label: TypedLine,
    zone: TypedLine,
    token: TypedLine = "",
    user_id: TypedLine = "",
    username: TypedLine = "",
) -> Response:
    """With a token it is tried before anything is kept; the token itself is never shown again, also not here."""
    secret = SecretStr(token) if token.strip() else None
    try:
        account, known = await connect(desk, label, secret, _zone(zone), Typed(user_id.strip(), username.strip()))
    except (Refused, TryLater, NeedsPerson) as refusal:
        page = NewPage(zones(), zone, label, user_id, username, str(refusal))
        return await show(request, visitor, "accounts/new.html", page, status=409)
    added = words().accounts.added.format(label=account.label, said=await introduced(desk, account.id, known))
    return go(request, f"/accounts/{account.id}", added)


def _zone(typed: str) -> str:
    try:
        return known_zone(typed.strip())
    except ValueError as error:
        raise Refused(f"{error}.") from None
