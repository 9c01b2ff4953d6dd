"""Owns the first page of one article: where it stands, what is asked of its writer now, and how it will look."""

from dataclasses import dataclass, replace
from datetime import timedelta

from fastapi import APIRouter, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from console.article.access import Seeing, Seen
from console.article.asked import (
    Question,
    QuestionAsked,
    decided_words,
    draft_asked,
    images_asked,
    key_of,
    lost_asked,
    plan_asked,
)
from console.article.glance import Glance, glance_at
from console.article.head import Head, head_of
from console.frame import show
from console.visitors import Desk
from integrations.abiding import rules_broken_now
from integrations.comparing import since_the_last_look
from integrations.hand_off_pages import Page, path_of
from integrations.services import Services
from models.domain.article import ENDED, STOPPED, WAITING_FOR_A_PERSON, WAITS_FOR_A_LINK, Stage
from models.domain.deadline import DeadlineRule
from models.domain.errors import Refused
from models.domain.policy.breach import Breach
from models.domain.review import STAGE_OF, ReviewKind
from models.domain.schedule import in_zone
from models.store import articles, attempts, interviews, one_article, texts, waiting
from models.store.one_article import Asked
from models.store.texts import Text
from models.tables import Image, InterviewQuestion, Opinion

router = APIRouter()
_FAR = timedelta(days=366 * 10)


@dataclass(frozen=True)
class Deadline:
    until: str
    rule: DeadlineRule


@dataclass(frozen=True)
class Now:
    """`decided` is what was said already and is being taken in; `unused` what could not be taken in any more."""

    head: Head
    question: Question | None
    decided: str
    deadline: Deadline | None
    unused: str
    trouble: str
    is_being_asked: bool
    is_stopped: bool
    is_held_for_money: bool
    awaits_link: bool
    copied_from: str | None  # the page of a hand-off
    can_reopen: bool
    can_be_held: bool
    preview: str | None
    glance: Glance | None
    is_out: bool


@dataclass(frozen=True)
class _Read:
    """All that the database is asked."""

    gate: tuple[Asked, ...]
    text: Text | None
    images: dict[int, Image]
    opinions: dict[str, Opinion]
    questions: tuple[InterviewQuestion, ...]
    deadline: Deadline | None
    broken: tuple[Breach, ...]
    glance: Glance | None


@router.get("/articles/{article_id:int}")
async def show_article(request: Request, desk: Desk, seen: Seeing) -> Response:
    return await show_now(request, desk, seen)


async def show_now(
    request: Request, desk: Services, seen: Seen, *, trouble: str = "", unused: str = "", status: int = 200
) -> Response:
    page = await now_of(desk, seen, trouble=trouble, unused=unused)
    return await show(request, seen.visitor, "article/now.html", page, status=status)


async def now_of(desk: Services, seen: Seen, *, trouble: str = "", unused: str = "") -> Now:
    stage = seen.article.stage
    async with desk.database.session() as session:
        read = await _read(desk, session, seen)
    mine = [each for each in read.gate if STAGE_OF[each[0].kind] is stage]
    question = await _question(desk, seen, mine, read)
    decided = [decided_words(decision, person) for _, decision, person in mine if decision is not None]
    head = head_of(desk, seen, read.text, "now")
    return Now(
        head=replace(head, standing="") if question and seen.may_decide else head,  # the question says it
        question=question,
        decided=" · ".join(decided) if question is None else "",
        deadline=read.deadline,
        unused=unused,
        trouble=trouble,
        is_being_asked=stage in WAITING_FOR_A_PERSON and question is None and not decided,
        is_stopped=stage in STOPPED,
        is_held_for_money=seen.article.refused_call is not None,
        awaits_link=stage in WAITS_FOR_A_LINK or (stage is Stage.PUBLISHED and seen.article.medium_url is None),
        copied_from=path_of(desk.settings, Page.COPY, seen.article.id) if stage is Stage.HANDED_OFF else None,
        can_reopen=stage is Stage.SCHEDULED,
        can_be_held=stage not in ENDED and stage is not Stage.PUBLISHING,
        preview=f"{seen.path}/shown/{read.text.revision.id}" if read.text else None,
        glance=read.glance,
        is_out=stage is Stage.PUBLISHED,
    )


async def _read(desk: Services, session: AsyncSession, seen: Seen) -> _Read:
    article = seen.article
    gate = tuple(await one_article.at_the_gate(session, article.id))
    kinds = {review.kind for review, _, _ in gate}
    images: dict[int, Image] = {}
    if ReviewKind.IMAGE in kinds:
        images = {each.id: each for each in (await articles.newest_images(session, article.id)).values()}
    is_asked = article.stage in WAITING_FOR_A_PERSON and bool(gate)
    hashes = {review.subject_hash for review, _, _ in gate}
    text = await texts.current(session, article)
    return _Read(
        gate=gate,
        text=text,
        images=images,
        opinions=await one_article.opinions_about(session, article.id, hashes) if is_asked else {},
        questions=tuple(await interviews.questions(session, article.id)) if ReviewKind.INTERVIEW in kinds else (),
        deadline=await _deadline(desk, session, seen) if is_asked else None,
        broken=await rules_broken_now(desk, session, article) if article.stage is Stage.FINAL_REVIEW else (),
        glance=await glance_at(session, seen, text) if text and article.stage not in WAITING_FOR_A_PERSON else None,
    )


async def _deadline(desk: Services, session: AsyncSession, seen: Seen) -> Deadline | None:
    awaited = await waiting.awaited(session, desk.clock() + _FAR, seen.article.id)
    return next((Deadline(in_zone(each.until, each.account.zone), each.rule) for each in awaited), None)


async def _question(desk: Services, seen: Seen, mine: list[Asked], read: _Read) -> Question | None:
    """None where nothing is asked, or it was answered a moment ago."""
    still_open = [review for review, decision, _ in mine if decision is None]
    if not still_open:
        return None
    review, article, text = still_open[0], seen.article, read.text
    if review.kind is ReviewKind.INTERVIEW:
        question = next(each for each in read.questions if str(each.number) == review.subject)
        return QuestionAsked(key_of(review), question.text, question.number, len(read.questions))
    if review.kind is ReviewKind.LOST:
        async with desk.database.at_once() as session:
            return lost_asked(review, seen.account, await attempts.status_in_doubt(session, article.id))
    if text is None:
        raise Refused(f"Article {article.id} has no text yet.")
    if review.kind is ReviewKind.IMAGE:
        return images_asked(mine, article, text, read.images, read.opinions)
    opinion = read.opinions.get(review.subject_hash)
    if review.kind is ReviewKind.FINAL:
        return plan_asked(review, article, seen.account, desk.clock(), opinion, read.broken)
    return draft_asked(review, text, await since_the_last_look(desk, text), opinion)
