"""Owns one's own settings: the password, the browsers that are logged in, and the tokens of one's programs."""

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from console.accounts.doors import Tab
from console.frame import go, show
from console.settings.around import tabs
from console.settings.browsers import browser_called
from console.visitors import Desk, NotFound, Visiting
from console.words import words
from integrations import api_tokens as tokens_door
from integrations.logins import Visitor, change_password
from integrations.services import Services
from models.domain.errors import Refused
from models.domain.people import LEAST_LETTERS
from models.domain.schedule import in_zone
from models.store import api_tokens, logins, second_steps

router = APIRouter()
_Typed = Annotated[str, Form(max_length=1000)]


@dataclass(frozen=True)
class LoginLine:
    id: int
    browser: str
    seen: str
    began: str
    is_this: bool


@dataclass(frozen=True)
class TokenLine:
    id: int
    name: str
    made: str
    used: str


@dataclass(frozen=True)
class OwnPage:
    tabs: tuple[Tab, ...]
    login_name: str
    logins: tuple[LoginLine, ...]
    tokens: tuple[TokenLine, ...]
    second_step_since: str
    least_letters: int = LEAST_LETTERS
    fresh_token: str = ""
    password_trouble: str = ""
    token_trouble: str = ""
    token_name: str = ""


@router.get("/settings")
async def show_settings(request: Request, desk: Desk, visitor: Visiting) -> Response:
    return await show(request, visitor, "settings/own.html", await _page(desk, visitor))


async def _page(desk: Services, visitor: Visitor) -> OwnPage:
    now, zone, w = desk.clock(), desk.settings.copydesk_zone, words().settings
    async with desk.database.session() as session:
        person = await logins.person(session, visitor.person_id)
        mine = await logins.logins_of(session, visitor.person_id, now)
        programs = await api_tokens.tokens_of(session, visitor.person_id)
        step = await second_steps.of_person(session, visitor.person_id)
    return OwnPage(
        tabs(visitor, "own"),
        (person.login_name or person.name) if person else "",
        tuple(
            LoginLine(
                each.id,
                browser_called(each.browser) or w.unknown_browser,
                in_zone(each.seen_at, zone),
                in_zone(each.began_at, zone),
                each.id == visitor.login_id,
            )
            for each in mine
        ),
        tuple(
            TokenLine(
                each.id,
                each.name,
                in_zone(each.made_at, zone),
                in_zone(each.used_at, zone) if each.used_at else w.never_used,
            )
            for each in programs
        ),
        in_zone(step.confirmed_at, zone) if step and step.confirmed_at else "",
    )


@router.post("/settings/password")
async def set_password(
    request: Request, desk: Desk, visitor: Visiting, old: _Typed = "", new: _Typed = "", programs: _Typed = ""
) -> Response:
    s, ends_programs = words().settings, bool(programs)
    try:
        kept = visitor.login_id
        await change_password(desk, visitor.person_id, old, new, keep_login=kept, ends_programs=ends_programs)
    except Refused as refusal:
        page = replace(await _page(desk, visitor), password_trouble=str(refusal))
        return await show(request, visitor, "settings/own.html", page, status=409)
    return go(request, "/settings", f"{s.password_set} {s.programs_ended if ends_programs else s.programs_go_on}")


@router.post("/settings/logins/end-others")
async def end_others(request: Request, desk: Desk, visitor: Visiting) -> Response:
    async with desk.database.session() as session:
        for each in await logins.logins_of(session, visitor.person_id, desk.clock()):
            if each.id != visitor.login_id:
                each.ended_at = desk.clock()
    return go(request, "/settings", words().settings.others_ended)


@router.post("/settings/logins/{login_id:int}/end")
async def end_login(request: Request, desk: Desk, visitor: Visiting, login_id: int) -> Response:
    async with desk.database.session() as session:
        known = await logins.logins_of(session, visitor.person_id, desk.clock())
        if login_id not in {each.id for each in known}:
            raise NotFound
        await logins.end(session, visitor.person_id, desk.clock(), login_id=login_id)
    return go(request, "/settings", words().settings.login_ended)


@router.post("/settings/tokens")
async def make_token(request: Request, desk: Desk, visitor: Visiting, name: _Typed = "") -> Response:
    """The answer itself shows the token, since only its hash is kept."""
    try:
        async with desk.database.session() as session:
            token = await tokens_door.make_token(session, visitor.person_id, name, desk.clock())
    except Refused as refusal:
        page = replace(await _page(desk, visitor), token_trouble=str(refusal), token_name=name)
        return await show(request, visitor, "settings/own.html", page, status=409)
    page = replace(await _page(desk, visitor), fresh_token=token)
    return await show(request, visitor, "settings/own.html", page)


@router.post("/settings/tokens/{token_id:int}/end")
async def end_token(request: Request, desk: Desk, visitor: Visiting, token_id: int) -> Response:
    async with desk.database.session() as session:
        ended = await tokens_door.end_token(session, visitor.person_id, token_id, desk.clock())
    return go(request, "/settings", words().settings.token_ended.format(name=ended.name))
