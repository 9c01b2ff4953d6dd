"""Owns claims: effects that are done once, and the leases that say who may do them.

The lease is looked at in the same statement's transaction as the claim, and locked against a new holder meanwhile.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from sqlalchemy import BigInteger, bindparam
from sqlmodel import col, delete, func, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from models.domain.effects import EffectKind
from models.domain.errors import LostLease
from models.statements import execute, statement
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


# What is read in its end is as it was before this statement.
_TAKE = statement(
    """
    insert into lease (article_id, holder, fence, expires_at)
    values (:article, :holder, nextval(pg_get_serial_sequence('lease', 'fence')), :until)
    on conflict (article_id) do update set holder = excluded.holder, fence = excluded.fence, expires_at = :until
    where lease.expires_at <= :now or lease.holder = :holder
    returning fence,
        (select holder from lease where article_id = :article and expires_at <= :now and holder <> :holder),
        (select expires_at from lease where article_id = :article and expires_at <= :now and holder <> :holder),
        (select deaths from article where id = :article)
    """,
    times=("now", "until"),
)
_RENEW = statement(
    "update lease set expires_at = :until where article_id = :article and fence = :fence returning fence",
    times=("until",),
)
_GIVE_BACK = statement("delete from lease where article_id = :article and fence = :fence")
_HOLD = statement("select from lease where article_id = :article and fence = :fence for share")
_CLAIM = statement(
    """
    insert into effect (key, kind, article_id, fence, claims, claimed_at, outcome)
    values (:key, :kind, null, 0, 1, :now, '{}')
    on conflict (key) do update set claims = effect.claims + 1, claimed_at = excluded.claimed_at, fence = 0
    where effect.recorded_at is null
    returning key
    """,
    times=("now",),
)
_CLAIM_UNDER_LEASE = statement(
    """
    with held as materialized (select from lease where article_id = :article and fence = :fence for share),
    claimed as (
        insert into effect (key, kind, article_id, fence, claims, claimed_at, outcome)
        select :key, :kind, :article, :fence, 1, :now, '{}'::jsonb from held
        on conflict (key) do update
        set claims = effect.claims + 1, claimed_at = excluded.claimed_at, fence = excluded.fence
        where effect.recorded_at is null
        returning key
    )
    select exists(select from held), exists(select from claimed)
    """,
    times=("now",),
)
_RECORD = statement(
    "update effect set outcome = :outcome, recorded_at = :now where key = :key and recorded_at is null returning key",
    times=("now",),
    json=("outcome",),
)
_RELEASE = statement("update effect set claims = claims - 1 where key = :key and recorded_at is null")
_FORGET = statement("delete from effect where key = :key and recorded_at is null and claims <= 0")


async def take_lease(
    session: AsyncSession, article_id: int, holder: str, now: datetime, length: timedelta
) -> Hold | None:
    """Take the lease if it is free, run out, or already ours; every taking gets a higher fence."""
    taken = await execute(session, _TAKE, article=article_id, holder=holder, now=now, until=now + length)
    if (row := taken.first()) is None:
        return None
    fence, left_by, left_at, deaths = row
    left = Left(left_by, left_at.astimezone(UTC)) if left_by else None
    return Hold(article_id, fence, now + length, length, left, deaths or 0)


async def renew_lease(session: AsyncSession, hold: Hold, now: datetime) -> bool:
    renewed = await execute(session, _RENEW, article=hold.article_id, fence=hold.fence, until=now + hold.length)
    if renewed.first() is None:
        return False
    hold.until = now + hold.length
    return True


async def give_lease_back(session: AsyncSession, hold: Hold) -> None:
    await execute(session, _GIVE_BACK, article=hold.article_id, fence=hold.fence)


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
    if (await execute(session, _HOLD, article=hold.article_id, fence=hold.fence)).first() is None:
        raise lost(hold)


async def article_under(session: AsyncSession, article_id: int, hold: Hold) -> Article:
    """The article, for change, under a lease that stays ours until this transaction ends: the lease is locked first."""
    found = (await session.exec(_under_lease(), params={"article": article_id, "fence": hold.fence})).first()
    if found is None:
        raise lost(hold)
    return found


@cache
def _under_lease() -> SelectOfScalar[Article]:
    ours = (Lease.article_id == bindparam("article"), Lease.fence == bindparam("fence", type_=BigInteger))
    held = select(Lease.article_id).where(*ours).with_for_update(read=True).cte("held")
    return select(Article).join(held, held.c.article_id == Article.id).with_for_update(of=Article)


async def claim(session: AsyncSession, key: str, kind: EffectKind, now: datetime, hold: Hold | None) -> Json | None:
    """Write down that this is about to be done, if the lease is still ours. The outcome, where it was done already.

    One statement, so that nobody takes the lease between the look at it and the claim.
    """
    if hold is None:
        is_ours = (await execute(session, _CLAIM, key=key, kind=kind.value, now=now)).first() is not None
    else:
        at = {"article": hold.article_id, "fence": hold.fence}
        is_held, is_ours = (await execute(session, _CLAIM_UNDER_LEASE, key=key, kind=kind.value, now=now, **at)).one()
        if not is_held:
            raise lost(hold)
    return None if is_ours else await outcome_of(session, key)


def lost(hold: Hold) -> LostLease:
    return LostLease(f"Article {hold.article_id} is being worked on elsewhere.")


async def record(session: AsyncSession, key: str, outcome: Json, now: datetime) -> bool:
    """False: somebody else's outcome was recorded meanwhile, and may have been read; it stays."""
    return (await execute(session, _RECORD, key=key, outcome=outcome, now=now)).first() is not None


async def outcome_of(session: AsyncSession, key: str) -> Json:
    return (await session.get_one(Effect, key, populate_existing=True)).outcome


async def release(session: AsyncSession, key: str) -> None:
    """Nothing was done, and that is proven: the claim counts for nothing. Those of others stay, also of a later one
    who is at it: whoever was frozen and comes back may be refused while another is answered.
    """
    await execute(session, _RELEASE, key=key)
    await execute(session, _FORGET, key=key)


async def recorded(session: AsyncSession, keys: Iterable[str]) -> frozenset[str]:
    """Which of them were done."""
    query = select(Effect.key).where(col(Effect.key).in_(list(keys)), col(Effect.recorded_at).is_not(None))
    return frozenset((await session.exec(query)).all())
