"""Owns the page of a new article: what was typed is read back with its time in full, and queued at the second press.

What cannot be is said beside its field, and nothing that was typed is lost.
"""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.background import BackgroundTask

from console.frame import go, show
from console.new_article_form import OUT, WRITTEN, OwnField, Typed, own_fields, typed_in, wanted_by
from console.visitors import Desk, Forbidden, Visiting, require_decides
from console.words import words
from integrations.beginning import begin
from integrations.logins import Visitor
from integrations.queueing import Wanted, queue, time_for, writing_begins
from integrations.services import Services
from models.domain.errors import Refused
from models.domain.new_article import LONGEST_TOPIC
from models.domain.schedule import in_zone
from models.domain.zones import Settled
from models.store import accounts
from models.store.accounts import Named
from models.tables import Account, Article, Source

router = APIRouter()
_FARTHEST: Final = timedelta(days=5 * 366)
_MOST_FIELDS: Final = 60
_MOMENT: Final = re.compile(r"[0-9]{1,11}")  # seconds


@dataclass(frozen=True)
class Sure:
    """What is asked before it is queued."""

    moment: str
    read: str
    when: str
    said: str
    begins: str
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class NewPage:
    accounts: Sequence[Named]
    account: Account | None
    typed: Typed
    written: tuple[OwnField, ...]
    out: tuple[OwnField, ...]
    problems: Mapping[str, str]
    sure: Sure | None = None
    longest_topic: int = LONGEST_TOPIC


@router.get("/articles/new")
async def show_new(request: Request, desk: Desk, visitor: Visiting, account: int | None = None) -> Response:
    mine = await accounts_to_write_for(desk, visitor)
    chosen = account if any(each.id == account for each in mine) else None
    typed = Typed(chosen or (mine[0].id if len(mine) == 1 else None), key=secrets.token_hex(8))
    return await show(request, visitor, "new_article.html", _page(mine, await _chosen(desk, visitor, typed), typed))


@router.post("/articles/new")
async def add(request: Request, desk: Desk, visitor: Visiting) -> Response:
    async with request.form(max_files=0, max_fields=_MOST_FIELDS) as form:
        typed = typed_in(form)
    mine = await accounts_to_write_for(desk, visitor)
    account = await _chosen(desk, visitor, typed)
    if account is None:
        page = _page(mine, None, typed, {"account": words().new.which_account})
        return await show(request, visitor, "new_article.html", page, status=422)
    wanted, problems = wanted_by(account, typed)
    async with desk.database.session() as session:
        settled = None
        try:
            settled = await _settled(session, account, typed, desk.clock())
        except Refused as refusal:
            problems["time"] = str(refusal)
        if settled is not None and not problems and typed.sure == _moment(settled.at):
            article, kept = await queue(session, account, wanted, settled.at, desk.clock(), visitor.person_id)
            return _queued(request, desk, article, account, kept)
        has_chat = bool(await accounts.chats_of(session, account.id))
    sure = _sure(account, wanted, settled, desk.clock(), typed, has_chat=has_chat) if settled and not problems else None
    page = _page(mine, account, typed, problems, sure)
    return await show(request, visitor, "new_article.html", page, status=422 if problems else 200)


@router.get("/articles/new/time")
async def read_the_time(desk: Desk, visitor: Visiting, account: int, time: str = "") -> JSONResponse:
    """What would be read from these words, while they are typed."""
    require_decides(visitor, account)
    typed = Typed(account, time=time[:200])
    try:
        async with desk.database.session() as session:
            of = await accounts.account(session, account)
            settled = await time_for(session, of, typed.time, desk.clock())
    except Refused as refusal:
        return JSONResponse({"trouble": str(refusal)})
    said = words().new.sure_lead.format(when=in_zone(settled.at, of.zone))
    return JSONResponse({"said": f"{said} {settled.said}".strip(), "sure": _moment(settled.at), "read": typed.reading})


async def accounts_to_write_for(desk: Services, visitor: Visitor) -> Sequence[Named]:
    async with desk.database.session() as session:
        seen = await accounts.named(session, visitor.reach.accounts)
    mine = [each for each in seen if visitor.reach.decides(each.id)]
    if seen and not mine:
        raise Forbidden(words().new.only_looks)
    return mine


async def _chosen(desk: Services, visitor: Visitor, typed: Typed) -> Account | None:
    if typed.account_id is None:
        return None
    require_decides(visitor, typed.account_id)
    async with desk.database.session() as session:
        return await session.get(Account, typed.account_id)


async def _settled(session: AsyncSession, account: Account, typed: Typed, now: datetime) -> Settled:
    """The moment that was shown for the same words, since “in two hours” is another one a second later."""
    if typed.time.strip() and typed.read == typed.reading and _MOMENT.fullmatch(typed.sure):
        shown = datetime.fromtimestamp(int(typed.sure), UTC)
        if now < shown < now + _FARTHEST:
            return Settled(shown)
        raise Refused(words().new.passed)
    return await time_for(session, account, typed.time, now)


def _moment(at: datetime) -> str:
    return str(int(at.timestamp()))


def _sure(account: Account, wanted: Wanted, settled: Settled, now: datetime, typed: Typed, *, has_chat: bool) -> Sure:
    said = words().new
    needs_source = wanted.own.overrides.get("sources_required", account.sources_required)
    warnings = (
        (account.is_paused, said.sure_paused),
        (needs_source and not wanted.given, said.sure_no_source),
        (not has_chat, said.sure_no_chat),
    )
    return Sure(
        _moment(settled.at),
        typed.reading,
        in_zone(settled.at, account.zone),
        settled.said,
        writing_begins(settled.at, account, now),
        tuple(warning for holds, warning in warnings if holds),
    )


def _page(
    mine: Sequence[Named],
    account: Account | None,
    typed: Typed,
    problems: Mapping[str, str] | None = None,
    sure: Sure | None = None,
) -> NewPage:
    typed = replace(typed, key=typed.key or secrets.token_hex(8))
    written, out = own_fields(WRITTEN, account, typed), own_fields(OUT, account, typed)
    return NewPage(mine, account, typed, written, out, problems or {}, sure)


def _queued(request: Request, desk: Services, article: Article, account: Account, kept: Sequence[Source]) -> Response:
    """What takes its time comes after the answer; upkeep would do it as well, a little later."""
    begins = writing_begins(article.publish_at, account, desk.clock())
    when = in_zone(article.publish_at, account.zone)
    said = words().new.queued.format(number=article.id, when=when, begins=begins)
    response = go(request, f"/articles/{article.id}", said)
    response.background = BackgroundTask(begin, desk, article, account, kept)
    return response
