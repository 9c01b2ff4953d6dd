"""Owns the first page: what waits for me, what is wrong, what comes, and how each account fares."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

from fastapi import APIRouter, Request, Response

from console.frame import show
from console.standing import Line, line_of
from console.visitors import Desk, Visiting
from integrations.affording import ceiling_of
from integrations.concerns import in_words
from integrations.logins import Visitor
from integrations.services import Services
from models.domain.article import Stage
from models.domain.connection import Connection
from models.domain.money import is_near, month_of, usd
from models.domain.people import DECIDES
from models.domain.schedule import on_the_clock
from models.domain.status import TO_COME, Status
from models.store import concerns, overview
from models.store.listing import Listed
from models.store.overview import Connected, Counted

router = APIRouter()
_WAITING_SHOWN: Final = 8
_STOPPED_SHOWN: Final = 5
_COMING_SHOWN: Final = 8
_ACCOUNTS_SHOWN: Final = 12
_TROUBLES: Final = frozenset(Connection) - {Connection.WELL}
_NOT_ASKED: Final = "not_asked"
_BY_HAND: Final = "by_hand"


@dataclass(frozen=True)
class Spent:
    """This month's money; `share` is how full the month is, of a hundred, where there is a ceiling."""

    spent: str
    ceiling: str
    share: int | None
    is_near: bool


@dataclass(frozen=True)
class AccountLine:
    id: int
    label: str
    health: str
    remedy: str
    is_paused: bool
    queued: int
    waiting: int
    next_at: str
    last: Line | None
    spent: Spent


@dataclass(frozen=True)
class Dashboard:
    concerns: tuple[str, ...]
    decides: bool
    waiting: tuple[Line, ...]
    waiting_in_all: int
    stopped: tuple[Line, ...]
    stopped_in_all: int
    queued: int
    in_work: int
    coming: tuple[Line, ...]
    last: Line | None
    spent: Spent
    accounts: tuple[AccountLine, ...]
    accounts_in_all: int


@dataclass(frozen=True)
class _Seen:
    """All that one look at the database gives."""

    accounts: Sequence[Connected]
    counted: Sequence[Counted]
    waiting: Sequence[Listed]
    stopped: Sequence[Listed]
    coming: Sequence[Listed]
    spent: Mapping[int, int]
    worries: tuple[str, ...]
    last: Sequence[Listed] = ()  # what all of them published last
    last_of: Mapping[int, Listed] = field(default_factory=dict)  # likewise each of the accounts that are shown

    @cached_property
    def by_account(self) -> Mapping[int, Sequence[Counted]]:
        found = defaultdict[int, list[Counted]](list)
        for each in self.counted:
            found[each.account_id].append(each)
        return found

    def number(self, stages: Collection[Stage]) -> int:
        return _number(self.counted, stages)


def _number(counted: Iterable[Counted], stages: Collection[Stage]) -> int:
    return sum(each.number for each in counted if each.stage in stages)


@router.get("/")
async def show_dashboard(request: Request, desk: Desk, visitor: Visiting) -> Response:
    return await show(request, visitor, "dashboard.html", _dashboard(desk, visitor, await _look(desk, visitor)))


async def _look(desk: Services, visitor: Visitor) -> _Seen:
    seen, now = visitor.reach.accounts, desk.clock()
    async with desk.database.session() as session:
        known = await overview.connected(session, seen)
        months = {each.account.id: month_of(now, each.account.zone)[0] for each in known}
        open_ones = await concerns.open_ones(session)
        look = _Seen(
            accounts=known,
            counted=await overview.counted(session, seen, now),
            waiting=await overview.waiting_first(session, _mine(visitor), _WAITING_SHOWN),
            stopped=await overview.stopped(session, seen, _STOPPED_SHOWN),
            coming=await overview.coming(session, seen, now, _COMING_SHOWN),
            spent=await overview.spent_since(session, months, now),
            worries=tuple(
                in_words(each, desk.settings.copydesk_zone)
                for each in open_ones
                if each.account_id in months or visitor.reach.runs_the_desk
            ),
        )
        shown = [each.account.id for each in _shown(desk, look)]
        last, last_of = await overview.last_of_all(session, seen), await overview.last_out(session, shown)
    return replace(look, last=last, last_of=last_of)


