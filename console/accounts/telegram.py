"""Owns the page of an account's chats: pairing by a code that is shown once, the chats it speaks in, its own bot."""

from dataclasses import dataclass, replace
from typing import Annotated

import segno
from fastapi import APIRouter, Form, Request, Response
from pydantic import SecretStr

from console.accounts.doors import Around, Owned, around
from console.frame import go, show
from console.visitors import Desk, NotFound, Visiting
from console.words import words
from integrations.logins import Visitor
from integrations.own_bot import give_bot, take_bot
from integrations.services import Services
from integrations.telegram.pairing import Invitation, invite
from models.domain.errors import NeedsPerson, Refused, TryLater
from models.domain.schedule import in_zone
from models.store import people
from models.tables import Account

router = APIRouter()


@dataclass(frozen=True)
class ChatLine:
    id: int
    name: str
    paired: str
    has_left: bool
    is_of_another_bot: bool


@dataclass(frozen=True)
class Code:
    """Shown this once; the picture holds the link, for a phone that looks at this screen."""

    invitation: Invitation
    picture: str | None


@dataclass(frozen=True)
class TelegramPage:
    around: Around
    chats: tuple[ChatLine, ...]
    has_own_bot: bool
    code: Code | None = None
    trouble: str = ""


@router.get("/accounts/{account_id:int}/telegram")
async def show_telegram(request: Request, desk: Desk, visitor: Visiting, account: Owned) -> Response:
    return await show(request, visitor, "accounts/telegram.html", await _page(desk, visitor, account))


@router.post("/accounts/{account_id:int}/pairing")
async def make_code(request: Request, desk: Desk, visitor: Visiting, account: Owned) -> Response:
    """The answer itself shows the code, since only its hash is kept; loading it again makes another one."""
    try:
        code = await code_for(desk, account.id)
    except (TryLater, Refused, NeedsPerson) as failure:
        return go(request, f"/accounts/{account.id}/telegram", str(failure), is_trouble=True)
    page = replace(await _page(desk, visitor, account), code=code)
    return await show(request, visitor, "accounts/telegram.html", page)


async def code_for(desk: Services, account_id: int) -> Code:
    invitation = await invite(desk, account_id)
    link = invitation.link
    return Code(invitation, segno.make(link, error="m").svg_data_uri(scale=5, border=3, light="#fff") if link else None)


@router.post("/accounts/{account_id:int}/chats/{chat_id:int}/forget")
async def forget_chat(request: Request, desk: Desk, account: Owned, chat_id: int) -> Response:
    async with desk.database.session() as session:
        if not await people.forget_chat(session, account.id, chat_id):
            raise NotFound
    return go(request, f"/accounts/{account.id}/telegram", words().telegram.forgotten)


@router.post("/accounts/{account_id:int}/bot")
async def give(
    request: Request,
    desk: Desk,
    visitor: Visiting,
    account: Owned,
    token: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    try:
        if not token.strip():
            raise Refused(words().medium.no_token_typed)
        said = await give_bot(desk, account.id, SecretStr(token))
    except (Refused, TryLater) as refusal:
        page = replace(await _page(desk, visitor, account), trouble=str(refusal))
        return await show(request, visitor, "accounts/telegram.html", page, status=409)
    return go(request, f"/accounts/{account.id}/telegram", said)


@router.post("/accounts/{account_id:int}/bot/remove")
async def take(request: Request, desk: Desk, account: Owned) -> Response:
    return go(request, f"/accounts/{account.id}/telegram", await take_bot(desk, account.id))


async def _page(desk: Services, visitor: Visitor, account: Account) -> TelegramPage:
    async with desk.database.session() as session:
        known = await people.chats(session, account.id)
        names = await people.names_on_telegram(session, [each.telegram_chat_id for each in known])
    w = words().telegram
    lines = tuple(
        ChatLine(
            each.id,
            names.get(each.telegram_chat_id) or (w.group if each.telegram_chat_id < 0 else w.somebody),
            in_zone(each.paired_at, account.zone),
            each.left_at is not None,
            each.bot_id != account.bot_id,
        )
        for each in known
    )
    return TelegramPage(await around(desk, visitor, account, "telegram"), lines, account.bot_id is not None)
