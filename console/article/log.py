"""Owns the page of what happened with an article: attempts at publishing, every cost, and its story line by line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from fastapi import APIRouter, Request, Response

from console.article.access import Seeing, Seen
from console.article.asked import decided_words
from console.article.head import Head, as_a_sentence, head_of
from console.frame import show
from console.visitors import Desk
from console.words import words
from integrations.services import Services
from models.domain.effects import AttemptOutcome
from models.domain.money import MILLION
from models.domain.review import ReviewKind, Verdict
from models.domain.schedule import in_zone
from models.store import money, one_article, texts
from models.store.one_article import Decided
from models.tables import CostEntry, Event, PublishAttempt

router = APIRouter()
_MOST = 200
_NOTE_SHOWN = 400
_MADE_FOR_MACHINES = frozenset({Verdict.SUPPLY, Verdict.EDIT})


@dataclass(frozen=True)
class AttemptShown:
    number: int
    outcome: AttemptOutcome
    detail: str
    url: str | None
    differences: tuple[str, ...]
    when: str


@dataclass(frozen=True)
class CostLine:
    purpose: str
    model: str
    input_tokens: int
    output_tokens: int
    images: int
    audio_seconds: int
    usd: str  # empty where its price is not known
    is_estimated: bool
    flaw: str
    when: str


@dataclass(frozen=True)
class LogLine:
    when: str
    text: str
    note: str = ""


@dataclass(frozen=True)
class LogPage:
    head: Head
    attempts: tuple[AttemptShown, ...]
    cost: str
    costs: tuple[CostLine, ...]
    lines: tuple[LogLine, ...]
    most: int
    is_cut: bool


@router.get("/articles/{article_id:int}/log")
async def show_log(request: Request, desk: Desk, seen: Seeing) -> Response:
    return await show(request, seen.visitor, "article/log.html", await _page(desk, seen))


async def _page(desk: Services, seen: Seen) -> LogPage:
    article_id, zone = seen.article.id, seen.account.zone
    async with desk.database.session() as session:
        text = await texts.current(session, seen.article)
        attempts = await one_article.attempts(session, article_id)
        cost = await money.cost_of_article(session, article_id)
        costs = await one_article.costs(session, article_id, _MOST)
        events = await one_article.events(session, article_id, _MOST)
        decided = await one_article.decisions(session, article_id, _MOST)
    return LogPage(
        head=head_of(desk, seen, text, "log"),
        attempts=tuple(_attempt(each, zone) for each in attempts),
        cost=str(cost),
        costs=tuple(_cost(each, zone) for each in costs),
        lines=_lines(events, decided, zone),
        most=_MOST,
        is_cut=len(events) + len(decided) > _MOST or len(costs) == _MOST,
    )


def _attempt(attempt: PublishAttempt, zone: str) -> AttemptShown:
    return AttemptShown(
        number=attempt.number,
        outcome=attempt.outcome,
        detail=attempt.detail,
        url=attempt.url,
        differences=tuple(attempt.differences),
        when=in_zone(attempt.intended_at, zone),
    )


def _cost(entry: CostEntry, zone: str) -> CostLine:
    return CostLine(
        purpose=as_a_sentence(entry.purpose),
        model=entry.model,
        input_tokens=entry.input_tokens,
        output_tokens=entry.output_tokens,
        images=entry.images,
        audio_seconds=round(entry.audio_seconds),
        usd="" if entry.micro_usd is None else f"${Decimal(entry.micro_usd) / MILLION:.4f}",
        is_estimated=entry.is_estimated,
        flaw=str(entry.flaw or "").replace("_", " "),
        when=in_zone(entry.at, zone),
    )


def _lines(events: Sequence[Event], decided: Sequence[Decided], zone: str) -> tuple[LogLine, ...]:
    """The newest first."""
    found = [(each.at, each.text, "") for each in events]
    found += [_decision(each) for each in decided]
    found.sort(key=lambda each: each[0], reverse=True)
    return tuple(LogLine(in_zone(at, zone), as_a_sentence(text), note) for at, text, note in found[:_MOST])


def _decision(each: Decided) -> tuple[datetime, str, str]:
    review, decision, person = each
    is_ours = review.kind is ReviewKind.FINAL or decision.verdict in _MADE_FOR_MACHINES
    note = "" if is_ours else decision.note
    subject = vars(words().article)[f"about_{review.kind}"].format(name=review.subject)
    cut = note if len(note) <= _NOTE_SHOWN else note[:_NOTE_SHOWN].rstrip() + "…"
    return decision.decided_at, f"{subject}: {decided_words(decision, person)}", cut
