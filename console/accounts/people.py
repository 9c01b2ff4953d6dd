"""Owns the page of who belongs to an account: their roles, their invitation by a link, their leaving."""

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from console.accounts.doors import Around, Owned, around
from console.frame import go, show
from console.visitors import Desk, Visiting
from console.words import count, words
from integrations import people as door
from integrations.logins import Visitor
from integrations.services import Services
from models.domain.people import Role
from models.store import people
from models.tables import Account

router = APIRouter()


@dataclass(frozen=True)
class MemberLine:
    id: int
    name: str
    role: Role
    comes_in: str
    is_me: bool


@dataclass(frozen=True)
class PeoplePage:
    around: Around
    members: tuple[MemberLine, ...]
    roles: tuple[Role, ...]
    open_links: int
    link: str = ""
    invited_as: str = ""


@router.get("/accounts/{account_id:int}/people")
async def show_people(request: Request, desk: Desk, visitor: Visiting, account: Owned) -> Response:
    return await show(request, visitor, "accounts/people.html", await _page(desk, visitor, account))


@router.post("/accounts/{account_id:int}/people/invite")
async def invite(
    request: Request, desk: Desk, visitor: Visiting, account: Owned, role: Annotated[Role, Form()]
) -> Response:
    """The answer itself shows the link, since only its hash is kept; loading it again makes another one."""
    made = await door.invite(desk, account.id, role)
    page = replace(await _page(desk, visitor, account), link=made.url, invited_as=str(role))
    return await show(request, visitor, "accounts/people.html", page)


@router.post("/accounts/{account_id:int}/people/withdraw")
async def withdraw(request: Request, desk: Desk, account: Owned) -> Response:
    gone = await door.withdraw_links(desk, account.id)
    return _back(request, account, count(gone, words().people.withdrawn))


@router.post("/accounts/{account_id:int}/people/{person_id:int}/role")
async def change_role(
    request: Request, desk: Desk, account: Owned, person_id: int, role: Annotated[Role, Form()]
) -> Response:
    return _back(request, account, await door.change_role(desk, account.id, person_id, role))


@router.post("/accounts/{account_id:int}/people/{person_id:int}/remove")
async def remove(request: Request, desk: Desk, visitor: Visiting, account: Owned, person_id: int) -> Response:
    said = await door.remove_from_account(desk, account.id, person_id)
    is_out = person_id == visitor.person_id and not visitor.reach.runs_the_desk
    return go(request, "/accounts", said) if is_out else _back(request, account, said)


def _back(request: Request, account: Account, said: str) -> Response:
    return go(request, f"/accounts/{account.id}/people", said)


async def _page(desk: Services, visitor: Visitor, account: Account) -> PeoplePage:
    async with desk.database.session() as session:
        members = await people.members(session, account.id)
        links = await people.open_links(session, account.id, desk.clock())
    w = words().people
    lines = tuple(
        MemberLine(
            each.person.id,
            each.person.name,
            each.role,
            " · ".join(
                filter(
                    None,
                    [
                        w.telegram if each.person.telegram_user_id else "",
                        w.console.format(name=each.person.login_name) if each.person.login_name else "",
                    ],
                )
            ),
            each.person.id == visitor.person_id,
        )
        for each in members
    )
    return PeoplePage(await around(desk, visitor, account, "people"), lines, tuple(Role), len(links))
