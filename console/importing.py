"""Owns the pages of an import: handing it in, seeing what would become of it, agreeing to it, and how far it is.

The work itself may take minutes and is done behind the answer; a page that waits for it follows by a script.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Form, Request, Response
from starlette.background import BackgroundTask
from starlette.datastructures import UploadFile

from console.frame import go, show
from console.new_article import accounts_to_write_for
from console.new_article_form import number_in
from console.visitors import Desk, NotFound, Visiting, require_decides
from console.words import words
from integrations.carrying.handed_in import LARGEST
from integrations.carrying.upload_lines import Line
from integrations.carrying.uploads import Holder, is_left, keep, keep_feed, work_on
from integrations.logins import Visitor
from integrations.services import Services
from models.domain.errors import Refused
from models.domain.uploading import Mark, UploadState
from models.store import accounts, uploads
from models.store.accounts import Named
from models.tables import Upload, UploadedFile

router = APIRouter()
LINES: Final = "lines.txt"
_MB: Final = 2**20
_READ_AND_DROPPED: Final = 4 * LARGEST  # so that a browser hears the answer instead of a broken connection
_MOST_FILES: Final = 1_001
_ON_A_PAGE: Final = 100
_LONGEST_TEXT: Final = 700_000  # 2,000 topics of 300 characters
_Text = Annotated[str, Form(max_length=_LONGEST_TEXT)]


@dataclass(frozen=True)
class Waiting:
    number: int
    names: str


@dataclass(frozen=True)
class ImportPage:
    accounts: Sequence[Named]
    waiting: tuple[Waiting, ...]
    chosen: int | None = None
    trouble: str = ""
    most_mb: int = LARGEST // _MB


@dataclass(frozen=True)
class LinesPage:
    accounts: Sequence[Named]
    text: str = ""
    chosen: int | None = None
    trouble: str = ""


@dataclass(frozen=True)
class UploadPage:
    upload: Upload
    lines: Sequence[Line]
    counted: Mapping[str, int]
    number: int
    pages: int
    is_stopped: bool
    are_lines: bool


@router.get("/import")
async def show_import(request: Request, desk: Desk, visitor: Visiting) -> Response:
    return await _show_import(request, desk, visitor)


@router.post("/import")
async def hand_in(request: Request, desk: Desk, visitor: Visiting) -> Response:
    await accounts_to_write_for(desk, visitor)
    if trouble := await _too_large(request):
        return await _show_import(request, desk, visitor, trouble, 413)
    async with request.form(max_files=_MOST_FILES, max_fields=10) as form:
        handed = [each for each in form.getlist("files") if isinstance(each, UploadFile)]
        files = [(each.filename or "", await each.read()) for each in handed]
        account_id = number_in(str(form.get("account", "")))
    if account_id is not None:
        require_decides(visitor, account_id)
    try:
        upload_id = await keep(desk, _holder(visitor), files, account_id)
    except Refused as refusal:
        return await _show_import(request, desk, visitor, str(refusal), 422)
    return _at_work(request, desk, visitor, upload_id)


@router.post("/import/feed")
async def look_at_the_feed(
    request: Request, desk: Desk, visitor: Visiting, account: Annotated[int, Form()]
) -> Response:
    require_decides(visitor, account)
    async with desk.database.session() as session:
        of = await accounts.account(session, account)
    try:
        upload_id = await keep_feed(desk, _holder(visitor), of)
    except Refused as refusal:
        return await _show_import(request, desk, visitor, str(refusal), 422)
    return _at_work(request, desk, visitor, upload_id)


@router.get("/articles/new/many")
async def show_lines(request: Request, desk: Desk, visitor: Visiting, upload: int | None = None) -> Response:
    mine = await accounts_to_write_for(desk, visitor)
    if upload is None:
        return await show(request, visitor, "many_lines.html", LinesPage(mine))
    kept = await _mine(desk, visitor, upload)
    async with desk.database.session() as session:
        ids = await uploads.file_ids(session, kept.id)
        files = [await session.get_one(UploadedFile, each) for each in ids]
    text = files[0].data.decode(errors="replace") if _are_lines([each.name for each in files]) else ""
    return await show(request, visitor, "many_lines.html", LinesPage(mine, text, kept.account_id))


@router.post("/articles/new/many")
async def take_lines(
    request: Request, desk: Desk, visitor: Visiting, lines: _Text = "", account: Annotated[str, Form()] = ""
) -> Response:
    mine = await accounts_to_write_for(desk, visitor)
    account_id = number_in(account)
    if account_id is not None:
        require_decides(visitor, account_id)
    trouble = words().new.which_account if account_id is None else "" if lines.strip() else words().importing.many_lead
    if trouble:
        page = LinesPage(mine, lines, account_id, trouble)
        return await show(request, visitor, "many_lines.html", page, status=422)
    upload_id = await keep(desk, _holder(visitor), [(LINES, lines.encode())], account_id)
    return _at_work(request, desk, visitor, upload_id)


@router.get("/import/{upload_id:int}")
async def show_upload(request: Request, desk: Desk, visitor: Visiting, upload_id: int, page: int = 1) -> Response:
    upload = await _mine(desk, visitor, upload_id)
    async with desk.database.session() as session:
        names = (await uploads.file_names(session, [upload_id])).get(upload_id, [])
    lines = [Line.model_validate(each) for each in upload.lines]
    pages = max(1, -(-len(lines) // _ON_A_PAGE))
    number = min(max(page, 1), pages)
    is_all = upload.state is UploadState.PICKING  # what is picked goes with one form
    shown = UploadPage(
        upload,
        lines if is_all else lines[(number - 1) * _ON_A_PAGE : number * _ON_A_PAGE],
        {mark.value: sum(each.mark is mark for each in lines) for mark in Mark},
        number,
        1 if is_all else pages,
        is_left(upload, desk),
        _are_lines(names),
    )
    return await show(request, visitor, "upload.html", shown)


@router.post("/import/{upload_id:int}")
async def agree(
    request: Request, desk: Desk, visitor: Visiting, upload_id: int, goes_on: Annotated[bool, Form()] = False
) -> Response:
    async with desk.database.session() as session:
        upload = await uploads.upload(session, upload_id, visitor.person_id, desk.clock(), for_change=True)
        if upload is None:
            raise NotFound
        if upload.state is UploadState.SHOWN and not any(each["mark"] == Mark.BAD for each in upload.lines):
            upload.state, upload.state_since, upload.goes_on = UploadState.WORKING, desk.clock(), goes_on
    return _at_work(request, desk, visitor, upload_id)


@router.post("/import/{upload_id:int}/picks")
async def pick(request: Request, desk: Desk, visitor: Visiting, upload_id: int) -> Response:
    async with request.form(max_files=0, max_fields=10_000) as form:
        picked = [number for each in form.getlist("story") if (number := number_in(str(each)))]
        account_id = number_in(str(form.get("account", "")))
    if account_id is not None:
        require_decides(visitor, account_id)
    if not picked:
        return go(request, f"/import/{upload_id}", words().importing.no_pick, is_trouble=True)
    async with desk.database.session() as session:
        upload = await uploads.upload(session, upload_id, visitor.person_id, desk.clock(), for_change=True)
        if upload is None:
            raise NotFound
        if upload.state is UploadState.PICKING:
            upload.picks, upload.state_since = ",".join(map(str, picked)), desk.clock()
            upload.state = UploadState.READING
            upload.account_id = account_id or upload.account_id
    return _at_work(request, desk, visitor, upload_id)


@router.post("/import/{upload_id:int}/again")
async def take_up_again(request: Request, desk: Desk, visitor: Visiting, upload_id: int) -> Response:
    await _mine(desk, visitor, upload_id)
    return _at_work(request, desk, visitor, upload_id)


@router.post("/import/{upload_id:int}/drop")
async def drop(request: Request, desk: Desk, visitor: Visiting, upload_id: int) -> Response:
    await _mine(desk, visitor, upload_id)
    async with desk.database.session() as session:
        await uploads.forget(session, upload_id, visitor.person_id)
    return go(request, "/import", words().importing.dropped)


async def _show_import(
    request: Request, desk: Services, visitor: Visitor, trouble: str = "", status: int = 200
) -> Response:
    mine = await accounts_to_write_for(desk, visitor)
    async with desk.database.session() as session:
        kept = await uploads.open_uploads(session, visitor.person_id, desk.clock())
        names = await uploads.file_names(session, [each.id for each in kept])
    waiting = tuple(
        Waiting(each.id, ", ".join(names[each.id][:3]) + (" …" if len(names[each.id]) > 3 else ""))  # noqa: PLR2004
        for each in kept
        if each.id in names
    )
    return await show(request, visitor, "import.html", ImportPage(mine, waiting, trouble=trouble), status=status)


def _at_work(request: Request, desk: Services, visitor: Visitor, upload_id: int) -> Response:
    response = go(request, f"/import/{upload_id}")
    response.background = BackgroundTask(work_on, desk, upload_id, _holder(visitor))
    return response


def _holder(visitor: Visitor) -> Holder:
    """They bring in for accounts that they decide about."""
    reach = visitor.reach
    mine = frozenset(each for each in reach.roles if reach.decides(each))
    return Holder(visitor.person_id, None if reach.runs_the_desk else mine)


async def _mine(desk: Services, visitor: Visitor, upload_id: int) -> Upload:
    async with desk.database.session() as session:
        upload = await uploads.upload(session, upload_id, visitor.person_id, desk.clock())
    if upload is None:
        raise NotFound
    return upload


def _are_lines(names: Sequence[str]) -> bool:
    return list(names) == [LINES]


async def _too_large(request: Request) -> str:
    """Looked at before anything is kept: a form is written to disk while it comes in."""
    said = words().importing
    length = number_in(request.headers.get("content-length", ""))
    if length is None:
        return str(said.no_length)
    if length <= LARGEST + _MB:
        return ""
    read = 0
    async for part in request.stream():
        read += len(part)
        if read > _READ_AND_DROPPED:
            break
    return str(said.too_large.format(mb=-(-length // _MB), most=LARGEST // _MB))
