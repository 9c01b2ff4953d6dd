"""Owns the calendar: what went out and what comes, by month or week, with free slots and days that are too full."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response

from console.frame import show
from console.standing import Line, line_of
from console.visitors import Desk, NotFound, Visiting
from integrations.logins import Visitor
from integrations.services import Services
from models.domain.calendar_days import View, beginnings, beside, crowded, day_at, days_shown
from models.domain.publishing_slots import kept, moments
from models.domain.quota import POSTS, has_room
from models.domain.rescheduling import MOVABLE
from models.domain.zones import local_day
from models.store import accounts, planned
from models.store.accounts import Named
from models.store.planned import Planned
from models.tables import Account

router = APIRouter()
_SHOWN_OF_A_DAY: Final = {View.MONTH: 4, View.WEEK: 40}


@dataclass(frozen=True)
class Entry:
    line: Line
    clock: str
    may_move: bool
    is_doubled: bool  # another one of its account has the same minute


@dataclass(frozen=True)
class Day:
    day: date
    is_here: bool  # in the month that is shown
    is_today: bool
    entries: tuple[Entry, ...]
    in_all: int
    free_slots: tuple[str, ...]
    is_crowded: bool
    address: str

    @property
    def more(self) -> int:
        return self.in_all - len(self.entries)


@dataclass(frozen=True)
class CalendarPage:
    view: View
    day: date
    account_id: int | None
    zone: str
    days: tuple[Day, ...]
    known: Sequence[Named]
    before: str
    after: str
    today: str
    as_month: str
    as_week: str
    most_in_a_day: int = POSTS

    @property
    def is_empty(self) -> bool:
        return not any(each.entries for each in self.days)


@dataclass(frozen=True)
class _Asked:
    """What an address of the calendar asks for."""

    view: View
    day: date
    account: int | None

    def __str__(self) -> str:
        asked = {"view": self.view, "day": self.day.isoformat(), "account": self.account}
        return f"/calendar?{urlencode({name: value for name, value in asked.items() if value})}"


@router.get("/calendar")
async def show_calendar(
    request: Request, desk: Desk, visitor: Visiting, view: str = "", day: str = "", account: str = ""
) -> Response:
    async with desk.database.session() as session:
        known = await accounts.named(session, visitor.reach.accounts)
        chosen = _number(account) or (known[0].id if len(known) == 1 else None)
        if chosen is not None and chosen not in {each.id for each in known}:
            raise NotFound
        whose = await accounts.account(session, chosen) if chosen is not None else None
    zone = whose.zone if whose else desk.settings.copydesk_zone
    today = local_day(desk.clock(), zone)
    asked = _Asked(View.WEEK if view == View.WEEK else View.MONTH, _day(day) or today, chosen)
    return await show(request, visitor, "calendar.html", await _page(desk, visitor, asked, whose, known))


async def _page(
    desk: Services, visitor: Visitor, asked: _Asked, whose: Account | None, known: Sequence[Named]
) -> CalendarPage:
    zone = whose.zone if whose else desk.settings.copydesk_zone
    days = days_shown(asked.view, asked.day)
    bounds = beginnings(days, zone)
    seen = visitor.reach.accounts if whose is None else {whose.id}
    async with desk.database.session() as session:
        found = await planned.planned(session, seen, bounds, _SHOWN_OF_A_DAY[asked.view])
        posts = await planned.times_of_profile(session, whose, bounds[0], bounds[-1]) if whose else []
    minutes = Counter(_minute(each) for each in found)
    full = {day_at(bounds, at) for at in crowded(posts)}
    slots = _free_slots(whose, bounds, desk.clock(), posts) if whose else []
    by_day = [[each for each in found if each.day == place] for place in range(len(days))]
    before, after = beside(asked.view, asked.day)
    today = local_day(desk.clock(), zone)
    return CalendarPage(
        view=asked.view,
        day=asked.day,
        account_id=asked.account,
        zone=zone,
        days=tuple(
            Day(
                day=day,
                is_here=asked.view is View.WEEK or day.month == asked.day.month,
                is_today=day == today,
                entries=tuple(_entry(visitor, each, zone, minutes) for each in by_day[place]),
                in_all=by_day[place][0].of_day if by_day[place] else 0,
                free_slots=tuple(_clock(at, zone) for at in slots if day_at(bounds, at) == place),
                is_crowded=place in full,
                address=str(_Asked(View.WEEK, day, asked.account)),
            )
            for place, day in enumerate(days)
        ),
        known=known,
        before=str(_Asked(asked.view, before, asked.account)),
        after=str(_Asked(asked.view, after, asked.account)),
        today=str(_Asked(asked.view, today, asked.account)),
        as_month=str(_Asked(View.MONTH, asked.day, asked.account)),
        as_week=str(_Asked(View.WEEK, asked.day, asked.account)),
    )


def _free_slots(
    account: Account, bounds: Sequence[datetime], now: datetime, posts: Sequence[datetime]
) -> list[datetime]:
    taken = {each.replace(second=0, microsecond=0) for each in posts}
    begin = max(now, bounds[0] - timedelta(minutes=1))
    ahead = moments(kept(account.slots), account.slots_zone, begin)
    return [
        at
        for at in takewhile(lambda at: at < bounds[-1], ahead)
        if at not in taken and at >= bounds[0] and has_room(at, posts)
    ]


def _entry(visitor: Visitor, each: Planned, zone: str, minutes: Counter[tuple[int, datetime]]) -> Entry:
    article = each.listed.article
    return Entry(
        line=line_of(each.listed),
        clock=_clock(article.published_at or article.publish_at, zone),
        may_move=article.stage in MOVABLE and visitor.reach.decides(article.account_id),
        is_doubled=minutes[_minute(each)] > 1,
    )


def _minute(each: Planned) -> tuple[int, datetime]:
    article = each.listed.article
    return article.account_id, (article.published_at or article.publish_at).replace(second=0, microsecond=0)


def _clock(moment: datetime, zone: str) -> str:
    return f"{moment.astimezone(ZoneInfo(zone)):%H:%M}"


def _number(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else None  # noqa: PLR2004


def _day(typed: str) -> date | None:
    """A day that no calendar has is today."""
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2200 else None  # noqa: PLR2004
