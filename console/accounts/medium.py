"""Owns the page of an account's connection with Medium: its token, publications, a test draft, the end of it.

A token is typed here and never shown: what is refused is shown again without it.
"""

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from pydantic import SecretStr

from console.accounts.doors import Around, Owned, Seen, around
from console.frame import go, show
from console.visitors import Desk, Visiting
from console.words import count, words
from integrations import connecting
from integrations.connecting import Typed
from integrations.connection_checks import check, tell
from integrations.connection_words import disconnected, how, introduced, tested
from integrations.logins import Visitor
from integrations.publications import refresh
from integrations.services import Services
from models.domain.errors import NeedsPerson, Refused, TryLater, Unknown
from models.domain.publications import KnownPublication, known_publications
from models.domain.schedule import in_zone
from models.store import accounts, connections
from models.tables import Account

router = APIRouter()
_Word = Annotated[str, Form(max_length=1000)]
_Tick = Annotated[bool, Form()]


@dataclass(frozen=True)
class MediumPage:
    around: Around
    sentence: str
    remedy: str
    detail: str
    asked: str
    others: tuple[str, ...]
    publications: tuple[KnownPublication, ...]
    user_id: str = ""
    username: str = ""
    trouble: str = ""


@router.get("/accounts/{account_id:int}/medium")
async def show_medium(request: Request, desk: Desk, visitor: Visiting, account: Seen) -> Response:
    return await show(request, visitor, "accounts/medium.html", await _page(desk, visitor, account))


async def _page(desk: Services, visitor: Visitor, account: Account, *typed: str) -> MediumPage:
    async with desk.database.session() as session:
        kept = await connections.connection_of(session, account.id)
        others = await connecting.same_profile(session, account)
    return MediumPage(
        await around(desk, visitor, account, "medium"),
        f"{account.label} {how(account, kept)}.",
        kept.state.remedy if kept else "",
        kept.detail if kept else "",
        in_zone(kept.checked_at, account.zone) if kept else "",
        tuple(others) if visitor.reach.runs_the_desk else (),
        known_publications(account.publications),
        *typed,
    )


@router.post("/accounts/{account_id:int}/token")
async def give_token(
    request: Request,
    desk: Desk,
    visitor: Visiting,
    account: Owned,
    token: _Word = "",
    user_id: _Word = "",
    username: _Word = "",
    other_profile: _Tick = False,
) -> Response:
    typed = Typed(user_id.strip(), username.strip())
    try:
        if not token.strip():
            raise Refused(words().medium.no_token_typed)
        known = await connecting.give_token(desk, account.id, SecretStr(token), typed, other=other_profile)
    except (Refused, TryLater, NeedsPerson) as refusal:
        page = await _page(desk, visitor, account, user_id, username, str(refusal))
        return await show(request, visitor, "accounts/medium.html", page, status=409)
    async with desk.database.session() as session:
        kept = await connections.connection_of(session, account.id)
        now = await accounts.account(session, account.id)
    if kept is not None:
        await tell(desk, now, kept)
    said = words().medium.has_token.format(label=now.label, said=await introduced(desk, account.id, known))
    return _back(request, account, said)


@router.post("/accounts/{account_id:int}/check")
async def check_now(request: Request, desk: Desk, account: Owned) -> Response:
    state = await check(desk, account.id)
    return _back(request, account, f"{account.label} {state.sentence}.", is_trouble=bool(state.remedy))


@router.post("/accounts/{account_id:int}/test-draft")
async def send_test_draft(request: Request, desk: Desk, account: Owned, publication: _Word = "") -> Response:
    return await _tried(request, account, _test_draft(desk, account, publication))


async def _test_draft(desk: Services, account: Account, publication: str) -> str:
    return tested(await connecting.send_test_draft(desk, account.id, publication.strip() or None))


@router.post("/accounts/{account_id:int}/publications")
async def ask_publications(request: Request, desk: Desk, account: Owned) -> Response:
    return await _tried(request, account, _publications(desk, account))


async def _publications(desk: Services, account: Account) -> str:
    found = await refresh(desk, account.id)
    return count(len(found), words().medium.asked)


@router.post("/accounts/{account_id:int}/disconnect")
async def disconnect(request: Request, desk: Desk, account: Owned, sure: _Tick = False) -> Response:
    if not sure:
        return _back(request, account, words().medium.not_sure, is_trouble=True)
    return _back(request, account, disconnected(account.label, await connecting.disconnect(desk, account.id)))


async def _tried(request: Request, account: Account, act: Awaitable[str]) -> Response:
    """What Medium, or nobody, can do is said on the page itself."""
    try:
        return _back(request, account, await act)
    except (Refused, TryLater, NeedsPerson, Unknown) as failure:
        return _back(request, account, str(failure), is_trouble=True)


def _back(request: Request, account: Account, said: str, *, is_trouble: bool = False) -> Response:
    return go(request, f"/accounts/{account.id}/medium", said, is_trouble=is_trouble)
