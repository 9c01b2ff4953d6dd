"""Owns an import that is handed in on a page: kept, read, shown, agreed to, brought in. Each step may take minutes.

Whoever works on it says so every second; what was left in the middle is taken up again, and nothing comes in twice.
"""

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from integrations.carrying import stories
from integrations.carrying.handed_in import LARGEST, MOST_FILES, archive_in, clean_name, kind_of, laid_out, unpack
from integrations.carrying.importing import Tally, Terms, bring_in, look_at_pictures, plan
from integrations.carrying.own_pictures import OwnPictures
from integrations.carrying.record import manifest_in, reading
from integrations.carrying.restoring import restore
from integrations.carrying.stories import OnMedium
from integrations.carrying.text_files import fit, pieces_handed_in
from integrations.carrying.upload_lines import Line, line_made, line_of_export, line_of_story, line_planned, line_unfit
from integrations.resuming import resume_article
from integrations.services import Services
from models.domain.article import Stage
from models.domain.errors import Refused
from models.domain.incoming import Found
from models.domain.uploading import Mark, UploadKind, UploadState
from models.store import accounts, uploads
from models.tables import Account, Upload, UploadedFile

QUIET_FOR: Final = timedelta(seconds=15)  # after that nobody is at work on it any more
FEED: Final = ".feed"  # no file that is handed in is called so
_MOST_HELD: Final = 500 * 2**20
_A_BEAT_SECONDS: Final = 1.0


@dataclass(frozen=True)
class Holder:
    """Whose it is, and for which accounts they may bring in; none stands for all."""

    person_id: int
    among: Collection[int] | None


@dataclass(frozen=True)
class Step:
    """How an upload stands after a step."""

    state: UploadState
    kind: UploadKind
    lines: Sequence[Line] = ()
    trouble: str = ""


async def keep(
    desk: Services, holder: Holder, files: Sequence[tuple[str, bytes]], account_id: int | None = None
) -> int:
    """Its number; it is read in the next step."""
    named = [(clean_name(name), data) for name, data in files if name]
    if not named:
        raise Refused("Choose a file first.")
    if len(named) > MOST_FILES:
        raise Refused(f"These are {len(named)} files; at most {MOST_FILES} are taken at once.")
    if sum(len(data) for _, data in named) > LARGEST:
        raise Refused(f"Together these are more than {LARGEST // 2**20} MB. `copydesk import` takes larger ones.")
    return await _keep(desk, holder, named, account_id)


async def _keep(desk: Services, holder: Holder, named: Sequence[tuple[str, bytes]], account_id: int | None) -> int:
    async with desk.database.session() as session:
        now = desk.clock()
        await uploads.forget_old(session, now)
        if await uploads.held_bytes(session) > _MOST_HELD:
            raise Refused("Too much is waiting to be imported here. Bring in, or drop, what you handed in before.")
        upload = Upload(
            person_id=holder.person_id, account_id=account_id, state_since=desk.clock(), made_at=desk.clock()
        )
        session.add(upload)
        await session.flush()
        for name, data in named:
            session.add(UploadedFile(upload_id=upload.id, name=name or "file", data=data))
            await session.flush()
    return upload.id


async def keep_feed(desk: Services, holder: Holder, account: Account) -> int:
    """The stories as Medium shows them now, so that what is picked is what was listed."""
    found = await stories.in_feed(desk, account)
    return await _keep(desk, holder, [(FEED, stories.as_json(found))], account.id)


async def work_on(desk: Services, upload_id: int, holder: Holder) -> None:
    """The step that it stands at, unless somebody is at it."""
    upload = await _claimed(desk, upload_id, holder)
    if upload is None:
        return
    try:
        async with _reported(desk, upload_id) as tally, laid_out(desk, upload_id) as folder:
            after = await _step(desk, upload, holder, folder, tally)
    except Refused as refusal:
        after = Step(UploadState.REFUSED, upload.kind, trouble=str(refusal))
    async with desk.database.session() as session:
        kept = await uploads.upload(session, upload_id, holder.person_id, desk.clock(), for_change=True)
        if kept is not None:
            kept.state, kept.kind, kept.trouble, kept.beat_at = after.state, after.kind, after.trouble, None
            kept.state_since = desk.clock()
            kept.lines = [each.model_dump(mode="json") for each in after.lines]
            if kept.state is UploadState.DONE:
                await uploads.forget_files(session, upload_id)


async def _step(desk: Services, upload: Upload, holder: Holder, folder: Path, tally: Tally) -> Step:
    if upload.state is UploadState.READING:
        return await _read(desk, upload, holder, folder, tally)
    return await _bring(desk, upload, holder, folder, tally)


async def _claimed(desk: Services, upload_id: int, holder: Holder) -> Upload | None:
    async with desk.database.session() as session:
        upload = await uploads.upload(session, upload_id, holder.person_id, desk.clock(), for_change=True)
        if upload is None or not upload.state.is_under_way or _is_worked_on(upload, desk):
            return None
        upload.beat_at, upload.done, upload.total = desk.clock(), 0, 0
    return upload


def _is_worked_on(upload: Upload, desk: Services) -> bool:
    return upload.beat_at is not None and desk.clock() - upload.beat_at < QUIET_FOR


