"""Owns everything of one article as the API shows it: read in one look, whatever the length of its story."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from console.api.callers import Called
from console.api.lines import line
from console.api.shapes import (
    AnswerShown,
    ArticleShown,
    AttemptShown,
    CostLine,
    CostShown,
    DecisionMade,
    EventShown,
    ImageShown,
    Question,
    SourceShown,
    TextShown,
)
from integrations.options import options_of
from integrations.services import Services
from models.domain.interview import Answer
from models.domain.money import Cost
from models.domain.review import POSSIBLE, SPOKEN, ReviewKind, Verdict
from models.store import articles, interviews, money, one_article, sources, texts, whole_article
from models.store.money import Spending
from models.store.one_article import Asked
from models.store.texts import Text
from models.tables import Decision, Event, Image, InterviewQuestion, Person, PublishAttempt, Source

_NEEDS_AN_IMAGE = frozenset({Verdict.APPROVE, Verdict.MOVE})
_NOT_OFFERED = frozenset({Verdict.LEAVE})


@dataclass(frozen=True)
class _Read:
    """All that the database is asked."""

    gate: Sequence[Asked]
    questions: Sequence[InterviewQuestion]
    answers: Sequence[Answer]
    text: Text | None
    images: Sequence[Image]
    newest: frozenset[int]
    sources: Sequence[Source]
    story: Sequence[tuple[Event, Person | None]]
    cost: Cost
    spending: Sequence[Spending]
    attempts: Sequence[PublishAttempt]


async def whole(desk: Services, called: Called) -> ArticleShown:
    article = called.article
    async with desk.database.session() as session:
        read = await _read(desk, session, called)
    text = read.text
    return ArticleShown(
        **line(article, called.account, text.revision.title if text else "").model_dump(),
        brief=article.brief,
        category=article.category,
        tags=article.tags,
        options=options_of(article, called.account).model_dump(mode="json"),
        attempt=article.attempt,
        run_id=str(article.flow_run_id) if article.flow_run_id else None,
        created_at=article.created_at,
        questions=[_question(asked, read.questions) for asked in read.gate],
        text=_text(text) if text else None,
        images=[_image(each, is_newest=each.id in read.newest) for each in read.images],
        sources=[_source(each) for each in read.sources],
        answers=[AnswerShown(number=each.number, question=each.question, answer=each.text) for each in read.answers],
        events=[EventShown(at=each.at, text=each.text, by=who.name if who else "") for each, who in read.story],
        cost=_cost(read),
        attempts=[_attempt(each) for each in read.attempts],
    )


async def _read(desk: Services, session: AsyncSession, called: Called) -> _Read:
    article = called.article
    gate = await one_article.at_the_gate(session, article.id)
    since, until = article.created_at - timedelta(days=1), desk.clock() + timedelta(days=1)
    return _Read(
        gate=gate,
        questions=await interviews.questions(session, article.id),
        answers=await interviews.answers(session, article.id),
        text=await texts.current(session, article),
        images=await whole_article.images(session, article.id),
        newest=frozenset(each.id for each in (await articles.newest_images(session, article.id)).values()),
        sources=await sources.sources(session, article.id),
        story=await whole_article.story(session, article.id),
        cost=await money.cost_of_article(session, article.id),
        spending=await money.spending(session, since, until, article_id=article.id),
        attempts=await whole_article.attempts(session, article.id),
    )


def decision_made(decision: Decision, person: Person | None) -> DecisionMade:
    return DecisionMade(
        verdict=decision.verdict,
        by=person.name if person else SPOKEN[decision.channel],
        channel=decision.channel,
        at=decision.decided_at,
        note=decision.note,
    )


def _question(asked: Asked, interview: Sequence[InterviewQuestion]) -> Question:
    review, decision, person = asked
    lacks = frozenset() if review.image_id is not None or review.kind is not ReviewKind.IMAGE else _NEEDS_AN_IMAGE
    asks = review.subject
    if review.kind is ReviewKind.INTERVIEW:
        asks = next((each.text for each in interview if str(each.number) == review.subject), asks)
    return Question(
        review_id=review.id,
        hash=review.subject_hash,
        kind=review.kind,
        round=review.round,
        asks=asks,
        image_id=review.image_id,
        verdicts=sorted(POSSIBLE[review.kind] - lacks - _NOT_OFFERED, key=list(Verdict).index),
        opened_at=review.opened_at,
        decided=decision_made(decision, person) if decision else None,
    )


def _text(text: Text) -> TextShown:
    revision = text.revision
    return TextShown(
        revision=revision.number,
        title=revision.title,
        subtitle=revision.subtitle,
        markdown=text.body,
        by=revision.by,
        notes=revision.notes,
        warnings=revision.warnings,
        made_at=revision.created_at,
    )


def _image(image: Image, *, is_newest: bool) -> ImageShown:
    return ImageShown(
        id=image.id,
        slot=image.slot,
        number=image.number,
        by=image.by,
        prompt=image.prompt,
        is_kept=image.is_kept,
        is_newest=is_newest,
        width=image.width,
        height=image.height,
        content_type=image.content_type,
        sha256=image.sha256,
        address=f"/api/articles/{image.article_id}/images/{image.id}",
    )


def _source(source: Source) -> SourceShown:
    return SourceShown(
        number=source.number, url=source.url, title=source.title, word=source.word, is_read=source.read_at is not None
    )


def _cost(read: _Read) -> CostShown:
    lines = [
        CostLine(purpose=each.purpose, model=each.model, micro_usd=each.cost.micro_usd, calls=each.cost.calls)
        for each in read.spending
    ]
    return CostShown(micro_usd=read.cost.micro_usd, said=str(read.cost), lines=lines)


def _attempt(attempt: PublishAttempt) -> AttemptShown:
    return AttemptShown(
        number=attempt.number,
        outcome=attempt.outcome,
        detail=attempt.detail,
        url=attempt.url,
        differences=attempt.differences,
        intended_at=attempt.intended_at,
        ended_at=attempt.ended_at,
    )
