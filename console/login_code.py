"""Owns the second step of coming in: the code, for whoever's password was right a moment ago.

It refuses to begin: without what the password's page left in the browser it leads back there.
"""

from dataclasses import dataclass
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request, Response

from console.frame import go, local_path, show
from console.visitors import KNOWN_COOKIE, Desk, browser_of, place_of, remember
from integrations.logins import mark_of
from integrations.second_steps import HALF_IN_FOR, come_in_with_code
from models.domain.errors import Refused

HALF_COOKIE: Final = "copydesk_half"
_PATH: Final = "/login/code"
router = APIRouter()


@dataclass(frozen=True)
class CodePage:
    wanted: str
    trouble: str = ""


def ask_for_code(request: Request, half: str, wanted: str) -> Response:
    response = go(request, f"{_PATH}?{urlencode({'next': local_path(wanted)})}")
    response.set_cookie(
        HALF_COOKIE,
        half,
        max_age=int(HALF_IN_FOR.total_seconds()),
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
        path=_PATH,
    )
    return response


@router.get(_PATH)
async def show_code(request: Request, next: str = "/") -> Response:
    if HALF_COOKIE not in request.cookies:
        return go(request, "/login")
    return await show(request, None, "login_code.html", CodePage(local_path(next)))


@router.post(_PATH)
async def enter_code(
    request: Request,
    desk: Desk,
    code: Annotated[str, Form(max_length=100)],
    next: Annotated[str, Form()] = "/",
) -> Response:
    half, known = request.cookies.get(HALF_COOKIE, ""), request.cookies.get(KNOWN_COOKIE, "")
    try:
        came = await come_in_with_code(
            desk, half, code, place=place_of(request), browser=browser_of(request), known=known
        )
    except Refused as refusal:
        page = CodePage(local_path(next), str(refusal))
        return await show(request, None, "login_code.html", page, status=403)
    response = go(request, next)
    remember(request, response, came.token, mark_of(desk, came.login_name))
    response.delete_cookie(HALF_COOKIE, path=_PATH)
    return response
