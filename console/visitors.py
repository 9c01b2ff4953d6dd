"""Owns who is asking: the cookie of a login, and what a page may take for granted of its visitor.

It refuses by role: what somebody may not see does not exist for them, what they may not do is said so.
"""

from typing import Annotated, Final

from fastapi import Depends, Request, Response

from integrations.logins import Visitor, visitor_with
from integrations.services import Services

COOKIE: Final = "copydesk_login"
KNOWN_COOKIE: Final = "copydesk_known"
_A_YEAR_SECONDS: Final = 365 * 24 * 3600


class NotLoggedIn(Exception):
    """Whoever asks has to log in first."""


class NotFound(Exception):
    """There is no such thing, or none that this visitor may see."""


class Forbidden(Exception):
    """They see it, and may not do this. The text is a sentence for them."""


def desk_of(request: Request) -> Services:
    desk: Services = request.app.state.desk
    return desk


async def visitor_of(request: Request) -> Visitor:
    found = await maybe_visitor_of(request)
    if found is None:
        raise NotLoggedIn
    return found


async def maybe_visitor_of(request: Request) -> Visitor | None:
    token = request.cookies.get(COOKIE, "")
    return await visitor_with(desk_of(request), token) if token else None


async def keeper_of(request: Request) -> Visitor:
    visitor = await visitor_of(request)
    if not visitor.reach.runs_the_desk:
        raise Forbidden("Only whoever runs this desk may do that.")
    return visitor


Desk = Annotated[Services, Depends(desk_of)]
Visiting = Annotated[Visitor, Depends(visitor_of)]
MaybeVisiting = Annotated[Visitor | None, Depends(maybe_visitor_of)]
Keeping = Annotated[Visitor, Depends(keeper_of)]

FOR_KEEPERS: Final = (Depends(keeper_of),)  # of a route that asks no more of them


def require_sees(visitor: Visitor, account_id: int) -> None:
    if not visitor.reach.sees(account_id):
        raise NotFound


def require_decides(visitor: Visitor, account_id: int) -> None:
    require_sees(visitor, account_id)
    if not visitor.reach.decides(account_id):
        raise Forbidden("You may read the articles of this account, and not decide about them.")


def require_owns(visitor: Visitor, account_id: int) -> None:
    require_sees(visitor, account_id)
    if not visitor.reach.owns(account_id):
        raise Forbidden("Only an owner of this account may do that.")


def remember(request: Request, response: Response, token: str, mark: str) -> None:
    """Log this browser in, and know it again when somebody tries passwords elsewhere."""
    is_private = request.url.scheme == "https"
    for name, value in ((COOKIE, token), (KNOWN_COOKIE, mark)):
        response.set_cookie(
            name, value, max_age=_A_YEAR_SECONDS, httponly=True, samesite="lax", secure=is_private, path="/"
        )


def place_of(request: Request) -> str:
    return request.client.host if request.client else "unknown"


def browser_of(request: Request) -> str:
    return request.headers.get("user-agent", "")
