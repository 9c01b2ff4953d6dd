"""Owns the queries about what waits for a person: since when it was shown, until when an answer counts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.domain.article import WAITING_FOR_A_PERSON, Stage
from models.domain.deadline import DeadlineRule, deadline, rule_that_applies
from models.domain.review import ReviewKind
from models.tables import Account, Article, Decision, Review, Vigil

HAS_A_DEADLINE = WAITING_FOR_A_PERSON - {Stage.UNCERTAIN}  # whether it is on Medium, a person has to say at any time
_DIGESTED = WAITING_FOR_A_PERSON | {Stage.HANDED_OFF}


@dataclass(frozen=True)
class Awaited:
    """An article whose question was shown and not answered."""

    article: Article
    account: Account
    kind: ReviewKind
    shown_at: datetime
    review_ids: tuple[int, ...]

    @property
    def until(self) -> datetime:
        return deadline(self.article.publish_at, self.shown_at, timedelta(minutes=self.account.grace_minutes))

    @property
    def rule(self) -> DeadlineRule:
        """What follows if nobody answers."""
        has_token = self.account.medium_token is not None and self.account.medium_user_id is not None
        can_be_left = has_token and self.article.revision_id is not None
        wished, moved = self.account.deadline_rule, self.article.times_moved
        return rule_that_applies(wished, can_be_left=can_be_left, times_moved=moved)


async def awaited(session: AsyncSession, until: datetime, article_id: int | None = None) -> list[Awaited]:
    """Those that are to go out until that moment, the most urgent first; paused accounts are left alone."""
    query = (
        select(Article, Account, Review, Decision)
        .join(Account, col(Account.id) == Article.account_id)
        .join(Review, col(Review.article_id) == Article.id)
        .join(Decision, col(Decision.review_id) == Review.id, isouter=True)
        .where(
            col(Article.stage).in_(HAS_A_DEADLINE),
            Article.publish_at <= until,
            col(Account.is_paused).is_(False),
            col(Review.closed_at).is_(None),
        )
        .order_by(col(Article.publish_at), col(Article.id), col(Review.id))
    )
    if article_id is not None:
        query = query.where(Article.id == article_id)
    rows = (await session.exec(query)).all()
    grouped = (list(of_article) for _, of_article in groupby(rows, key=lambda row: row[0].id))
    return [each for rows_of_one in grouped if (each := _unanswered(rows_of_one)) is not None]


def _unanswered(rows: Sequence[tuple[Article, Account, Review, Decision | None]]) -> Awaited | None:
    """None where something is still to be shown, or was answered and is about to be taken in."""
    article, account, review, _ = rows[0]
    open_reviews = [(each, decision) for _, _, each, decision in rows]
    shown = [each.shown_at for each, decision in open_reviews if each.shown_at is not None and decision is None]
    if len(shown) < len(rows):
        return None
    return Awaited(article, account, review.kind, max(shown), tuple(each.id for _, _, each, _ in rows))


async def moved_by_rule(session: AsyncSession) -> Sequence[Article]:
    """Those that wait on, at a later slot than somebody had named."""
    query = select(Article).where(col(Article.stage).in_(HAS_A_DEADLINE), Article.times_moved > 0)
    return (await session.exec(query)).all()


async def overdue_in_queue(session: AsyncSession, now: datetime, limit: int) -> Sequence[Article]:
    """Topics whose time passed in the queue by more than the grace. One that was put there later is late on purpose."""
    grace = func.make_interval(0, 0, 0, 0, 0, Account.grace_minutes)
    query = (
        select(Article)
        .join(Account, col(Account.id) == Article.account_id)
        .where(
            Article.stage == Stage.QUEUED,
            col(Article.flow_run_id).is_(None),
            col(Account.is_paused).is_(False),
            Article.publish_at <= now,
            col(Article.publish_at) + grace < now,
            Article.stage_since <= Article.publish_at,
        )
        .order_by(col(Article.publish_at))
        .limit(limit)
    )
    return (await session.exec(query)).all()


async def to_digest(session: AsyncSession, account_ids: Iterable[int], before: datetime) -> Sequence[Article]:
    """What waits for the people of these accounts since before that moment, the most urgent first."""
    query = select(Article).where(
        col(Article.account_id).in_(list(account_ids)),
        col(Article.stage).in_(_DIGESTED),
        Article.stage_since < before,
    )
    return (await session.exec(query.order_by(col(Article.publish_at), col(Article.id)))).all()


async def vigil(session: AsyncSession) -> Vigil | None:
    return await session.get(Vigil, 1, with_for_update=True)
