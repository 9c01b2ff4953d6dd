"""Owns the page on which somebody sets up, renews or ends the second step of their login.

An app's secret is shown while it is set up and never again; so are the codes for paper.
"""

from dataclasses import dataclass
from typing import Annotated

import segno
from fastapi import APIRouter, Form, Request, Response

from console.accounts.doors import Tab
from console.frame import go, show
from console.settings.around import tabs
from console.visitors import Desk, Visiting
from console.words import words
from integrations.logins import Visitor
from integrations.second_steps import SetUp, confirm, end, introduce_app, renew_codes, under_way
from integrations.services import Services
from models.domain.errors import Refused
from models.domain.schedule import in_zone
from models.store import second_steps

router = APIRouter(prefix="/settings/second-step")
_Typed = Annotated[str, Form(max_length=1000)]


@dataclass(frozen=True)
class SecondStepPage:
    """`since` is there once it counts; `set_up`, `picture` and `codes` in the one answer that shows them."""

    tabs: tuple[Tab, ...]
    since: str
    codes_left: int
    set_up: SetUp | None = None
    picture: str = ""
    codes: tuple[str, ...] = ()
    trouble: str = ""


@router.get("")
async def show_second_step(request: Request, desk: Desk, visitor: Visiting) -> Response:
    return await _show(request, desk, visitor)


@router.post("")
async def begin_it(request: Request, desk: Desk, visitor: Visiting, password: _Typed = "") -> Response:
    try:
        set_up = await introduce_app(desk, visitor.person_id, password)
    except Refused as refusal:
        return await _show(request, desk, visitor, trouble=str(refusal))
    return await _show(request, desk, visitor, set_up)


@router.post("/confirm")
async def confirm_it(request: Request, desk: Desk, visitor: Visiting, code: _Typed = "") -> Response:
    try:
        codes = await confirm(desk, visitor.person_id, code)
    except Refused as refusal:
        return await _show(request, desk, visitor, await under_way(desk, visitor.person_id), trouble=str(refusal))
    return await _show(request, desk, visitor, codes=codes)


@router.post("/codes")
async def renew(request: Request, desk: Desk, visitor: Visiting, code: _Typed = "") -> Response:
    try:
        codes = await renew_codes(desk, visitor.person_id, code)
    except Refused as refusal:
        return await _show(request, desk, visitor, trouble=str(refusal))
    return await _show(request, desk, visitor, codes=codes)


@router.post("/end")
async def end_it(request: Request, desk: Desk, visitor: Visiting, password: _Typed = "", code: _Typed = "") -> Response:
    try:
        await end(desk, visitor.person_id, password, code)
    except Refused as refusal:
        return await _show(request, desk, visitor, trouble=str(refusal))
    return go(request, "/settings", words().second_step.ended)


async def _show(
    request: Request,
    desk: Services,
    visitor: Visitor,
    set_up: SetUp | None = None,
    codes: tuple[str, ...] = (),
    trouble: str = "",
) -> Response:
    async with desk.database.session() as session:
        step = await second_steps.of_person(session, visitor.person_id)
        left = await second_steps.codes_left(session, visitor.person_id)
    since = in_zone(step.confirmed_at, desk.settings.copydesk_zone) if step and step.confirmed_at else ""
    page = SecondStepPage(tabs(visitor, "own"), since, left, set_up, _picture(set_up), codes, trouble)
    return await show(request, visitor, "settings/second_step.html", page, status=409 if trouble else 200)


def _picture(set_up: SetUp | None) -> str:
    return segno.make(set_up.address, error="m").svg_data_uri(scale=5, border=3, light="#fff") if set_up else ""
