"""Owns the page of a story on Medium: as it stands there, what is to be corrected in it, what was sent beside what was
approved. It changes nothing on Medium, where nobody can from outside.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import unescape
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from console.article.access import Deciding, Seeing, Seen, seen_article
from console.article.answers import Typed
from console.article.head import Head, head_of
from console.article.versions import Row
from console.frame import go, show
from console.visitors import Desk, NotFound
from console.words import words
from integrations.comparison import compared
from integrations.correcting import correct_by, finish
from integrations.services import Services
from integrations.telegram.noticing import Notice, say
from models.domain.article import Stage
from models.domain.comparison import Comparison
from models.domain.comparison import Row as Compared
from models.domain.correction import Change, changes
from models.domain.draft import Draft
from models.domain.editing import LONGEST_BODY, read_edit
from models.domain.errors import Refused
from models.domain.live_look import LiveState
from models.domain.schedule import in_zone
from models.domain.word_diff import Side
from models.store import corrections, live_looks, texts
from models.store.texts import Text
from models.tables import Correction, LiveLook

router = APIRouter()
_MOST_BEFORE = 20
_LONGEST_SHOWN = 2_000
_FOUND_BY = 120
_Body = Annotated[str, Form(max_length=LONGEST_BODY)]


@dataclass(frozen=True)
class Live:
    """How the story stands to what was approved, when that was seen, or is looked for again."""

    state: LiveState
    when: str
    differences: tuple[str, ...]
    is_corrected: bool


@dataclass(frozen=True)
class ChangeShown:
    """What to do, and the passage with its words marked."""

    what: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class ToCorrect:
    id: int
    when: str
    changes: tuple[ChangeShown, ...]


@dataclass(frozen=True)
class Typing:
    """The form of a correction: the text that is out, or what somebody typed."""

    revision_id: int
    title: str
    subtitle: str
    body: str
    is_open: bool = False


@dataclass(frozen=True)
class SentShown:
    is_sealed: bool
    is_byte_for_byte: bool
    differing: tuple[Compared, ...]
    same: tuple[Compared, ...]
    when: str
    url: str | None


@dataclass(frozen=True)
class MediumPage:
    head: Head
    trouble: str
    live: Live | None
    to_correct: ToCorrect | None
    done: tuple[str, ...]
    typing: Typing | None
    sent: SentShown | None
    nothing_sent: str


@router.get("/articles/{article_id:int}/medium")
async def show_on_medium(request: Request, desk: Desk, seen: Seeing) -> Response:
    return await _show(request, desk, seen)


@router.post("/articles/{article_id:int}/correct")
async def ask_to_correct(
    request: Request,
    desk: Desk,
    seen: Deciding,
    title: Typed,
    body: _Body,
    revision_id: Annotated[int, Form()],
    subtitle: Typed = "",
) -> Response:
    def read(current: Text) -> Draft:
        if current.revision.id != revision_id:
            raise Refused(words().article.correct_changed)
        edited = read_edit(title, subtitle, body)
        return edited.draft if edited.changes(current.draft) else current.draft

    try:
        await correct_by(desk, seen.article.id, read, seen.visitor.person_id)
    except Refused as refusal:
        typing = Typing(revision_id, title, subtitle, body, is_open=True)
        fresh = await seen_article(desk, seen.visitor, seen.article.id)
        return await _show(request, desk, fresh, trouble=str(refusal), typed=typing, status=409)
    return go(request, f"{seen.path}/medium", words().article.correct_made)


@router.post("/articles/{article_id:int}/corrected")
async def correction_is_done(
    request: Request, desk: Desk, seen: Deciding, correction_id: Annotated[int, Form()]
) -> Response:
    async with desk.database.session() as session:
        known = [each.id for each in await corrections.of_article(session, seen.article.id, _MOST_BEFORE)]
    if correction_id not in known:
        raise NotFound
    said = await finish(desk, correction_id, seen.visitor.person_id)
    await say(
        desk, Notice(f"article:{seen.article.id}:corrected:{correction_id}", seen.account.id, said, seen.article.id)
    )
    return go(request, f"{seen.path}/medium", unescape(said))


async def _show(
    request: Request, desk: Services, seen: Seen, *, trouble: str = "", typed: Typing | None = None, status: int = 200
) -> Response:
    page = await _page(desk, seen, trouble, typed)
    return await show(request, seen.visitor, "article/medium.html", page, status=status)


async def _page(desk: Services, seen: Seen, trouble: str, typed: Typing | None) -> MediumPage:
    async with desk.database.session() as session:
        text = await texts.current(session, seen.article)
        look = await live_looks.look_of(session, seen.article.id)
        found = await corrections.of_article(session, seen.article.id, _MOST_BEFORE)
        waiting = next((each for each in found if each.done_at is None), None)
        before = await texts.at_revision(session, waiting.revision_id) if waiting else None
    zone = seen.account.zone
    may_correct = seen.may_decide and seen.article.stage is Stage.PUBLISHED and text is not None
    sent, nothing = await _sent(desk, seen)
    return MediumPage(
        head=head_of(desk, seen, text, "medium"),
        trouble=trouble,
        live=_live(look, zone) if look else None,
        to_correct=_to_correct(waiting, before.draft, zone) if waiting and before else None,
        done=tuple(in_zone(each.done_at, zone) for each in found if each.done_at is not None),
        typing=(_with_current(typed, text) if typed else _typing(waiting, text)) if may_correct and text else None,
        sent=sent,
        nothing_sent=nothing,
    )


def _live(look: LiveLook, zone: str) -> Live:
    when = look.looked_at if look.state is not LiveState.AWAITED else look.next_at
    return Live(look.state, in_zone(when or look.next_at, zone), tuple(look.differences), look.is_corrected)


def _to_correct(found: Correction, before: Draft, zone: str) -> ToCorrect:
    shown = tuple(_change(each) for each in changes(before, corrections.draft_of(found)))
    return ToCorrect(found.id, in_zone(found.asked_at, zone), shown)


def _change(change: Change) -> ChangeShown:
    w, side = words().article, Side.of(change.before, change.after)
    if change.before and change.after:
        return ChangeShown(w.change_instead, (Row(side.before, side.after, is_same=False),))
    alone = Row("", side.before or side.after, is_same=True)
    if change.before:
        return ChangeShown(w.change_gone, (alone,))
    following = " ".join(change.following.split())[:_FOUND_BY]
    return ChangeShown(w.change_new.format(after=following) if following else w.change_new_top, (alone,))


def _typing(waiting: Correction | None, text: Text) -> Typing:
    """What is asked for already is where one goes on from."""
    draft = corrections.draft_of(waiting) if waiting else text.draft
    return Typing(text.revision.id, draft.title, draft.subtitle, draft.body)


def _with_current(typed: Typing, text: Text) -> Typing:
    return replace(typed, revision_id=text.revision.id)


async def _sent(desk: Services, seen: Seen) -> tuple[SentShown | None, str]:
    try:
        found = await compared(desk, seen.article.id)
    except Refused as refusal:
        return None, str(refusal)
    rows = [replace(each, approved=_cut(each.approved), sent=_cut(each.sent)) for each in found.comparison.rows]
    return _shown(found.comparison, rows, in_zone(found.intended_at, seen.account.zone), found.url), ""


def _shown(comparison: Comparison, rows: Sequence[Compared], when: str, url: str | None) -> SentShown:
    return SentShown(
        is_sealed=comparison.is_sealed,
        is_byte_for_byte=comparison.is_byte_for_byte,
        differing=tuple(row for row in rows if not row.is_same),
        same=tuple(row for row in rows if row.is_same),
        when=when,
        url=url,
    )


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
