"""Owns what stands around every page: the menu, who is logged in, and the word on what was just done.

Whatever a page shows comes to its template as one typed context called `page`; the words come as `w`.
"""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from fastapi.templating import Jinja2Templates
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from console.visitors import desk_of
from console.words import count, words
from integrations.logins import Visitor
from models.store import accounts
from models.store.accounts import Named

SAID_COOKIE: Final = "copydesk_said"
TEMPLATES = Path(__file__).parent / "templates"
_LISTED_IN_THE_MENU: Final = 12
_LONGEST_SAID: Final = 600


@dataclass(frozen=True)
class Said:
    """One sentence on what was just done; `is_trouble` when it was not."""

    text: str
    is_trouble: bool = False


@dataclass(frozen=True)
class Menu:
    here: str
    accounts: tuple[Named, ...]
    has_more_accounts: bool
    prefect_ui_url: str
    phone_url: str | None


@cache
def templates() -> Jinja2Templates:
    """Read and compiled once, at the first page that wants one."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(w=words(), count=count)
    return Jinja2Templates(env=environment)


async def show(
    request: Request,
    visitor: Visitor | None,
    template: str,
    page: object,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A whole page. The word that was left by the action before it is shown once."""
    context: dict[str, Any] = {
        "page": page,
        "visitor": visitor,
        "menu": await _menu(request, visitor) if visitor else None,
        "said": _left_word(request),
    }
    response = templates().TemplateResponse(request, template, context, status, dict(headers or {}))
    if SAID_COOKIE in request.cookies:
        response.delete_cookie(SAID_COOKIE, path="/")
    return response


def go(request: Request, path: str, said: str = "", *, is_trouble: bool = False) -> Response:
    """After an action: the page that shows what came of it, with a word on it."""
    response = RedirectResponse(local_path(path), 303)
    if said:
        kept = base64.urlsafe_b64encode(json.dumps([said[:_LONGEST_SAID], is_trouble]).encode()).decode()
        is_private = request.url.scheme == "https"
        response.set_cookie(SAID_COOKIE, kept, max_age=60, httponly=True, samesite="lax", secure=is_private, path="/")
    return response


def back(request: Request, otherwise: str = "/") -> str:
    """The page that a form was on."""
    referrer = urlsplit(request.headers.get("referer", ""))
    is_ours = referrer.netloc == request.headers.get("host")
    return local_path(f"{referrer.path}?{referrer.query}".rstrip("?")) if is_ours and referrer.path else otherwise


def local_path(path: str) -> str:
    """Only ever a page of this console: `//elsewhere`, `/\\elsewhere` and whole addresses lead to the first page."""
    parts = urlsplit(path)
    is_local = path.startswith("/") and not path.startswith(("//", "/\\")) and not parts.netloc and path.isprintable()
    return path if is_local else "/"


def _left_word(request: Request) -> Said | None:
    kept = request.cookies.get(SAID_COOKIE)
    if not kept:
        return None
    try:
        text, is_trouble = json.loads(base64.urlsafe_b64decode(kept))
    except (binascii.Error, ValueError, TypeError):
        return None
    return Said(str(text)[:_LONGEST_SAID], bool(is_trouble))


async def _menu(request: Request, visitor: Visitor) -> Menu:
    desk = desk_of(request)
    async with desk.database.session() as session:
        listed = await accounts.named(session, visitor.reach.accounts, limit=_LISTED_IN_THE_MENU + 1)
    return Menu(
        here=request.url.path,
        accounts=tuple(listed[:_LISTED_IN_THE_MENU]),
        has_more_accounts=len(listed) > _LISTED_IN_THE_MENU,
        prefect_ui_url=desk.address.prefect_ui_url,
        phone_url=None if desk.address.is_telegram_itself else "/phone",
    )
