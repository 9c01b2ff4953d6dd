"""Owns the chat of the played phone as the console shows it: fetched from the simulators, which other devices do not
reach, and framed by the page of the phone. It refuses whatever is not the phone's, and whoever owns no account.
"""

from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter, Request, Response
from httpx import HTTPError

from console.frame import local_path
from console.phone import own_account, simulators_of
from console.visitors import Desk, NotFound, Visiting
from models.domain.errors import TryLater

router = APIRouter()
SCREEN: Final = "/phone/screen"
_PARTS: Final = ("phone", "files/")
_SHOWN_IN_PLACE: Final = ("text/html", "text/css", "text/javascript", "image/", "audio/")
_HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; media-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
    ),
    "X-Frame-Options": "SAMEORIGIN",
}


@router.get(f"{SCREEN}/writer/{{part:path}}")
async def look(request: Request, desk: Desk, visitor: Visiting, part: str) -> Response:
    return await _passed_on(request, desk, visitor, part)


@router.post(f"{SCREEN}/writer/{{part:path}}")
async def touch(request: Request, desk: Desk, visitor: Visiting, part: str) -> Response:
    return await _passed_on(request, desk, visitor, part)


async def _passed_on(request: Request, desk: Desk, visitor: Visiting, part: str) -> Response:
    await own_account(desk, visitor)
    if not part.startswith(_PARTS) or ".." in part:
        raise NotFound
    kind = request.headers.get("content-type")
    try:
        answer = await desk.http.request(
            request.method,
            f"{simulators_of(desk)}/_sim/writer/{part}",
            params=request.url.query,
            content=await request.body(),
            headers={"X-Forwarded-Prefix": SCREEN} | ({"Content-Type": kind} if kind else {}),
        )
    except HTTPError as failure:
        raise TryLater(f"The phone does not answer ({type(failure).__name__}).") from None
    if answer.has_redirect_location:
        return Response(status_code=303, headers={"Location": local_path(answer.headers["location"])})
    shown = str(answer.headers.get("content-type", "application/octet-stream"))
    in_place = {} if shown.startswith(_SHOWN_IN_PLACE) else {"Content-Disposition": "attachment"}
    return Response(answer.content, answer.status_code, {**_HEADERS, **in_place}, shown)
