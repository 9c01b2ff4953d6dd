"""Owns the page of the phone: the chat as its writer sees it, beside where the articles stand. It is there only where
Telegram is played on this machine, whose address is all that is known of that here.
"""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from fastapi import APIRouter, Request, Response
from httpx import HTTPError

from console.article.head import as_a_sentence
from console.frame import go, show
from console.visitors import Desk, NotFound, Visiting, require_owns
from console.words import words
from integrations.logins import Visitor
from integrations.queueing import Wanted, queue, start_if_due
from integrations.services import Services
from integrations.telegram.pairing import make_code
from models.domain.article import STOPPED, Stage
from models.domain.errors import TryLater
from models.domain.schedule import in_zone
from models.store import accounts, articles
from models.tables import Account, Article

router = APIRouter()
WRITER: Final = 1001  # the private chat of the phone
_CHAT: Final = f"/phone/screen/writer/phone/{WRITER}"
_GOES_OUT_IN: Final = timedelta(minutes=20)
_SHOWN: Final = 3
_LOOKS: Final = 20
_PAUSE_SECONDS: Final = 0.1
_WAY: Final = (
    Stage.QUEUED,
    Stage.DRAFTING,
    Stage.DRAFT_REVIEW,
    Stage.ILLUSTRATING,
    Stage.IMAGE_REVIEW,
    Stage.TAGGING,
    Stage.FINAL_REVIEW,
    Stage.SCHEDULED,
    Stage.PUBLISHING,
    Stage.PUBLISHED,
)
_BESIDE_IT: Final = {
    Stage.INTERVIEWING: Stage.DRAFTING,
    Stage.UNCERTAIN: Stage.PUBLISHING,
    Stage.HANDED_OFF: Stage.PUBLISHING,
    Stage.LEFT_AS_DRAFT: Stage.PUBLISHING,
}
_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; "
)


@dataclass(frozen=True)
class PhonePage:
    chat_url: str
    account: Account | None
    is_paired: bool
    has_article: bool


@dataclass(frozen=True)
class Step:
    name: str
    is_past: bool
    is_here: bool


@dataclass(frozen=True)
class Way:
    """An article, and how far it is."""

    number: int
    topic: str
    standing: str
    when: str
    url: str | None
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class StagesPage:
    ways: tuple[Way, ...]


@router.get("/phone")
async def show_phone(request: Request, desk: Desk, visitor: Visiting) -> Response:
    simulators_of(desk)
    account = await _account(desk, visitor)
    async with desk.database.session() as session:
        chats = await accounts.chats_of(session, account.id) if account else []
        known = await articles.newest(session, visitor.reach.accounts, 1)
    return await show(request, visitor, "phone.html", PhonePage(_CHAT, account, bool(chats), bool(known)))


@router.get("/phone/stages")
async def show_stages(request: Request, desk: Desk, visitor: Visiting) -> Response:
    """Stands in a frame of the page of the phone, and follows by itself."""
    simulators_of(desk)
    async with desk.database.session() as session:
        found = await articles.newest(session, visitor.reach.accounts, _SHOWN)
        zones = {each.id: each.zone for each in await accounts.accounts_seen(session, visitor.reach.accounts)}
    page = StagesPage(tuple(_way(each, zones[each.account_id]) for each in found))
    headers = {
        "Content-Security-Policy": f"{_POLICY}script-src 'self'; frame-ancestors 'self'",
        "X-Frame-Options": "SAMEORIGIN",
    }
    return await show(request, None, "phone_stages.html", page, headers=headers)


@router.post("/phone/pair")
async def pair(request: Request, desk: Desk, visitor: Visiting) -> Response:
    account = await own_account(desk, visitor)
    async with desk.database.session() as session:
        code = await make_code(session, account.id, desk.clock())
    bot = {"bot": str(account.bot_id)} if account.bot_id else {}
    try:
        order = {"chat": WRITER, "text": f"/start {code}", **bot}
        (await desk.http.post(f"{simulators_of(desk)}/_sim/writer/text", json=order)).raise_for_status()
    except HTTPError as failure:
        raise TryLater(f"The phone does not answer ({type(failure).__name__}).") from None
    said = words().phone.paired if await _is_paired_soon(desk, account) else words().phone.pairing
    return go(request, "/phone", said.format(account=account.label))


@router.post("/phone/article")
async def add_the_first(request: Request, desk: Desk, visitor: Visiting) -> Response:
    account = await own_account(desk, visitor)
    now = desk.clock()
    async with desk.database.session() as session:
        account = await accounts.account(session, account.id, for_change=True)
        wanted = Wanted(words().phone.topic, words().phone.brief, key="phone:first")
        article, _ = await queue(session, account, wanted, now + _GOES_OUT_IN, now, visitor.person_id)
    if article.stage is Stage.QUEUED and article.flow_run_id is None:
        await start_if_due(desk, article, account)
    return go(request, "/phone", words().phone.begun)


def simulators_of(desk: Services) -> str:
    if desk.address.simulators_url is None or desk.address.is_telegram_itself:
        raise NotFound
    return desk.address.simulators_url


async def _account(desk: Services, visitor: Visitor) -> Account | None:
    """The first that the visitor owns."""
    async with desk.database.session() as session:
        seen = await accounts.accounts_seen(session, visitor.reach.accounts)
    mine = sorted((each for each in seen if visitor.reach.owns(each.id)), key=lambda each: each.id)
    return mine[0] if mine else None


async def _is_paired_soon(desk: Services, account: Account) -> bool:
    """The bot reads what the phone sent within moments, and a page made before that would offer the button again."""
    for _ in range(_LOOKS):
        async with desk.database.at_once() as session:
            if await accounts.chats_of(session, account.id):
                return True
        await asyncio.sleep(_PAUSE_SECONDS)
    return False


async def own_account(desk: Services, visitor: Visitor) -> Account:
    simulators_of(desk)
    account = await _account(desk, visitor)
    if account is None:
        raise NotFound
    require_owns(visitor, account.id)
    return account


def _way(article: Article, zone: str) -> Way:
    here = article.stopped_at_stage if article.stage in STOPPED else article.stage
    here = _BESIDE_IT.get(here, here) if here else None
    at = _WAY.index(here) if here in _WAY else 0
    steps = tuple(
        Step(getattr(words().phone.steps, stage.value), place < at, place == at) for place, stage in enumerate(_WAY)
    )
    standing = as_a_sentence(article.reason or article.stage.sentence)
    said = words().phone.went_out if article.published_at else words().phone.goes_out
    when = said.format(when=in_zone(article.published_at or article.publish_at, zone))
    return Way(article.id, article.topic, standing, when, article.medium_url, steps)
