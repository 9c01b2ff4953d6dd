"""Owns the page on which an article is given another publishing time: by words, or by a tap on a free slot."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Final

from fastapi import APIRouter, Form, Request, Response

from console.article.access import Deciding, Seen
from console.frame import back, go, local_path, show
from console.visitors import Desk
from integrations.rescheduling import Mover, reschedule
from integrations.services import Services
from models.domain.errors import Refused
from models.domain.rescheduling import on_day
from models.domain.review import Channel
from models.domain.schedule import in_zone
from models.domain.typed_time import read_time
from models.domain.zones import Settled
from models.store import calendar

router = APIRouter()
_SLOTS_OFFERED: Final = 6
_NO_TIME: Final = "This is no time."


@dataclass(frozen=True)
class Slot:
    value: str
    shown: str


@dataclass(frozen=True)
class NewTimePage:
    article_id: int
    topic: str
    account: str
    zone: str
    now: str
    saw: str
    slots: tuple[Slot, ...]
    back: str
    typed: str = ""
    trouble: str = ""


@router.get("/articles/{article_id:int}/time")
async def show_new_time(request: Request, desk: Desk, seen: Deciding) -> Response:
    page = await _page(desk, seen, back(request, seen.path))
    return await show(request, seen.visitor, "new_time.html", page)


@router.post("/articles/{article_id:int}/time")
async def set_new_time(
    request: Request,
    desk: Desk,
    seen: Deciding,
    at: Annotated[str, Form(max_length=200)] = "",
    slot: Annotated[str, Form(max_length=60)] = "",
    day: Annotated[str, Form(max_length=10)] = "",
    zone: Annotated[str, Form(max_length=60)] = "",
    saw: Annotated[str, Form(max_length=60)] = "",
    back: Annotated[str, Form()] = "/calendar",
) -> Response:
    try:
        settled = _settled(desk, seen, at, slot, day, zone)
        mover = Mover(seen.visitor.person_id, Channel.CONSOLE, saw=_moment(saw) if saw else None)
        said = await reschedule(desk, seen.article.id, settled.at, mover)
    except Refused as refusal:
        page = await _page(desk, seen, local_path(back), at, str(refusal))
        return await show(request, seen.visitor, "new_time.html", page, status=409)
    told = f"{settled.said} " if settled.said else ""
    return go(request, back, f"“{seen.article.called}”: {told}{said}")


def _settled(desk: Services, seen: Seen, at: str, slot: str, day: str, zone: str) -> Settled:
    """By words, by a free slot, or at the same hour of another day of a calendar, to which it was dragged."""
    if day:
        if zone not in (seen.account.zone, desk.settings.copydesk_zone):
            raise Refused(_NO_TIME)
        return Settled(on_day(seen.article.publish_at, _day(day), zone))
    return Settled(_moment(slot)) if slot else read_time(at, seen.account.zone, desk.clock())


async def _page(desk: Services, seen: Seen, whence: str, typed: str = "", trouble: str = "") -> NewTimePage:
    article, account = seen.article, seen.account
    return NewTimePage(
        article_id=article.id,
        topic=article.topic,
        account=account.label,
        zone=account.zone,
        now=in_zone(article.publish_at, account.zone),
        saw=article.publish_at.isoformat(),
        slots=await _slots(desk, seen),
        back=whence,
        typed=typed,
        trouble=trouble,
    )


async def _slots(desk: Services, seen: Seen) -> tuple[Slot, ...]:
    """An account without slots has none to offer."""
    async with desk.database.session() as session:
        try:
            found = await calendar.next_free_slots(session, seen.account.id, desk.clock(), _SLOTS_OFFERED)
        except Refused:
            return ()
    return tuple(Slot(each.isoformat(), in_zone(each, seen.account.zone)) for each in found)


def _moment(typed: str) -> datetime:
    """As our own form has it; what is none, or names no zone, was not sent by it."""
    try:
        moment = datetime.fromisoformat(typed)
    except ValueError:
        raise Refused(_NO_TIME) from None
    if moment.utcoffset() is None:
        raise Refused(_NO_TIME)
    return moment


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise Refused(_NO_TIME) from None
