"""Owns the first set-up: a few steps that can be left and come back to, each with a test that tells what is wrong.

How far it is is read from what there is, and kept nowhere. Keys stand in the environment: a step names the line.
"""

from dataclasses import dataclass, replace

from fastapi import APIRouter, Request, Response

from console.accounts.doors import Owned, Tab
from console.accounts.telegram import Code, code_for
from console.frame import go, show
from console.settings.around import tabs
from console.visitors import Desk, Keeping
from integrations.checkup import played
from integrations.logins import Visitor
from integrations.services import Services
from models.domain.errors import NeedsPerson, Refused, TryLater
from models.store import accounts, people, voices

router = APIRouter()


@dataclass(frozen=True)
class AccountStep:
    """How far one account is."""

    id: int
    label: str
    has_token: bool
    chats: int
    rules: int


@dataclass(frozen=True)
class SetupPage:
    tabs: tuple[Tab, ...]
    model_is_real: bool
    model: str
    bot_is_real: bool
    accounts: tuple[AccountStep, ...]
    more_accounts: int
    code: Code | None = None
    code_for: str = ""

    @property
    def is_paired(self) -> bool:
        return any(each.chats for each in self.accounts)

    @property
    def has_voice(self) -> bool:
        return any(each.rules for each in self.accounts)


_ACCOUNTS_SHOWN = 5


@router.get("/setup")
async def show_setup(request: Request, desk: Desk, visitor: Keeping) -> Response:
    return await show(request, visitor, "setup.html", await _page(desk, visitor))


@router.post("/setup/pair/{account_id:int}")
async def pair(request: Request, desk: Desk, account: Owned, visitor: Keeping) -> Response:
    """The answer itself shows the code, since only its hash is kept."""
    try:
        code = await code_for(desk, account.id)
    except (TryLater, Refused, NeedsPerson) as failure:
        return go(request, "/setup#telegram", str(failure), is_trouble=True)
    return await show(
        request, visitor, "setup.html", replace(await _page(desk, visitor), code=code, code_for=account.label)
    )


async def _page(desk: Services, visitor: Visitor) -> SetupPage:
    async with desk.database.session() as session:
        known = await accounts.accounts(session)
        shown = known[:_ACCOUNTS_SHOWN]
        chats = await people.chats_of_each(session, [each.id for each in shown])
        rules = await voices.rules_of_each(session, [each.id for each in shown])
    steps = [
        AccountStep(each.id, each.label, each.medium_token is not None, chats.get(each.id, 0), rules.get(each.id, 0))
        for each in shown
    ]
    is_played = played(desk)
    return SetupPage(
        tabs(visitor, "setup"),
        not is_played.model,
        desk.settings.writer_model,
        not is_played.telegram,
        tuple(steps),
        max(0, len(known) - _ACCOUNTS_SHOWN),
    )


async def is_wanted(desk: Services) -> bool:
    """Nobody is asked on Telegram for any account yet: the first set-up is where one begins."""
    async with desk.database.session() as session:
        return not await people.any_chat(session)
