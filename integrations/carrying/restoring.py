"""Owns the bringing in of an export: the same articles again, with their versions, images, decisions and story.

What is here already stays as it is. What had not ended comes back on hold, since its twin may still run elsewhere, and
nothing may go out twice; a resume lets it go on from where it was.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from integrations.carrying.record import RECORD, Manifest, Origin, Record, image_in, manifest_in, reading, record_in
from integrations.services import Services
from models.columns import Json
from models.domain.article import ENDED, Stage
from models.domain.errors import Refused
from models.store import accounts, articles, carried, reviews
from models.store.carried import Ids
from models.tables import Account, Article, Person

Kind = TypeVar("Kind", bound=SQLModel)
_NOT_TAKEN = frozenset({"id", "medium_token", "bot_token", "bot_id"})  # anybody may have changed the file
_HELD = "it came in with an export, and may still be under way where it came from"


@dataclass(frozen=True)
class Restored:
    label: str
    is_new_account: bool
    made: tuple[Article, ...]
    known: int
    remarks: tuple[str, ...]


async def restore(desk: Services, path: Path, label: str | None) -> Restored:
    """All of it, or nothing; images first, since they harm nobody where nothing points at them."""
    with reading(path) as origin:
        manifest = manifest_in(origin)
        records = {folder: record_in(origin, folder) for folder in manifest.articles}
        remarks = [remark for folder, each in records.items() for remark in _edited(origin, folder, each)]
        remarks += await _keep_images(desk, origin, records)
        async with desk.database.session() as session:
            account, is_new = await _account(session, manifest, label)
            made = [await _bring(desk, session, account, each) for each in records.values()]
    fresh = tuple(each for each in made if each is not None)
    return Restored(account.label, is_new, fresh, len(made) - len(fresh), tuple(remarks))


def _edited(origin: Origin, folder: str, record: Record) -> list[str]:
    name = f"{folder}/article.md"
    if hashlib.sha256(origin.get(name)).hexdigest() == record.markdown_sha256:
        return []
    return [f"{name} was changed after the export, which {RECORD} does not know: import that file by itself"]


async def _keep_images(desk: Services, origin: Origin, records: dict[str, Record]) -> list[str]:
    """Under the same key again, which is their hash."""
    remarks, done = [], set[str]()
    for row in (row for each in records.values() for row in each.rows.get("image", ())):
        key = str(row["object_key"])
        if key in done:
            continue
        done.add(key)
        try:
            data = image_in(origin, key, str(row["sha256"]))
        except Refused as refusal:
            remarks.append(str(refusal))
        else:
            await desk.storage.put(data, str(row["content_type"]))
    return remarks


async def _account(session: AsyncSession, manifest: Manifest, label: str | None) -> tuple[Account, bool]:
    """The one of that label, as it is; else a new one with the settings and the voice of the export, and no token."""
    wanted = label or str(manifest.account["label"])
    for known in await accounts.accounts(session):
        if known.label.lower() == wanted.lower():
            return await accounts.account(session, known.id, for_change=True), False
    settings = {name: value for name, value in manifest.account.items() if name not in _NOT_TAKEN}
    account = _validated(Account, settings | {"label": wanted})
    session.add(account)
    await session.flush()
    ids: Ids = {"account": {row["account_id"]: account.id for row in (*manifest.voice_rules, *manifest.voice_versions)}}
    nobody = [row | {"person_id": None} for row in manifest.voice_rules]
    await carried.bring_voice(session, nobody, manifest.voice_versions, ids)
    return account, True


async def _bring(desk: Services, session: AsyncSession, account: Account, record: Record) -> Article | None:
    """None where it is here already."""
    article = _article(account, record.article)
    if await carried.twin_of(session, article) is not None:
        return None
    old = record.article
    session.add(article)
    await session.flush()
    people = {number: await _person(desk, session, name) for number, name in record.people.items()}
    ids: Ids = {
        "account": {old["account_id"]: account.id},
        "article": {old["id"]: article.id},
        "person": people,
    }
    rows = record.rows | {"remark": [_of_import(article, row) for row in record.rows.get("remark", ())]}
    await carried.bring_rows(session, rows, ids)
    if old.get("revision_id") is not None:
        article.revision_id = ids["revision"][old["revision_id"]]
        article.title = article.title or _title_of(record, old["revision_id"])
    if article.stage not in ENDED:
        article.stopped_at_stage, article.reason = article.stage, _HELD
        article.stage, article.stage_since = Stage.ON_HOLD, desk.clock()
        await reviews.close_open(session, article.id, desk.clock())
    article.told_at = article.told_at or desk.clock()  # its end was told where it ended
    articles.tell(session, article.id, "came in with an export", desk.clock())
    session.add(article)
    return article


def _title_of(record: Record, revision_id: int) -> str:
    """An older export does not say it of the article."""
    return next((str(row["title"]) for row in record.rows.get("revision", ()) if row["id"] == revision_id), "")


def _article(account: Account, row: Json) -> Article:
    fresh = {"account_id": account.id, "flow_run_id": None, "revision_id": None}
    return _validated(Article, {name: value for name, value in row.items() if name != "id"} | fresh)


def _validated(kind: type[Kind], row: Json) -> Kind:
    try:
        return kind.model_validate({name: value for name, value in row.items() if name in kind.model_fields})
    except ValidationError as fault:
        raise Refused(f"The export is damaged: {kind.__name__.lower()} {fault.errors()[0]['loc']}.") from None


def _of_import(article: Article, row: Json) -> Json:
    """The message that it came in is another bot's."""
    return row | {"source": f"export:{article.id}:{row['source']}"}


async def _person(desk: Services, session: AsyncSession, name: str) -> int:
    known = await carried.person_called(session, name)
    if known is None:
        known = Person(name=name, created_at=desk.clock())
        session.add(known)
        await session.flush()
    return known.id