def is_left(upload: Upload, desk: Services) -> bool:
    """Whoever worked on it died, or never began."""
    since = max(upload.state_since, upload.beat_at or upload.state_since)
    return upload.state.is_under_way and desk.clock() - since >= QUIET_FOR


@asynccontextmanager
async def _reported(desk: Services, upload_id: int) -> AsyncIterator[Tally]:
    """How far it is, written down every second."""
    tally = Tally()

    async def report() -> None:
        while True:
            await asyncio.sleep(_A_BEAT_SECONDS)
            async with desk.database.session() as session:
                upload = await session.get_one(Upload, upload_id)
                upload.done, upload.total, upload.beat_at = tally.done, tally.total, desk.clock()

    reporter = asyncio.create_task(report())
    try:
        yield tally
    finally:
        reporter.cancel()
        await asyncio.gather(reporter, return_exceptions=True)


async def _read(desk: Services, upload: Upload, holder: Holder, folder: Path, tally: Tally) -> Step:
    kind = UploadKind.STORIES if (folder / FEED).exists() else await asyncio.to_thread(kind_of, folder)
    if kind is UploadKind.EXPORT:
        return await _read_export(desk, holder, folder)
    if kind is UploadKind.STORIES and not upload.picks:
        lines = [line_of_story(number, each) for number, each in enumerate(await _stories(folder), start=1)]
        return Step(UploadState.PICKING, kind, lines)
    found, root = await _pieces(kind, upload, folder)
    pieces, unread = fit(found)
    planned, unfit = await plan(desk, pieces, await _terms(desk, upload, holder))
    planned, overfull = await look_at_pictures(planned, OwnPictures(desk.reader, root), tally)
    return Step(UploadState.SHOWN, kind, [*map(line_unfit, (*unread, *unfit, *overfull)), *map(line_planned, planned)])


async def _read_export(desk: Services, holder: Holder, folder: Path) -> Step:
    _require_all(holder)
    with reading(_archive(folder)) as origin:
        manifest = await asyncio.to_thread(manifest_in, origin)
    label = str(manifest.account.get("label", ""))
    async with desk.database.session() as session:
        known = {each.label.lower() for each in await accounts.accounts(session)}
    line = line_of_export(label, len(manifest.articles), label.lower() in known)
    return Step(UploadState.SHOWN, UploadKind.EXPORT, [line])


async def _bring(desk: Services, upload: Upload, holder: Holder, folder: Path, tally: Tally) -> Step:
    if upload.kind is UploadKind.EXPORT:
        return await _restore(desk, upload, holder, folder)
    found, root = await _pieces(upload.kind, upload, folder)
    pieces, unread = fit(found)
    terms = await _terms(desk, upload, holder)
    if unread or (await plan(desk, pieces, terms))[1]:
        return await _read(desk, upload, holder, folder, tally)  # it is no longer as it was agreed to
    made, known = await bring_in(desk, pieces, terms, OwnPictures(desk.reader, root), tally)
    return Step(UploadState.DONE, upload.kind, [*map(line_made, made), *map(line_planned, known)])


async def _restore(desk: Services, upload: Upload, holder: Holder, folder: Path) -> Step:
    _require_all(holder)
    done = await restore(desk, _archive(folder), None)
    if upload.goes_on:
        for each in done.made:
            if each.stage is Stage.ON_HOLD and each.reason:
                await resume_article(desk, each.id)
    lines = [
        Line(mark=Mark.NEW, where="", topic=each.topic, account=done.label, article_id=each.id) for each in done.made
    ]
    lines += [Line(mark=Mark.KNOWN, where="", topic=remark) for remark in done.remarks]
    return Step(UploadState.DONE, upload.kind, lines)


async def _pieces(kind: UploadKind, upload: Upload, folder: Path) -> tuple[tuple[Found, ...], Path | None]:
    """And where images may lie."""
    if kind is UploadKind.STORIES:
        return await asyncio.to_thread(stories.pieces, await _stories(folder), upload.picks), None
    inner = await asyncio.to_thread(_opened, folder)
    return await asyncio.to_thread(pieces_handed_in, inner), inner


def _opened(folder: Path) -> Path:
    archive = archive_in(folder)
    if archive is None:
        return folder
    inner = folder.with_name("unpacked")
    if not inner.exists():
        unpack(archive, inner)
    return inner


async def _stories(folder: Path) -> Sequence[OnMedium]:
    if (folder / FEED).exists():
        found = stories.from_json((folder / FEED).read_bytes())
    else:
        found = await stories.in_archive(_archive(folder))
    if not found:
        raise Refused("There is no story in it.")
    return found


def _archive(folder: Path) -> Path:
    archive = archive_in(folder)
    if archive is None:
        raise Refused("The archive is not there any more. Hand it in again.")
    return archive


async def _terms(desk: Services, upload: Upload, holder: Holder) -> Terms:
    if upload.account_id is None:
        return Terms(None, holder.among)
    async with desk.database.session() as session:
        return Terms((await accounts.account(session, upload.account_id)).label, holder.among)


def _require_all(holder: Holder) -> None:
    if holder.among is not None:
        raise Refused("An export brings a whole account with it. Only whoever runs this desk may bring one in.")
