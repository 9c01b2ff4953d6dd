"""Owns what is done with several articles of a list at once, and the page that tells what came of it for each."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request, Response

from console.frame import go, local_path, show
from console.visitors import Desk, NotFound, Visiting, require_decides, require_sees
from console.words import words
from integrations.bulk import act_on, undo
from integrations.logins import Visitor
from integrations.services import Services
from models.domain.bulk import BulkAct, Result
from models.domain.errors import Refused
from models.domain.schedule import in_zone
from models.store import bulk_changes
from models.store.listing import Listed
from models.tables import BulkChange

router = APIRouter()
_MOST: Final = 100


@dataclass(frozen=True)
class ChangePage:
    id: int
    act: BulkAct
    results: tuple[Result, ...]
    undone: str
    back: str

    @property
    def done(self) -> int:
        return sum(each.is_done for each in self.results)


@router.post("/articles/bulk")
async def change_several(
    request: Request,
    desk: Desk,
    visitor: Visiting,
    act: Annotated[BulkAct, Form()],
    chosen: Annotated[list[str] | None, Form()] = None,
    back: Annotated[str, Form()] = "/articles",
) -> Response:
    saw = dict(map(_read, chosen or []))
    if not saw:
        return go(request, back, words().articles.nothing_chosen, is_trouble=True)
    if len(saw) > _MOST:
        raise Refused(words().articles.too_many.format(n=_MOST))
    found = await _decided(desk, visitor, list(saw))
    times = {article_id: at for article_id, at in saw.items() if at is not None}
    change = await act_on(desk, visitor.person_id, act, found, times)
    return go(request, f"/articles/changes/{change.id}?{_query(back)}")


@router.get("/articles/changes/{change_id:int}")
async def show_change(request: Request, desk: Desk, visitor: Visiting, change_id: int, back: str = "") -> Response:
    change = await _change(desk, visitor, change_id)
    results = tuple(map(Result.model_validate, change.results))
    undone = in_zone(change.undone_at, desk.settings.copydesk_zone) if change.undone_at else ""
    page = ChangePage(change.id, change.act, results, undone, local_path(back or "/articles"))
    return await show(request, visitor, "articles/change.html", page)


@router.post("/articles/changes/{change_id:int}/undo")
async def undo_change(
    request: Request, desk: Desk, visitor: Visiting, change_id: int, back: Annotated[str, Form()] = "/articles"
) -> Response:
    change = await _change(desk, visitor, change_id)
    ids = [Result.model_validate(each).article_id for each in change.results]
    found = await _decided(desk, visitor, ids)
    undone = await undo(desk, visitor.person_id, change, found)
    return go(request, f"/articles/changes/{undone.id}?{_query(back)}")


async def _decided(desk: Services, visitor: Visitor, article_ids: list[int]) -> list[Listed]:
    """All of them, or nothing is done at all."""
    async with desk.database.session() as session:
        found = await bulk_changes.chosen(session, article_ids)
    if len(found) < len(article_ids):
        raise NotFound
    concerned = {each.article.account_id for each in found}
    for require in (require_sees, require_decides):  # what is not seen at all comes before what is only seen
        for account_id in concerned:
            require(visitor, account_id)
    return found


async def _change(desk: Services, visitor: Visitor, change_id: int) -> BulkChange:
    async with desk.database.session() as session:
        change = await bulk_changes.change_by(session, change_id, visitor.person_id)
    if change is None:
        raise NotFound
    return change


def _read(typed: str) -> tuple[int, datetime | None]:
    """A number, and the time that stood beside it: `12@1764583200`."""
    number, _, at = typed.partition("@")
    if not number.isdecimal() or (at and not at.isdecimal()):
        raise NotFound
    return int(number), datetime.fromtimestamp(int(at), UTC) if at else None


def _query(back: str) -> str:
    return urlencode({"back": local_path(back)})