def _shown(desk: Services, seen: _Seen) -> list[Connected]:
    """Of hundreds of accounts those that need a look: in trouble, near their ceiling, with something that waits."""

    def urgency(each: Connected) -> tuple[bool, bool, bool, str]:
        account = each.account
        is_well = each.connection is None or each.connection.state not in _TROUBLES
        near = is_near(ceiling_of(desk, account), seen.spent.get(account.id, 0))
        waits = _number(seen.by_account.get(account.id, ()), Status.WAITING.stages) > 0
        return is_well, not near, not waits, account.label.lower()

    return sorted(seen.accounts, key=urgency)[:_ACCOUNTS_SHOWN]


def _mine(visitor: Visitor) -> Collection[int] | None:
    """The accounts that this visitor decides for; whoever only reads is shown what waits for others."""
    decided = {account_id for account_id, role in visitor.reach.roles.items() if role in DECIDES}
    return visitor.reach.accounts if visitor.reach.runs_the_desk or not decided else decided


def _dashboard(desk: Services, visitor: Visitor, seen: _Seen) -> Dashboard:
    mine = _mine(visitor)
    for_me = [each for each in seen.counted if mine is None or each.account_id in mine]
    return Dashboard(
        concerns=seen.worries,
        decides=visitor.reach.runs_the_desk or any(role in DECIDES for role in visitor.reach.roles.values()),
        waiting=tuple(map(line_of, seen.waiting)),
        waiting_in_all=_number(for_me, Status.WAITING.stages),
        stopped=tuple(map(line_of, seen.stopped)),
        stopped_in_all=seen.number(Status.STOPPED.stages - Status.WAITING.stages),
        queued=seen.number(Status.PENDING.stages),
        in_work=seen.number(TO_COME - Status.PENDING.stages),
        coming=tuple(map(line_of, seen.coming)),
        last=line_of(seen.last[0]) if seen.last else None,
        spent=_in_all(desk, seen),
        accounts=tuple(_account(desk, seen, each) for each in _shown(desk, seen)),
        accounts_in_all=len(seen.accounts),
    )


def _account(desk: Services, seen: _Seen, each: Connected) -> AccountLine:
    account, counted = each.account, seen.by_account.get(each.account.id, ())
    ahead = [known.next_at for known in counted if known.next_at and known.stage in TO_COME]
    last = seen.last_of.get(account.id)
    state = each.connection.state if each.connection else None
    return AccountLine(
        id=account.id,
        label=account.label,
        health=state or (_NOT_ASKED if each.has_token else _BY_HAND),
        remedy=f"{account.label} {state.sentence}. {state.remedy}" if state in _TROUBLES else "",
        is_paused=account.is_paused,
        queued=_number(counted, Status.PENDING.stages),
        waiting=_number(counted, Status.WAITING.stages),
        next_at=on_the_clock(min(ahead), account.zone) if ahead else "",
        last=line_of(last, says_zone=False) if last else None,
        spent=_spent(seen.spent.get(account.id, 0), ceiling_of(desk, account)),
    )


def _in_all(desk: Services, seen: _Seen) -> Spent:
    """Where one account has no ceiling, all of them together have none."""
    ceilings = [ceiling_of(desk, each.account) for each in seen.accounts]
    limits = [each for each in ceilings if each is not None]
    return _spent(sum(seen.spent.values()), sum(limits) if limits and len(limits) == len(ceilings) else None)


def _spent(spent: int, ceiling: int | None) -> Spent:
    share = None if ceiling is None else min(100, spent * 100 // ceiling)
    return Spent(usd(spent), usd(ceiling) if ceiling else "", share, is_near(ceiling, spent))
