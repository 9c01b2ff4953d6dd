"""Owns the pages where an account's settings are seen and changed, a small form for each topic."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Request, Response

from console.accounts.doors import Around, Decided, Seen, around
from console.accounts.topics import Topic, names_in, page_of, topics_of, zones
from console.frame import go, show
from console.visitors import Desk, NotFound, Visiting, require_owns
from console.words import words
from integrations.account_settings import NotTaken, put_together
from integrations.logins import Visitor
from integrations.services import Services
from models.store import accounts
from models.tables import Account

router = APIRouter()
_FOR_OWNERS: Final = "money"  # whoever decides about articles does not decide what they may cost


@dataclass(frozen=True)
class SettingsPage:
    around: Around
    title: str
    topics: tuple[Topic, ...]
    zones: tuple[str, ...]


@router.get("/accounts/{account_id:int}/schedule")
async def show_schedule(request: Request, desk: Desk, visitor: Visiting, account: Seen) -> Response:
    return await _page(request, desk, visitor, account, "schedule")


@router.get("/accounts/{account_id:int}/writing")
async def show_writing(request: Request, desk: Desk, visitor: Visiting, account: Seen) -> Response:
    return await _page(request, desk, visitor, account, "writing")


@router.get("/accounts/{account_id:int}/publishing")
async def show_publishing(request: Request, desk: Desk, visitor: Visiting, account: Seen) -> Response:
    return await _page(request, desk, visitor, account, "publishing")


@router.post("/accounts/{account_id:int}/settings/{topic}")
async def change(request: Request, desk: Desk, visitor: Visiting, account: Decided, topic: str) -> Response:
    """All settings of the topic together. What cannot be is shown again as it was typed, with what is wrong."""
    page = page_of(topic)
    if page is None:
        raise NotFound
    if page == _FOR_OWNERS:
        require_owns(visitor, account.id)
    form = await request.form()
    typed = {name: str(form[name]) for name in names_in(topic) if name in form}
    try:
        async with desk.database.session() as session:
            changed = put_together(await accounts.account(session, account.id, for_change=True), typed)
    except NotTaken as refusal:
        return await _page(request, desk, visitor, account, page, typed, refusal.problems)
    w = words().account_settings
    labels = ", ".join(vars(w.labels)[name] for name in changed)
    said = w.saved.format(labels=labels) if changed else w.nothing_changed
    return go(request, f"/accounts/{account.id}/{page}#{topic}", said)


async def _page(
    request: Request,
    desk: Services,
    visitor: Visitor,
    account: Account,
    page: str,
    typed: Mapping[str, str] | None = None,
    problems: Mapping[str, str] | None = None,
) -> Response:
    topics = topics_of(page, account, typed, problems)
    has_zones = any(each.asked == "zone" for topic in topics for each in topic.fields)
    shown = SettingsPage(
        await around(desk, visitor, account, page),
        vars(words().account.tabs)[page],
        topics,
        zones() if has_zones else (),
    )
    return await show(request, visitor, "accounts/settings.html", shown, status=409 if problems else 200)
