"""Owns the versions of an article's text, and two of them side by side, word by word."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from console.article.access import Seeing, Seen
from console.article.head import Head, head_of
from console.frame import show
from console.visitors import Desk
from integrations.services import Services
from models.domain.draft import Draft
from models.domain.effects import RevisionBy
from models.domain.schedule import in_zone
from models.domain.word_diff import Side, side_by_side
from models.store import one_article, texts
from models.tables import Revision

router = APIRouter()


@dataclass(frozen=True)
class Row:
    """A passage before and after, as HTML of our own making; the same on both sides where nothing changed."""

    before: str
    after: str
    is_same: bool


@dataclass(frozen=True)
class Version:
    number: int
    title: str
    is_by_model: bool
    notes: str
    when: str
    warnings: int


@dataclass(frozen=True)
class VersionsPage:
    head: Head
    versions: tuple[Version, ...]
    before: int
    after: int
    rows: tuple[Row, ...]


@router.get("/articles/{article_id:int}/versions")
async def show_versions(
    request: Request, desk: Desk, seen: Seeing, before: int | None = None, after: int | None = None
) -> Response:
    page = await _page(desk, seen, before, after)
    return await show(request, seen.visitor, "article/versions.html", page)


async def _page(desk: Services, seen: Seen, before: int | None, after: int | None) -> VersionsPage:
    async with desk.database.session() as session:
        found = await one_article.revisions(session, seen.article.id)
        newer = _numbered(found, after) or (found[-1] if found else None)
        older = _numbered(found, before) or next(
            (r for r in reversed(found) if newer and r.number < newer.number), None
        )
        new = await texts.read(session, newer) if newer else None
        old = await texts.read(session, older) if older else None
        current = await texts.current(session, seen.article)
    rows = await asyncio.to_thread(compared, old.draft, new.draft) if old and new else []
    return VersionsPage(
        head=head_of(desk, seen, current, "versions"),
        versions=tuple(_version(each, seen.account.zone) for each in reversed(found)),
        before=older.number if older else 0,
        after=newer.number if newer else 0,
        rows=tuple(rows),
    )


def _numbered(found: Sequence[Revision], number: int | None) -> Revision | None:
    return next((each for each in found if each.number == number), None)


def _version(revision: Revision, zone: str) -> Version:
    return Version(
        number=revision.number,
        title=revision.title,
        is_by_model=revision.by is RevisionBy.MODEL,
        notes=revision.notes,
        when=in_zone(revision.created_at, zone),
        warnings=len(revision.warnings),
    )


def compared(before: Draft, after: Draft) -> list[Row]:
    """It burns CPU: call it in a thread."""
    heads = [(before.title, after.title), (before.subtitle, after.subtitle)]
    sides = [Side.of(was, now) for was, now in heads if was or now]
    return [Row(each.before, each.after, each.is_same) for each in (*sides, *side_by_side(before.body, after.body))]
