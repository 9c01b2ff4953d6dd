"""Owns the queries about reviews, decisions and the messages that show them."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import bindparam
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import Select

from models.domain.article import WAITING_FOR_A_PERSON
from models.domain.errors import Refused
from models.domain.review import Channel, ReviewKind, Verdict
from models.statements import execute, statement
from models.tables import Account, Article, Chat, Decision, Lease, Message, Review

_MARK_SHOWN = statement("update review set shown_at = :now where id = :review", times=("now",))
_CLOSE_APPLIED = statement(
    """
    with applied as (update decision set applied_at = :now where id = :decision)
    update review set closed_at = :now where id = :review
    """,
    times=("now",),
)
_DECIDE = statement(
    """
    insert into decision (review_id, verdict, note, person_id, channel, subject_hash, decided_at)
    values (:review_id, :verdict, :note, :person_id, :channel, :subject_hash, :decided_at)
    on conflict (review_id) do nothing returning id
    """,
    times=("decided_at",),
)


async def review(session: AsyncSession, review_id: int) -> Review:
    found = await session.get(Review, review_id)
    if found is None:
        raise Refused("This review no longer exists.")
    return found


async def review_and_article(session: AsyncSession, review_id: int) -> tuple[Review, Article]:
    found = (await session.exec(_with_article(), params={"review": review_id})).first()
    if found is None:
        raise Refused("This review no longer exists.")
    return found


@cache  # every tap asks these, and to build them takes as long as to ask them
def _with_article() -> Select[Review, Article]:
    query = select(Review, Article).join(Article, col(Article.id) == Review.article_id)
    return query.where(Review.id == bindparam("review"))


async def review_and_whose(session: AsyncSession, review_id: int) -> tuple[Review, Article, Account, Decision | None]:
    """With the decision on it, if there is one: read at once, since every tap does."""
    found = (await session.exec(_with_whose(), params={"review": review_id})).first()
    if found is None:
        raise Refused("This review no longer exists.")
    return found


@cache
def _with_whose() -> Select[Review, Article, Account, Decision]:
    return (
        select(Review, Article, Account, Decision)
        .join(Article, col(Article.id) == Review.article_id)
        .join(Account, col(Account.id) == Article.account_id)
        .join(Decision, col(Decision.review_id) == Review.id, isouter=True)
        .where(Review.id == bindparam("review"))
    )


async def open_reviews(session: AsyncSession, article_id: int) -> Sequence[Review]:
    query = select(Review).where(Review.article_id == article_id, col(Review.closed_at).is_(None))
    return (await session.exec(query.order_by(col(Review.id)))).all()


async def at_the_gate(session: AsyncSession, article_id: int) -> Sequence[tuple[Review, Decision | None]]:
    """What is open, and what was decided and has not changed the article yet: all that a gate looks at, in one look."""
    return (await session.exec(_at_the_gate(), params={"article": article_id})).all()


@cache
def _at_the_gate() -> Select[Review, Decision]:
    return (
        select(Review, Decision)
        .join(Decision, col(Decision.review_id) == Review.id, isouter=True)
        .where(
            Review.article_id == bindparam("article"),
            col(Review.closed_at).is_(None) | (col(Decision.id).is_not(None) & col(Decision.applied_at).is_(None)),
        )
        .order_by(col(Review.id))
    )


async def mark_shown(session: AsyncSession, review_id: int, now: datetime) -> None:
    await execute(session, _MARK_SHOWN, review=review_id, now=now)


async def close_open(session: AsyncSession, article_id: int, now: datetime) -> None:
    for review in await open_reviews(session, article_id):
        review.closed_at = now
        session.add(review)


async def next_round(session: AsyncSession, article_id: int, kind: ReviewKind, subject: str = "") -> int:
    query = select(func.max(Review.round)).where(
        Review.article_id == article_id, Review.kind == kind, Review.subject == subject
    )
    return ((await session.exec(query)).one() or 0) + 1


async def ask(
    session: AsyncSession,
    article_id: int,
    kind: ReviewKind,
    subject_hash: str,
    now: datetime,
    *,
    subject: str = "",
    revision_id: int | None = None,
    image_id: int | None = None,
) -> Review:
    """Open a new round of a review."""
    fresh = Review(
        article_id=article_id,
        kind=kind,
        round=await next_round(session, article_id, kind, subject),
        subject=subject,
        revision_id=revision_id,
        image_id=image_id,
        subject_hash=subject_hash,
        opened_at=now,
    )
    session.add(fresh)
    await session.flush()
    return fresh


async def decide(
    session: AsyncSession,
    review: Review,
    verdict: Verdict,
    channel: Channel,
    now: datetime,
    *,
    note: str = "",
    person_id: int | None = None,
) -> Decision | None:
    """Store the decision if it is the first; the unique review decides between two at the same millisecond."""
    first = Decision(
        review_id=review.id,
        verdict=verdict,
        note=note,
        person_id=person_id,
        channel=channel,
        subject_hash=review.subject_hash,
        decided_at=now,
    )
    values = first.model_dump(exclude={"id", "applied_at"}) | {"verdict": verdict.value, "channel": channel.value}
    number: int | None = (await execute(session, _DECIDE, **values)).scalar()
    if number is None:
        return None
    first.id = number
    return first


async def decision_on(session: AsyncSession, review_id: int) -> Decision | None:
    return (await session.exec(select(Decision).where(Decision.review_id == review_id))).first()


async def newest_like(session: AsyncSession, review: Review) -> Review:
    """The last round of the same question: itself, or what was asked after it."""
    query = select(Review).where(
        Review.article_id == review.article_id, Review.kind == review.kind, Review.subject == review.subject
    )
    return (await session.exec(query.order_by(col(Review.id).desc()))).first() or review


async def shown_before(session: AsyncSession, article_id: int, revision_id: int) -> int | None:
    """The revision that the writer last saw at a draft review before this one."""
    query = select(func.max(Review.revision_id)).where(
        Review.article_id == article_id,
        Review.kind == ReviewKind.DRAFT,
        col(Review.shown_at).is_not(None),
        col(Review.revision_id) < revision_id,
    )
    return (await session.exec(query)).one()


async def subjects_decided(
    session: AsyncSession, article_id: int, kind: ReviewKind, verdict: Verdict
) -> frozenset[int | None]:
    """The ids of the images on which that was decided."""
    query = (
        select(Review.image_id)
        .join(Decision, col(Decision.review_id) == Review.id)
        .where(Review.article_id == article_id, Review.kind == kind, Decision.verdict == verdict)
    )
    return frozenset((await session.exec(query)).all())


async def last_decision(session: AsyncSession, article_id: int, kind: ReviewKind, subject: str = "") -> Decision | None:
    query = (
        select(Decision)
        .join(Review, col(Review.id) == Decision.review_id)
        .where(Review.article_id == article_id, Review.kind == kind, Review.subject == subject)
        .order_by(col(Decision.id).desc())
    )
    return (await session.exec(query)).first()


async def to_apply(session: AsyncSession, article_id: int) -> Sequence[tuple[Review, Decision]]:
    """Decisions that were taken and have not changed the article yet, the oldest first."""
    return (await session.exec(_to_apply(), params={"article": article_id})).all()


@cache
def _to_apply() -> Select[Review, Decision]:
    return (
        select(Review, Decision)
        .join(Decision, col(Decision.review_id) == Review.id)
        .where(Review.article_id == bindparam("article"), col(Decision.applied_at).is_(None))
        .order_by(col(Decision.id))
    )


async def close_applied(session: AsyncSession, review: Review, decision: Decision, now: datetime) -> None:
    """The decision changes the article in this transaction, and none after it."""
    await execute(session, _CLOSE_APPLIED, review=review.id, decision=decision.id, now=now)


async def decided_and_idle(
    session: AsyncSession, before: datetime, now: datetime, after: datetime | None = None
) -> Sequence[int]:
    """Articles with a decision of that time that was not taken in, on which nobody works."""
    query = (
        select(Review.article_id)
        .join(Decision, col(Decision.review_id) == Review.id)
        .join(Article, col(Article.id) == Review.article_id)
        .join(Lease, (col(Lease.article_id) == Article.id) & (col(Lease.expires_at) > now), isouter=True)
        .where(
            col(Decision.applied_at).is_(None),
            Decision.decided_at < before,
            col(Article.stage).in_(WAITING_FOR_A_PERSON),
            col(Lease.article_id).is_(None),
        )
        .distinct()
    )
    return (await session.exec(query if after is None else query.where(Decision.decided_at >= after))).all()


async def message_at(
    session: AsyncSession, telegram_chat_id: int, telegram_message_id: int, bot_id: int | None = None
) -> Message | None:
    query = (
        select(Message)
        .join(Chat, col(Chat.id) == Message.chat_id)
        .where(Chat.telegram_chat_id == telegram_chat_id, Message.telegram_message_id == telegram_message_id)
        .where(col(Chat.bot_id).is_not_distinct_from(bot_id))
    )
    return (await session.exec(query)).first()
