"""Owns the page of the people of the desk: who has which part, invitations to run it, new passwords, leaving."""

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from console.accounts.doors import Tab
from console.frame import go, show
from console.settings.around import tabs
from console.visitors import FOR_KEEPERS, Desk, Keeping
from console.words import count, words
from integrations import people as door
from integrations.logins import Visitor
from integrations.services import Services
from models.domain.errors import Refused
from models.store import people
from models.tables import Person

router = APIRouter()


@dataclass(frozen=True)
class PersonLine:
    id: int
    name: str
    comes_in: str
    runs_the_desk: bool
    roles: str
    is_me: bool


@dataclass(frozen=True)
class PeoplePage:
    tabs: tuple[Tab, ...]
    people: tuple[PersonLine, ...]
    open_links: int
    link: str = ""
    link_for: str = ""


@router.get("/settings/people")
async def show_people(request: Request, desk: Desk, visitor: Keeping) -> Response:
    return await show(request, visitor, "settings/people.html", await _page(desk, visitor))


@router.post("/settings/people/invite")
async def invite(request: Request, desk: Desk, visitor: Keeping) -> Response:
    made = await door.invite_to_run_the_desk(desk)
    page = replace(await _page(desk, visitor), link=made.url, link_for=words().desk_people.for_the_desk)
    return await show(request, visitor, "settings/people.html", page)


@router.post("/settings/people/withdraw", dependencies=FOR_KEEPERS)
async def withdraw(
    request: Request,
    desk: Desk,
) -> Response:
    return go(request, "/settings/people", count(await door.withdraw_links(desk, None), words().people.withdrawn))


@router.post("/settings/people/{person_id:int}/link")
async def new_link(request: Request, desk: Desk, visitor: Keeping, person_id: int) -> Response:
    made = await door.new_password_link(desk, person_id)
    page = await _page(desk, visitor)
    name = next((each.name for each in page.people if each.id == person_id), "")
    told = replace(page, link=made.url, link_for=words().desk_people.for_password.format(name=name))
    return await show(request, visitor, "settings/people.html", told)


@router.post("/settings/people/{person_id:int}/desk", dependencies=FOR_KEEPERS)
async def let_run(request: Request, desk: Desk, person_id: int, runs: Annotated[bool, Form()]) -> Response:
    try:
        return go(request, "/settings/people", await door.let_run_the_desk(desk, person_id, runs=runs))
    except Refused as refusal:
        return go(request, "/settings/people", str(refusal), is_trouble=True)


@router.post("/settings/people/{person_id:int}/remove", dependencies=FOR_KEEPERS)
async def remove(request: Request, desk: Desk, person_id: int, sure: Annotated[bool, Form()] = False) -> Response:
    if not sure:
        return go(request, "/settings/people", words().medium.not_sure, is_trouble=True)
    try:
        return go(request, "/settings/people", await door.remove_from_desk(desk, person_id))
    except Refused as refusal:
        return go(request, "/settings/people", str(refusal), is_trouble=True)


async def _page(desk: Services, visitor: Visitor) -> PeoplePage:
    async with desk.database.session() as session:
        known = await people.everybody(session)
        links = await people.open_links(session, None, desk.clock())
    roles = vars(words().people.roles)
    lines = tuple(
        PersonLine(
            each.person.id,
            each.person.name,
            _comes_in(each.person),
            each.person.runs_the_desk,
            ", ".join(f"{label}: {roles[role]}" for label, role in each.roles),
            each.person.id == visitor.person_id,
        )
        for each in known
    )
    return PeoplePage(tabs(visitor, "people"), lines, len(links))


def _comes_in(person: Person) -> str:
    """So that two of one name are told apart: whoever decides in a chat alone has no login."""
    has_login = person.password_hash is not None
    login = words().people.console.format(name=person.login_name) if has_login else words().desk_people.no_login
    chat = words().people.telegram if person.telegram_user_id else ""
    return " · ".join(filter(None, [login, chat] if has_login else [chat, login]))
