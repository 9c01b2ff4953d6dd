"""Owns the editing of an article's text by hand: a plain field of Markdown, and which passages no model may change.

It refuses to lose a word: where the text changed meanwhile, what was typed stays in the field beside what is there now.
"""

import asyncio
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from console.article.access import Deciding, Seeing, Seen, seen_article
from console.article.answers import Answered, Typed
from console.article.asked import Key, key_of
from console.article.head import Head, head_of
from console.article.versions import Row, compared
from console.frame import go, show
from console.visitors import Desk
from console.words import words
from integrations.answering import decide
from integrations.following_up import follow_up
from integrations.locking import set_locks
from integrations.services import Services
from integrations.telegram.cards import outcome_word
from integrations.telegram.speakers import who_decided
from models.domain.article import Stage
from models.domain.draft import Draft
from models.domain.editing import LONGEST_BODY, read_edit
from models.domain.errors import Refused
from models.domain.legible import why_not_legible
from models.domain.markdown import BlockKind, reading_minutes, words_of
from models.domain.review import ReviewKind, Verdict
from models.store import one_article, texts
from models.store.texts import Text
from models.tables import Review

router = APIRouter()
_Body = Annotated[str, Form(max_length=LONGEST_BODY)]
_UNLOCKABLE = frozenset({BlockKind.BLANK, BlockKind.SLOT, BlockKind.DEFINITION})


@dataclass(frozen=True)
class Passage:
    position: int
    text: str
    is_locked: bool


@dataclass(frozen=True)
class TextPage:
    """`key` is there where the text may be edited; `differences` where it changed while somebody typed."""

    head: Head
    title: str
    subtitle: str
    body: str
    key: Key | None
    revision_id: int
    number: int
    words: int
    minutes: int
    passages: tuple[Passage, ...]
    is_head_locked: bool
    trouble: str
    differences: tuple[Row, ...]
    can_go_back: bool
    can_reopen: bool
    back_key: Key | None


@router.get("/articles/{article_id:int}/text")
async def show_text_to_edit(request: Request, desk: Desk, seen: Seeing) -> Response:
    return await _show(request, desk, seen)


@router.post("/articles/{article_id:int}/text")
async def keep_edit(
    request: Request,
    desk: Desk,
    answer: Answered,
    title: Typed,
    body: _Body,
    revision_id: Annotated[int, Form()],
    subtitle: Typed = "",
) -> Response:
    seen, typed = answer.seen, Draft.model_construct(title=title, subtitle=subtitle, body=body)
    try:
        edited = read_edit(title, subtitle, body)
        answer.answering.require_shown(answer.subject_hash)
        await _require_current(desk, seen, revision_id, typed=edited.draft)
        ruling = await decide(desk, answer.replies, answer.answering, Verdict.EDIT, edited.model_dump_json())
    except Refused as refusal:
        return await _show(request, desk, seen, typed, str(refusal), status=409)
    await follow_up(desk, ruling)
    word = outcome_word(ruling.decision.verdict, await who_decided(desk, ruling.decision))
    if ruling.counts or ruling.decision.note == edited.model_dump_json():
        return go(request, seen.path, f"{word}.")
    return await _show(request, desk, seen, typed, words().article.already.format(word=word), status=409)


@router.post("/articles/{article_id:int}/locks")
async def keep_locks(
    request: Request,
    desk: Desk,
    seen: Deciding,
    revision_id: Annotated[int, Form()],
    locked: Annotated[list[int], Form()] = [],  # noqa: B006 (the form's own default; nobody changes it)
    head: Annotated[bool, Form()] = False,
) -> Response:
    try:
        await set_locks(desk, seen.article.id, revision_id, frozenset(locked), head=head, who=seen.visitor.name)
    except Refused as refusal:
        return await _show(request, desk, seen, trouble=str(refusal), status=409)
    return go(request, f"{seen.path}/text", words().article.locks_kept)


async def _require_current(desk: Services, seen: Seen, revision_id: int, *, typed: Draft) -> None:
    async with desk.database.session() as session:
        current = await texts.require_current(session, seen.article)
    if current.revision.id != revision_id:
        raise Refused(words().article.newer_version.format(number=current.revision.number))
    if not read_edit(typed.title, typed.subtitle, typed.body).changes(current.draft):
        raise Refused(words().article.nothing_to_change)


async def _show(
    request: Request, desk: Services, seen: Seen, typed: Draft | None = None, trouble: str = "", status: int = 200
) -> Response:
    seen = await seen_article(desk, seen.visitor, seen.article.id) if trouble else seen
    async with desk.database.session() as session:
        text = await texts.current(session, seen.article)
        gate = await one_article.at_the_gate(session, seen.article.id)
    if text is None:
        return await show(request, seen.visitor, "article/no_text.html", head_only(desk, seen, "text"), status=status)
    undecided = [review for review, decision, _ in gate if decision is None]
    can_be_compared = typed is not None and trouble and not why_not_legible(typed.body)
    differences = await asyncio.to_thread(compared, text.draft, typed) if typed and can_be_compared else ()
    page = _page(desk, seen, text, undecided, typed, trouble, tuple(differences))
    return await show(request, seen.visitor, "article/text.html", page, status=status)


@dataclass(frozen=True)
class HeadOnly:
    head: Head


def head_only(desk: Services, seen: Seen, tab: str) -> HeadOnly:
    return HeadOnly(head_of(desk, seen, None, tab))


def _page(
    desk: Services,
    seen: Seen,
    text: Text,
    undecided: list[Review],
    typed: Draft | None,
    trouble: str,
    differences: tuple[Row, ...],
) -> TextPage:
    draft = typed or text.draft
    drafts = [key_of(each) for each in undecided if each.kind is ReviewKind.DRAFT]
    others = [key_of(each) for each in undecided if each.kind in (ReviewKind.FINAL, ReviewKind.IMAGE)]
    may = seen.may_decide
    return TextPage(
        head=head_of(desk, seen, text, "text"),
        title=draft.title,
        subtitle=draft.subtitle,
        body=draft.body,
        key=drafts[0] if drafts and may and seen.article.stage is Stage.DRAFT_REVIEW else None,
        revision_id=text.revision.id,
        number=text.revision.number,
        words=words_of(text.body),
        minutes=reading_minutes(text.body),
        passages=tuple(
            Passage(block.position, block.text.strip(), block.is_locked)
            for block in text.blocks
            if block.kind not in _UNLOCKABLE
        ),
        is_head_locked=text.revision.is_head_locked,
        trouble=trouble,
        differences=differences,
        can_go_back=bool(others) and may,
        can_reopen=seen.article.stage is Stage.SCHEDULED and may,
        back_key=others[0] if others else None,
    )
