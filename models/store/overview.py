"""Owns the queries of the first page: each costs about the same with ten thousand articles as with ten."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ARRAY, TIMESTAMP, BigInteger, literal
from sqlalchemy import select as sa_select
from sqlalchemy.orm import aliased
from sqlmodel import case, col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.domain.article import WAITING_FOR_A_PERSON, Stage
from models.domain.connection import Connection
from models.domain.status import TO_COME, Status
from models.store.listing import AT, Listed, among, first_lines, lines, listed
from models.tables import Account, AccountConnection, Article, CostEntry

_STOPPED: Final = Status.STOPPED.stages - WAITING_FOR_A_PERSON


@dataclass(frozen=True)
class Connected:
    """An account as the first page shows it, and how Medium took its token when it was last asked."""

    id: int
    label: str
    zone: str
    is_paused: bool
    ceiling_micro: int | None
    has_token: bool
    state: Connection | None


@dataclass(frozen=True)
class InShort:
    """How many articles of an account want something or are on their way, and which time comes first."""

    account_id: int
    waiting: int
    stopped: int
    queued: int
    in_work: int
    next_at: datetime | None


@dataclass(frozen=True)
class Counted:
    """How many articles of an account are at a stage, and which of their times comes first."""

    account_id: int
    stage: Stage
    number: int
    next_at: datetime | None


async def connected(session: AsyncSession, seen: Collection[int] | None) -> list[Connected]:
    query: Any = (
        sa_select(
            col(Account.id),
            col(Account.label),
            col(Account.zone),
            col(Account.is_paused),
            col(Account.ceiling_micro),
            col(Account.medium_token).is_not(None),
            col(AccountConnection.state),
        )
        .join(AccountConnection, col(AccountConnection.account_id) == Account.id, isouter=True)
        .order_by(col(Account.label))
    )
    query = query if seen is None else query.where(col(Account.id).in_(seen))
    return [Connected(*each) for each in (await session.exec(query)).all()]


async def in_short(session: AsyncSession, seen: Collection[int] | None, now: datetime) -> list[InShort]:
    """Of each account one line; what is out or was dropped, which is most, is not looked at."""
    stage = col(Article.stage)
    query: Any = sa_select(
        col(Article.account_id),
        func.count().filter(stage.in_(Status.WAITING.stages)),
        func.count().filter(stage.in_(_STOPPED)),
        func.count().filter(stage.in_(Status.PENDING.stages)),
        func.count().filter(stage.in_(TO_COME - Status.PENDING.stages)),
        func.min(Article.publish_at).filter(stage.in_(TO_COME), col(Article.publish_at) >= now),
    )
    query = query.where(stage.in_(Status.WAITING.stages | _STOPPED | TO_COME), among(seen))
    return [InShort(*each) for each in (await session.exec(query.group_by(col(Article.account_id)))).all()]


async def counted(session: AsyncSession, seen: Collection[int] | None, now: datetime) -> list[Counted]:
    next_at = func.min(Article.publish_at).filter(col(Article.publish_at) >= now)
    query = select(Article.account_id, Article.stage, func.count(), next_at).where(among(seen))
    found: Sequence[Any] = (await session.exec(query.group_by(col(Article.account_id), col(Article.stage)))).all()
    return [Counted(*each) for each in found]


async def waiting_first(session: AsyncSession, seen: Collection[int] | None, limit: int) -> list[Listed]:
    """What waits for a person, the most urgent first; what nobody knows about before all others."""
    where = (col(Article.stage).in_(Status.WAITING.stages), among(seen))
    order = case((col(Article.stage) == Stage.UNCERTAIN, 0), else_=1)
    return await first_lines(session, where, (order, col(Article.publish_at), col(Article.id)), limit)


async def stopped(session: AsyncSession, seen: Collection[int] | None, limit: int) -> list[Listed]:
    """What does not go on by itself, the worst first and then the latest."""
    where = (col(Article.stage).in_(_STOPPED), among(seen))
    order = case((col(Article.stage) == Stage.FAILED, 0), else_=1)
    return await first_lines(session, where, (order, col(Article.stage_since).desc(), col(Article.id)), limit)


async def coming(session: AsyncSession, seen: Collection[int] | None, now: datetime, limit: int) -> list[Listed]:
    where = (col(Article.stage).in_(TO_COME), now <= AT, among(seen))
    return await first_lines(session, where, (AT, col(Article.id)), limit)


async def last_of_all(session: AsyncSession, seen: Collection[int] | None, now: datetime) -> list[Listed]:
    """The one that was published last; none where nothing is out."""
    where = (col(Article.published_at).is_not(None), now >= AT, among(seen))
    return await first_lines(session, where, (AT.desc(), col(Article.id)), 1)


async def last_out(session: AsyncSession, account_ids: Collection[int]) -> dict[int, Listed]:
    """Of each of these accounts, what it published last."""
    its: Any = aliased(Article)
    newest = (
        select(its.id)
        .where(its.account_id == Account.id, its.published_at.is_not(None))
        .order_by(its.published_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    ids = select(newest).where(col(Account.id).in_(account_ids)).correlate(None)
    found = await lines(session, listed().where(col(Article.id).in_(ids)))
    return {each.article.account_id: each for each in found}


async def spent_since(session: AsyncSession, since: Mapping[int, datetime], until: datetime) -> dict[int, int]:
    """In millionths of a dollar, by account, each from a moment of its own: a month begins in the account's zone."""
    whose = literal(list(since), ARRAY(BigInteger))
    begun = literal(list(since.values()), ARRAY(TIMESTAMP(timezone=True)))
    asked = func.unnest(whose, begun).table_valued("account_id", "since", name="asked").render_derived()
    query = (
        select(CostEntry.account_id, func.coalesce(func.sum(CostEntry.micro_usd), 0))
        .join(asked, (asked.c.account_id == CostEntry.account_id) & (col(CostEntry.at) >= asked.c.since))
        .where(CostEntry.at >= min(since.values(), default=until), CostEntry.at <= until)
        .group_by(col(CostEntry.account_id))
    )
    return {account_id: micro_usd or 0 for account_id, micro_usd in (await session.exec(query)).all()}
