"""Owns the queries about publish attempts: written before the POST, completed after it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.domain.comparison import status_sent
from models.domain.effects import AttemptOutcome
from models.domain.publication import PublishStatus
from models.tables import Json, PublishAttempt

_OPEN = (AttemptOutcome.INTENDED, AttemptOutcome.UNKNOWN)


async def open_attempt(session: AsyncSession, article_id: int) -> PublishAttempt | None:
    """The attempt of which nobody knows yet whether it made a post."""
    query = select(PublishAttempt).where(
        PublishAttempt.article_id == article_id, col(PublishAttempt.outcome).in_(_OPEN)
    )
    return (await session.exec(query)).first()


async def status_in_doubt(session: AsyncSession, article_id: int) -> PublishStatus:
    return status_of(await open_attempt(session, article_id))


def status_of(attempt: PublishAttempt | None) -> PublishStatus:
    """As what it was sent whose answer was lost."""
    return status_sent(attempt.sent) if attempt is not None else PublishStatus.PUBLIC


async def said_to_be_missing(session: AsyncSession, article_id: int) -> Sequence[PublishAttempt]:
    """All that is known of their end is the writer's word that no story came of it; the last one comes first."""
    query = select(PublishAttempt).where(
        PublishAttempt.article_id == article_id, PublishAttempt.outcome == AttemptOutcome.NOT_THERE
    )
    return (await session.exec(query.order_by(col(PublishAttempt.number).desc()))).all()


@dataclass(frozen=True)
class Intent:
    """What is about to be sent, and what was approved."""

    seal: str
    fingerprint: str
    approved: Json = field(default_factory=dict)
    sent: Json = field(default_factory=dict)


async def intend(session: AsyncSession, article_id: int, intent: Intent, now: datetime) -> PublishAttempt:
    last = await session.exec(select(func.max(PublishAttempt.number)).where(PublishAttempt.article_id == article_id))
    attempt = PublishAttempt(
        article_id=article_id,
        number=(last.one() or 0) + 1,
        seal=intent.seal,
        fingerprint=intent.fingerprint,
        outcome=AttemptOutcome.INTENDED,
        approved=intent.approved,
        sent=intent.sent,
        intended_at=now,
    )
    session.add(attempt)
    await session.flush()
    return attempt


async def last_attempt(session: AsyncSession, article_id: int) -> PublishAttempt | None:
    query = select(PublishAttempt).where(PublishAttempt.article_id == article_id)
    return (await session.exec(query.order_by(col(PublishAttempt.number).desc()).limit(1))).first()


async def last_intended(session: AsyncSession, article_id: int) -> datetime | None:
    """When the last attempt was made; None where the article never went to Medium from here."""
    query = select(func.max(PublishAttempt.intended_at)).where(PublishAttempt.article_id == article_id)
    return (await session.exec(query)).one()


async def last_differences(session: AsyncSession, article_id: int) -> list[str]:
    """Between what was sent last and what Medium's answer said that it kept."""
    last = await last_attempt(session, article_id)
    return last.differences if last is not None else []


def close_by_the_writer(session: AsyncSession, attempt: PublishAttempt, now: datetime, *, is_there: bool) -> None:
    close(session, attempt, AttemptOutcome.POSTED if is_there else AttemptOutcome.NOT_THERE, now, "the writer looked")


def close(session: AsyncSession, attempt: PublishAttempt, outcome: AttemptOutcome, now: datetime, detail: str) -> None:
    attempt.outcome, attempt.detail, attempt.ended_at = outcome, detail, now
    session.add(attempt)
