"""Owns who may open the pages of one account, and what stands around each: its name, its tabs, how it fares."""

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends

from console.visitors import Desk, NotFound, Visiting, require_decides, require_owns, require_sees
from console.words import words
from integrations.logins import Visitor
from integrations.services import Services
from models.domain.connection import Connection
from models.store import connections
from models.tables import Account, AccountConnection

_GREATEST_ID: Final = 2**31 - 1
_LOOKS: Final = {Connection.WELL: "good", Connection.RATE_LIMITED: "warn", Connection.UNREACHABLE: "warn"}
_FOR_OWNERS: Final = frozenset({"people", "telegram", "money"})


@dataclass(frozen=True)
class Tab:
    path: str
    name: str
    is_here: bool


@dataclass(frozen=True)
class Around:
    """What every page of an account shows besides its own."""

    account: Account
    tabs: tuple[Tab, ...]
    state: str
    looks: str
    decides: bool
    owns: bool


async def seen(desk: Desk, visitor: Visiting, account_id: int) -> Account:
    require_sees(visitor, account_id)
    return await _there(desk, account_id)


async def decided(desk: Desk, visitor: Visiting, account_id: int) -> Account:
    require_decides(visitor, account_id)
    return await _there(desk, account_id)


async def owned(desk: Desk, visitor: Visiting, account_id: int) -> Account:
    require_owns(visitor, account_id)
    return await _there(desk, account_id)


async def _there(desk: Services, account_id: int) -> Account:
    if not 0 < account_id <= _GREATEST_ID:
        raise NotFound
    async with desk.database.session() as session:
        found = await session.get(Account, account_id)
    if found is None:
        raise NotFound
    return found


Seen = Annotated[Account, Depends(seen)]
Decided = Annotated[Account, Depends(decided)]
Owned = Annotated[Account, Depends(owned)]


async def around(desk: Services, visitor: Visitor, account: Account, here: str) -> Around:
    async with desk.database.session() as session:
        kept = await connections.connection_of(session, account.id)
    w = words().account
    owns = visitor.reach.owns(account.id)
    tabs = tuple(
        Tab(f"/accounts/{account.id}{'' if name == 'overview' else f'/{name}'}", said, name == here)
        for name, said in vars(w.tabs).items()
        if owns or name not in _FOR_OWNERS
    )
    return Around(account, tabs, *state_of(account, kept), visitor.reach.decides(account.id), owns)


def state_of(account: Account, kept: AccountConnection | None) -> tuple[str, str]:
    """A word or two for how it is connected, and how that looks."""
    has_token = account.medium_token is not None
    is_known = kept is not None and (has_token or kept.state is Connection.DISCONNECTED)
    if kept is None or not is_known:
        return vars(words().account.states)["not_asked" if has_token else "by_hand"], ""
    return vars(words().account.states)[kept.state], _LOOKS.get(kept.state, "bad")
