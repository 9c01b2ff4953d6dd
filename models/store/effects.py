"""Owns claims: effects that are done once, and the leases that say who may do them.

The lease is looked at in the same statement's transaction as the claim, and locked against a new holder meanwhile.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnClause, literal_column
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased
from sqlmodel import col, delete, func, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from models.domain.effects import EffectKind
from models.domain.errors import LostLease
from models.tables import Article, Effect, Json, Lease


@dataclass(frozen=True)
class Left:
    """A lease that nobody gave back: whose it was, and until when."""

    holder: str
    expires_at: datetime


@dataclass
class Hold:
    """The right to work on an article, as long as nobody holds a higher fence; `until` grows as it is renewed."""

    article_id: int
    fence: int
    until: datetime
    length: timedelta
    left: Left | None = None  # by whom it was found
    deaths: int = 0  # of those who worked on the article before, since it last got on


async def take_lease(
    session: AsyncSession, article_id: int, holder: str, now: datetime, length: timedelta
) -> Hold | None:
    """Take the lease if it is free, run out, or already ours; every taking gets a higher fence."""
    before = aliased(Lease)
    dead = (before.article_id == article_id, col(before.expires_at) <= now, before.holder != holder)
    fresh_fence: ColumnClause[int] = literal_column("nextval(pg_get_serial_sequence('lease', 'fence'))")
    taken = await session.exec(
        insert(Lease)
        .values(article_id=article_id, holder=holder, fence=fresh_fence, expires_at=now + length)
        .on_conflict_do_update(
            index_elements=["article_id"],
            set_={"holder": holder, "fence": fresh_fence, "expires_at": now + length},
            where=(col(Lease.expires_at) <= now) | (col(Lease.holder) == holder),
        )
        .returning(
            col(Lease.fence),
            # What is read here is as it was before this statement.
            select(before.holder).where(*dead).scalar_subquery(),
            select(before.expires_at).where(*dead).scalar_subquery(),
            select(Article.deaths).where(Article.id == article_id).scalar_subquery(),
        )
    )
    if (row := taken.first()) is None:
        return None
    fence, left_by, left_at, deaths = row
    return Hold(article_id, fence, now + length, length, Left(left_by, left_at) if left_by else None, deaths or 0)


async def renew_lease(session: AsyncSession, hold: Hold, now: datetime) -> bool:
    renewed = await session.exec(
        update(Lease)
        .where(col(Lease.article_id) == hold.article_id, col(Lease.fence) == hold.fence)
        .values(expires_at=now + hold.length)
        .returning(col(Lease.fence))
    )
    if renewed.first() is None:
        return False
    hold.until = now + hold.length
    return True


async def give_lease_back(session: AsyncSession, hold: Hold) -> None:
    await session.exec(delete(Lease).where(col(Lease.article_id) == hold.article_id, col(Lease.fence) == hold.fence))


async def leases(session: AsyncSession) -> Sequence[Lease]:
    """There is one for each article that is worked on right now, or was when its worker died."""
    return (await session.exec(select(Lease))).all()


async def clear_away(session: AsyncSession, lease: Lease) -> bool:
    """False: it was renewed, or somebody else was faster."""
    cleared = await session.exec(
        delete(Lease)
        .where(
            col(Lease.article_id) == lease.article_id,
            col(Lease.fence) == lease.fence,
            col(Lease.expires_at) == lease.expires_at,
        )
        .returning(col(Lease.fence))
    )
    return cleared.first() is not None


async def database_started_at(session: AsyncSession) -> datetime:
    started: datetime = (await session.exec(select(func.pg_postmaster_start_time()))).one()
    return started


async def last_recorded_at(session: AsyncSession, article_id: int) -> datetime | None:
    """When the article last got something done outside."""
    return (await session.exec(select(func.max(Effect.recorded_at)).where(Effect.article_id == article_id))).one()


async def lease_of(session: AsyncSession, article_id: int, now: datetime) -> Lease | None:
    """The lease under which the article is being worked on right now."""
    query = select(Lease).where(Lease.article_id == article_id, Lease.expires_at > now)
    return (await session.exec(query)).first()


async def require_hold(session: AsyncSession, hold: Hold) -> None:
    """The lease is still ours, and stays so until this transaction ends."""
    query = select(Lease).where(Lease.article_id == hold.article_id, Lease.fence == hold.fence)
    if (await session.exec(query.with_for_update(read=True))).first() is None:
        raise LostLease(f"Article {hold.article_id} is being worked on elsewhere.")


async def claim(session: AsyncSession, key: str, kind: EffectKind, now: datetime, hold: Hold | None) -> Effect:
    """Write down that this is about to be done. `recorded_at` tells that it already was."""
    if hold is not None:
        await require_hold(session, hold)
    fresh = await session.scalars(
        insert(Effect)
        .values(
            key=key,
            kind=kind,
            article_id=hold.article_id if hold else None,
            fence=hold.fence if hold else 0,
            claims=1,
            claimed_at=now,
            outcome={},
        )
        .on_conflict_do_update(
            index_elements=["key"],
            set_={"claims": col(Effect.claims) + 1, "claimed_at": now, "fence": hold.fence if hold else 0},
            where=col(Effect.recorded_at).is_(None),
        )
        .returning(Effect),
        execution_options={"populate_existing": True},
    )
    claimed = fresh.first()
    return await session.get_one(Effect, key) if claimed is None else claimed


async def record(session: AsyncSession, key: str, outcome: Json, now: datetime) -> bool:
    """False: somebody else's outcome was recorded meanwhile, and may have been read; it stays."""
    recorded = await session.exec(
        update(Effect)
        .where(col(Effect.key) == key, col(Effect.recorded_at).is_(None))
        .values(outcome=outcome, recorded_at=now)
        .returning(col(Effect.key))
    )
    return recorded.first() is not None


async def outcome_of(session: AsyncSession, key: str) -> Json:
    return (await session.get_one(Effect, key, populate_existing=True)).outcome


async def release(session: AsyncSession, key: str) -> None:
    """Nothing was done, and that is proven: the claim counts for nothing."""
    await session.exec(delete(Effect).where(col(Effect.key) == key, col(Effect.recorded_at).is_(None)))


async def recorded(session: AsyncSession, keys: Iterable[str]) -> frozenset[str]:
    """Which of them were done."""
    query = select(Effect.key).where(col(Effect.key).in_(list(keys)), col(Effect.recorded_at).is_not(None))
    return frozenset((await session.exec(query)).all())
