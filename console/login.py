"""Owns coming in and going out: the login, the links that work once, and the end of a login."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from console.frame import go, local_path, show
from console.login_code import ask_for_code
from console.setup import is_wanted as setup_is_wanted
from console.visitors import COOKIE as LOGIN_COOKIE
from console.visitors import (
    KNOWN_COOKIE,
    Desk,
    MaybeVisiting,
    Visiting,
    browser_of,
    place_of,
    remember,
)
from console.words import words
from integrations.logins import LINK_PATH, HalfIn, come_in, hash_of, log_in, mark_of, visitor_with
from integrations.second_steps import half_in
from models.domain.errors import Refused
from models.domain.people import LEAST_LETTERS
from models.store import accounts, logins, second_steps

router = APIRouter()
_Typed = Annotated[str, Form(max_length=1000)]


@dataclass(frozen=True)
class LoginPage:
    wanted: str
    name: str = ""
    trouble: str = ""


@dataclass(frozen=True)
class LinkPage:
    code: str
    name: str
    is_known: bool
    account: str | None
    ends_second_step: bool
    least_letters: int = LEAST_LETTERS
    trouble: str = ""


@router.get("/login")
async def show_login(request: Request, visitor: MaybeVisiting, next: str = "/") -> Response:
    if visitor is not None:
        return go(request, next)
    return await show(request, None, "login.html", LoginPage(local_path(next)))


@router.post("/login")
async def enter(
    request: Request, desk: Desk, name: _Typed, password: _Typed, next: Annotated[str, Form()] = "/"
) -> Response:
    known = request.cookies.get(KNOWN_COOKIE, "")
    try:
        token = await log_in(desk, name, password, place=place_of(request), browser=browser_of(request), known=known)
    except Refused as refusal:
        page = LoginPage(local_path(next), name, str(refusal))
        return await show(request, None, "login.html", page, status=403)
    if isinstance(token, HalfIn):
        return ask_for_code(request, half_in(desk, token.person), next)
    response = go(request, next)
    remember(request, response, token, mark_of(desk, " ".join(name.split()).lower()))
    return response


@router.post("/logout")
async def leave(request: Request, desk: Desk, visitor: Visiting) -> Response:
    async with desk.database.session() as session:
        await logins.end(session, visitor.person_id, desk.clock(), login_id=visitor.login_id)
    response = go(request, "/login", words().login.left)
    response.delete_cookie(LOGIN_COOKIE, path="/")
    return response


@router.get(f"{LINK_PATH}/{{code}}")
async def show_link(request: Request, desk: Desk, code: str) -> Response:
    return await _link_page(request, desk, code)


@router.post(f"{LINK_PATH}/{{code}}")
async def use_link(request: Request, desk: Desk, code: str, name: _Typed, password: _Typed) -> Response:
    try:
        token, login_name = await come_in(desk, code, name, password, browser=browser_of(request))
    except Refused as refusal:
        return await _link_page(request, desk, code, name, str(refusal))
    visitor = await visitor_with(desk, token)
    is_first = visitor is not None and visitor.reach.runs_the_desk and await setup_is_wanted(desk)
    response = go(request, "/setup" if is_first else "/", words().login.welcome)
    remember(request, response, token, mark_of(desk, login_name))
    return response


async def _link_page(request: Request, desk: Desk, code: str, typed: str = "", trouble: str = "") -> Response:
    async with desk.database.session() as session:
        link = await logins.invitation(session, hash_of(code), desk.clock())
        person = await logins.person(session, link.person_id) if link and link.person_id else None
        account = await accounts.account(session, link.account_id) if link and link.account_id else None
        ends = person is not None and await second_steps.is_wanted(session, person.id)
    if link is None:
        return await show(request, None, "login.html", LoginPage("/", trouble=words().login.link_over), status=404)
    name = typed or (person.login_name or person.name if person else "")
    shown = LinkPage(code, name, person is not None, account.label if account else None, ends, trouble=trouble)
    return await show(request, None, "come_in.html", shown, status=409 if trouble else 200)
