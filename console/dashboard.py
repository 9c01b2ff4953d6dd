"""Owns the first page: what waits for me, what is wrong, what comes, and how each account fares."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from fastapi import APIRouter, Request, Response

from console.frame import show
from console.standing import Line, line_of
from console.visitors import Desk, Visiting
from integrations.affording import ceiling_or_usual
from integrations.concerns import in_words
from integrations.logins import Visitor
from integrations.services import Services
from models.domain.connection import Connection
from models.domain.money import is_near, month_of, usd
from models.domain.people import DECIDES
from models.domain.schedule import on_the_clock
from models.store import concerns, overview
from models.store.listing import Listed
from models.store.overview import Connected, InShort

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
    short: Mapping[int, InShort]  # by account; none where it has nothing on its way
    waiting: Sequence[Listed]
    stopped: Sequence[Listed]
    coming: Sequence[Listed]
    worries: tuple[str, ...]
    spent: Mapping[int, int] = field(default_factory=dict)
    shown: Sequence[Connected] = ()
    last: Sequence[Listed] = ()  # what all of them published last
    last_of: Mapping[int, Listed] = field(default_factory=dict)  # likewise each of the accounts that are shown


@router.get("/")
async def show_dashboard(request: Request, desk: Desk, visitor: Visiting) -> Response:
    return await show(request, visitor, "dashboard.html", _dashboard(desk, visitor, await _look(desk, visitor)))


async def _look(desk: Services, visitor: Visitor) -> _Seen:
    """The month's money takes longest to add up, so it is added up beside the rest."""
    now = desk.clock()
    async with desk.database.at_once() as session:
        known = await overview.connected(session, visitor.reach.accounts)
    begins = {zone: month_of(now, zone)[0] for zone in {each.zone for each in known}}
    months = {each.id: begins[each.zone] for each in known}
    spent, look = await asyncio.gather(_spent_since(desk, months, now), _articles(desk, visitor, known, now))
    return await _with_the_last(desk, visitor, replace(look, spent=spent), now)


async def _spent_since(desk: Services, months: Mapping[int, datetime], now: datetime) -> Mapping[int, int]:
    async with desk.database.at_once() as session:
        return await overview.spent_since(session, months, now)


async def _articles(desk: Services, visitor: Visitor, known: Sequence[Connected], now: datetime) -> _Seen:
    seen, mine = visitor.reach.accounts, {each.id for each in known}
    async with desk.database.at_once() as session:
        open_ones = await concerns.open_ones(session)
        return _Seen(
            accounts=known,
            short={each.account_id: each for each in await overview.in_short(session, seen, now)},
            waiting=await overview.waiting_first(session, _mine(visitor), _WAITING_SHOWN),
            stopped=await overview.stopped(session, seen, _STOPPED_SHOWN),
            coming=await overview.coming(session, seen, now, _COMING_SHOWN),
            worries=tuple(
                in_words(each, desk.settings.copydesk_zone)
                for each in open_ones
                if each.account_id in mine or visitor.reach.runs_the_desk
            ),
        )


async def _with_the_last(desk: Services, visitor: Visitor, look: _Seen, now: datetime) -> _Seen:
    shown = _shown(desk, look)
    async with desk.database.at_once() as session:
        last = await overview.last_of_all(session, visitor.reach.accounts, now)
        last_of = await overview.last_out(session, [each.id for each in shown])
    return replace(look, shown=shown, last=last, last_of=last_of)


def _shown(desk: Services, seen: _Seen) -> list[Connected]:
    """Of hundreds of accounts those that need a look: in trouble, near their ceiling, with something that waits."""

    def urgency(each: Connected) -> tuple[bool, bool, bool, str]:
        near = is_near(ceiling_or_usual(desk, each.ceiling_micro), seen.spent.get(each.id, 0))
        short = seen.short.get(each.id)
        waits = short is not None and short.waiting > 0
        return each.state not in _TROUBLES, not near, not waits, each.label.lower()

    return sorted(seen.accounts, key=urgency)[:_ACCOUNTS_SHOWN]


def _mine(visitor: Visitor) -> Collection[int] | None:
    """The accounts that this visitor decides for; whoever only reads is shown what waits for others."""
    decided = {account_id for account_id, role in visitor.reach.roles.items() if role in DECIDES}
    return visitor.reach.accounts if visitor.reach.runs_the_desk or not decided else decided


def _dashboard(desk: Services, visitor: Visitor, seen: _Seen) -> Dashboard:
    mine = _mine(visitor)
    return Dashboard(
        concerns=seen.worries,
        decides=visitor.reach.runs_the_desk or any(role in DECIDES for role in visitor.reach.roles.values()),
        waiting=tuple(map(line_of, seen.waiting)),
        waiting_in_all=sum(each.waiting for each in seen.short.values() if mine is None or each.account_id in mine),
        stopped=tuple(map(line_of, seen.stopped)),
        stopped_in_all=sum(each.stopped for each in seen.short.values()),
        queued=sum(each.queued for each in seen.short.values()),
        in_work=sum(each.in_work for each in seen.short.values()),
        coming=tuple(map(line_of, seen.coming)),
        last=line_of(seen.last[0]) if seen.last else None,
        spent=_in_all(desk, seen),
        accounts=tuple(_account(desk, seen, each) for each in seen.shown),
        accounts_in_all=len(seen.accounts),
    )


def _account(desk: Services, seen: _Seen, each: Connected) -> AccountLine:
    short, last, state = seen.short.get(each.id), seen.last_of.get(each.id), each.state
    return AccountLine(
        id=each.id,
        label=each.label,
        health=state or (_NOT_ASKED if each.has_token else _BY_HAND),
        remedy=f"{each.label} {state.sentence}. {state.remedy}" if state in _TROUBLES else "",
        is_paused=each.is_paused,
        queued=short.queued if short else 0,
        waiting=short.waiting if short else 0,
        next_at=on_the_clock(short.next_at, each.zone) if short and short.next_at else "",
        last=line_of(last, says_zone=False) if last else None,
        spent=_spent(seen.spent.get(each.id, 0), ceiling_or_usual(desk, each.ceiling_micro)),
    )


def _in_all(desk: Services, seen: _Seen) -> Spent:
    """Where one account has no ceiling, all of them together have none."""
    ceilings = [ceiling_or_usual(desk, each.ceiling_micro) for each in seen.accounts]
    limits = [each for each in ceilings if each is not None]
    return _spent(sum(seen.spent.values()), sum(limits) if limits and len(limits) == len(ceilings) else None)


def _spent(spent: int, ceiling: int | None) -> Spent:
    share = None if ceiling is None else min(100, spent * 100 // ceiling)
    return Spent(usd(spent), usd(ceiling) if ceiling else "", share, is_near(ceiling, spent))
