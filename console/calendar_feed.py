"""Owns the calendar's private address: the page on which somebody makes or ends theirs, and the file behind it.

It refuses to show an address twice, and to be asked for one more often than a calendar has use for.
"""

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from fastapi import APIRouter, Request, Response
from starlette.responses import PlainTextResponse

from console.frame import go, show
from console.visitors import Desk, Visiting
from console.words import words
from integrations.calendar_feeds import PATH, SINCE, calendar_of, make_feed, reader_with
from integrations.logins import Visitor
from integrations.services import Services
from models.domain.schedule import in_zone
from models.store import calendar_feeds

_FRESH_SECONDS: Final = 900
_WINDOW: Final = timedelta(minutes=10)
_MOST_IN_A_WINDOW: Final = 60
_HEADERS: Final = {"X-Robots-Tag": "noindex, nofollow"}
router = APIRouter(prefix=PATH)


@dataclass
class Pace:
    """How often each person's calendar was asked for within the window that is open."""

    opened_at: datetime | None = None
    asked: Counter[int] = field(default_factory=Counter)

    def allows(self, person_id: int, now: datetime) -> bool:
        if self.opened_at is None or now - self.opened_at >= _WINDOW:
            self.opened_at, self.asked = now, Counter()
        self.asked[person_id] += 1
        return self.asked[person_id] <= _MOST_IN_A_WINDOW


@dataclass(frozen=True)
class FeedPage:
    """`address` is there once, right after it was made; `subscribe` is the same for programs that know calendars."""

    made: str
    read: str
    address: str = ""
    days_back: int = SINCE.days

    @property
    def subscribe(self) -> str:
        return self.address.replace("https://", "webcal://", 1).replace("http://", "webcal://", 1)


@router.get("/feed")
async def show_feed(request: Request, desk: Desk, visitor: Visiting) -> Response:
    return await show(request, visitor, "calendar_feed.html", await _page(desk, visitor))


@router.post("/feed")
async def make(request: Request, desk: Desk, visitor: Visiting) -> Response:
    """The answer itself shows the address, since only its hash is kept."""
    address = await make_feed(desk, visitor.person_id)
    return await show(request, visitor, "calendar_feed.html", await _page(desk, visitor, address))


@router.post("/feed/end")
async def end(request: Request, desk: Desk, visitor: Visiting) -> Response:
    async with desk.database.session() as session:
        await calendar_feeds.end(session, visitor.person_id)
    return go(request, f"{PATH}/feed", words().calendar_feed.ended)


@router.api_route("/{token}.ics", methods=["GET", "HEAD"])
async def show_file(request: Request, desk: Desk, token: str) -> Response:
    reader = await reader_with(desk, token)
    if reader is None:
        return PlainTextResponse(words().calendar_feed.over, 404, _HEADERS)
    pace: Pace = request.app.state.feed_pace
    if not pace.allows(reader.person_id, desk.clock()):
        later = {"Retry-After": str(int(_WINDOW.total_seconds()))}
        return PlainTextResponse(words().calendar_feed.too_often, 429, _HEADERS | later)
    return _file(request, await calendar_of(desk, reader))


def _file(request: Request, text: str) -> Response:
    """Whoever has this very one already is told so, and no more."""
    tag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    headers = _HEADERS | {"ETag": tag, "Cache-Control": f"private, max-age={_FRESH_SECONDS}"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    named = {"Content-Disposition": 'inline; filename="copydesk.ics"'}
    return Response(text, headers=headers | named, media_type="text/calendar")


async def _page(desk: Services, visitor: Visitor, address: str = "") -> FeedPage:
    async with desk.database.session() as session:
        feed = await calendar_feeds.feed_of(session, visitor.person_id)
    if feed is None:
        return FeedPage("", "")
    zone = desk.settings.copydesk_zone
    read = in_zone(feed.read_at, zone) if feed.read_at else words().calendar_feed.never
    return FeedPage(in_zone(feed.made_at, zone), read, address)
