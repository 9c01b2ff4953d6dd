"""Owns the carrying out of an account: every article with its versions, images and decisions. No token goes along."""

import asyncio
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from sqlmodel.ext.asyncio.session import AsyncSession

from integrations.carrying.as_markdown import markdown_of
from integrations.carrying.record import FORM, MANIFEST, RECORD, Manifest, Record, Target, as_json, writing
from integrations.services import Services
from models.columns import Json
from models.domain.draft import Draft
from models.domain.errors import NeedsPerson
from models.domain.written_out import written_out
from models.store import accounts, articles, carried, texts
from models.tables import Account, Article, Image, Revision

_LEFT_BEHIND = {"id", "medium_token", "bot_token", "bot_id"}  # no token goes along, sealed or not


@dataclass(frozen=True)
class Exported:
    articles: int
    images: int
    missing: tuple[str, ...]  # images that are gone from the object store


@dataclass(frozen=True)
class _Found:
    """An article as it is read in one look."""

    article: Article
    account: Account
    rows: dict[str, list[Json]]
    people: dict[int, str]
    versions: tuple[tuple[Revision, Draft], ...]
    current: Draft | None
    newest: dict[str, Image]


async def export(desk: Services, label: str, path: Path) -> Exported:
    async with desk.database.session() as session:
        account = await accounts.account_named(session, label)
        ids = [each.id for each in await articles.articles(session, account.id)]
        rules, versions = await carried.voice_of(session, account.id)
    kept = account.model_dump(mode="json", exclude=_LEFT_BEHIND)
    folders, images, missing = [], set[str](), set[str]()
    with writing(path) as target:
        for article_id in sorted(ids):
            found = await _read(desk, article_id)
            folder = _folder(found.article)
            await asyncio.to_thread(_put_article, target, folder, found)
            await _put_images(desk, target, found, images, missing)
            folders.append(folder)
        manifest = Manifest(form=FORM, account=kept, voice_rules=rules, voice_versions=versions, articles=folders)
        target.put(MANIFEST, as_json(manifest))
    return Exported(len(folders), len(images), tuple(sorted(missing)))


async def _read(desk: Services, article_id: int) -> _Found:
    async with desk.database.session() as session:
        article = await articles.article(session, article_id)
        rows = await carried.rows_of(session, article_id)
        text = await texts.current(session, article)
        return _Found(
            article,
            await accounts.account(session, article.account_id),
            rows,
            await carried.people_in(session, rows),
            await _versions(session, rows),
            text.draft if text else None,
            await articles.newest_images(session, article_id),
        )


async def _versions(session: AsyncSession, rows: dict[str, list[Json]]) -> tuple[tuple[Revision, Draft], ...]:
    revisions = [await session.get_one(Revision, row["id"]) for row in rows["revision"]]
    return tuple([(each, (await texts.read(session, each)).draft) for each in revisions])


def _put_article(target: Target, folder: str, found: _Found) -> None:
    markdown = _markdown(found).encode()
    target.put(f"{folder}/article.md", markdown)
    for revision, draft in found.versions:
        target.put(f"{folder}/versions/{revision.number:03}.md", _version(revision, draft).encode())
    record = Record(
        article=found.article.model_dump(mode="json"),
        rows=found.rows,
        people=found.people,
        markdown_sha256=hashlib.sha256(markdown).hexdigest(),
    )
    target.put(f"{folder}/{RECORD}", as_json(record))


async def _put_images(desk: Services, target: Target, found: _Found, done: set[str], missing: set[str]) -> None:
    for row in found.rows["image"]:
        key = row["object_key"]
        if key in done or key in missing:
            continue
        try:
            data = await desk.storage.get(key)
        except NeedsPerson:  # one that is gone is named, and keeps nothing else from being saved
            missing.add(key)
            continue
        await asyncio.to_thread(target.put, key, data)
        done.add(key)


def _markdown(found: _Found) -> str:
    images = {name: f"../../{image.object_key}" for name, image in found.newest.items()}
    return markdown_of(found.article, found.account, found.current, images)


def _version(revision: Revision, draft: Draft) -> str:
    front = {
        "version": str(revision.number),
        "by": str(revision.by),
        "made_at": revision.created_at.isoformat(),
        "notes": revision.notes,
    }
    return written_out(draft, front, {})


def _folder(article: Article) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", article.topic.lower()).strip("-")[:50].strip("-")
    return f"articles/{article.id:05}-{words or 'article'}"
