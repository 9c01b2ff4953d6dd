"""Owns the queries of the first page: each costs about the same with ten thousand articles as with ten."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, TIMESTAMP, BigInteger, literal
from sqlmodel import case, col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.columns import only
from models.domain.article import WAITING_FOR_A_PERSON, Stage
from models.domain.status import TO_COME, Status
from models.store.listing import Listed, among, lines, listed
from models.tables import Account, AccountConnection, Article, CostEntry

_OF_ACCOUNT = only(Account.label, Account.zone, Account.is_paused, Account.ceiling_micro)


@dataclass(frozen=True)
class Connected:
    """An account without what only its articles need, and how Medium took its token when it was last asked."""

    account: Account
    connection: AccountConnection | None
    has_token: bool


@dataclass(frozen=True)
class Counted:
    """How many articles of an account are at a stage, and which of their times comes first."""

    account_id: int
    stage: Stage
    number: int
    next_at: datetime | None


async def connected(session: AsyncSession, seen: Collection[int] | None) -> list[Connected]:
    query = (
        select(Account, AccountConnection, col(Account.medium_token).is_not(None))
        .join(AccountConnection, col(AccountConnection.account_id) == Account.id, isouter=True)
        .options(_OF_ACCOUNT)
        .order_by(Account.label)
    )
    query = query if seen is None else query.where(col(Account.id).in_(seen))
    return [Connected(*each) for each in (await session.exec(query)).all()]


async def counted(session: AsyncSession, seen: Collection[int] | None, now: datetime) -> list[Counted]:
    next_at = func.min(Article.publish_at).filter(col(Article.publish_at) >= now)
    query = select(Article.account_id, Article.stage, func.count(), next_at).where(among(seen))
    found: Sequence[Any] = (await session.exec(query.group_by(col(Article.account_id), col(Article.stage)))).all()
    return [Counted(*each) for each in found]


async def waiting_first(session: AsyncSession, seen: Collection[int] | None, limit: int) -> list[Listed]:
    """What waits for a person, the most urgent first; what nobody knows about before all others."""
    order = case((col(Article.stage) == Stage.UNCERTAIN, 0), else_=1)
    query = listed().where(col(Article.stage).in_(Status.WAITING.stages), among(seen))
    return await lines(session, query.order_by(order, col(Article.publish_at), col(Article.id)).limit(limit))


async def stopped(session: AsyncSession, seen: Collection[int] | None, limit: int) -> list[Listed]:
    """What does not go on by itself, the worst first and then the latest."""
    query = listed().where(col(Article.stage).in_(Status.STOPPED.stages - WAITING_FOR_A_PERSON), among(seen))
    order = case((col(Article.stage) == Stage.FAILED, 0), else_=1)
    return await lines(session, query.order_by(order, col(Article.stage_since).desc(), col(Article.id)).limit(limit))


async def coming(session: AsyncSession, seen: Collection[int] | None, now: datetime, limit: int) -> list[Listed]:
    query = listed().where(col(Article.stage).in_(TO_COME), Article.publish_at >= now, among(seen))
    return await lines(session, query.order_by(col(Article.publish_at), col(Article.id)).limit(limit))


async def last_of_all(session: AsyncSession, seen: Collection[int] | None) -> list[Listed]:
    """The one that was published last; none where nothing is out."""
    query = listed().where(col(Article.published_at).is_not(None), among(seen))
    return await lines(session, query.order_by(col(Article.published_at).desc(), col(Article.id)).limit(1))


async def last_out(session: AsyncSession, account_ids: Collection[int]) -> dict[int, Listed]:
    """Of each of these accounts, what it published last."""
    newest = (
        select(Article.id)
        .distinct(col(Article.account_id))
        .where(col(Article.published_at).is_not(None), among(account_ids))
        .order_by(col(Article.account_id), col(Article.published_at).desc())
    )
    found = await lines(session, listed().where(col(Article.id).in_(newest)))
    return {each.article.account_id: each for each in found}


async def spent_since(session: AsyncSession, since: Mapping[int, datetime], until: datetime) -> dict[int, int]:
    """In millionths of a dollar, by account, each from a moment of its own: a month begins in the account's zone."""
    whose = literal(list(since), ARRAY(BigInteger))
    begun = literal(list(since.values()), ARRAY(TIMESTAMP(timezone=True)))
    asked = func.unnest(whose, begun).table_valued("account_id", "since", name="asked").render_derived()
    query = (
        select(CostEntry.account_id, func.coalesce(func.sum(CostEntry.micro_usd), 0))
        .join(asked, (asked.c.account_id == CostEntry.account_id) & (col(CostEntry.at) >= asked.c.since))
        .where(CostEntry.at <= until)
        .group_by(col(CostEntry.account_id))
    )
    return {account_id: micro_usd or 0 for account_id, micro_usd in (await session.exec(query)).all()}
