"""Owns claims: effects that are done once, and the leases that say who may do them.

The lease is looked at in the same statement's transaction as the claim, and locked against a new holder meanwhile.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnClause, literal_column
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, delete, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from models.domain.effects import EffectKind
from models.domain.errors import LostLease
from models.tables import Effect, Json, Lease


@dataclass(frozen=True)
class Hold:
    """The right to work on an article, as long as nobody holds a higher fence."""

    article_id: int
    fence: int


async def take_lease(
    session: AsyncSession, article_id: int, holder: str, now: datetime, length: timedelta
) -> Hold | None:
    """Take the lease if it is free, run out, or already ours; every taking gets a higher fence."""
    fresh_fence: ColumnClause[int] = literal_column("nextval(pg_get_serial_sequence('lease', 'fence'))")
    taken = await session.exec(
        insert(Lease)
        .values(article_id=article_id, holder=holder, fence=fresh_fence, expires_at=now + length)
        .on_conflict_do_update(
            index_elements=["article_id"],
            set_={"holder": holder, "fence": fresh_fence, "expires_at": now + length},
            where=(col(Lease.expires_at) <= now) | (col(Lease.holder) == holder),
        )
        .returning(col(Lease.fence))
    )
    row = taken.first()
    return None if row is None else Hold(article_id, row[0])


async def renew_lease(session: AsyncSession, hold: Hold, now: datetime, length: timedelta) -> bool:
    renewed = await session.exec(
        update(Lease)
        .where(col(Lease.article_id) == hold.article_id, col(Lease.fence) == hold.fence)
        .values(expires_at=now + length)
        .returning(col(Lease.fence))
    )
    return renewed.first() is not None


async def give_lease_back(session: AsyncSession, hold: Hold) -> None:
    await session.exec(delete(Lease).where(col(Lease.article_id) == hold.article_id, col(Lease.fence) == hold.fence))


async def leases_held_by(session: AsyncSession, holder_start: str) -> Sequence[Lease]:
    return (await session.exec(select(Lease).where(col(Lease.holder).startswith(holder_start)))).all()


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
    await session.exec(
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
    )
    return (await session.exec(select(Effect).where(Effect.key == key))).one()


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
