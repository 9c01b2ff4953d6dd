"""Owns the queries of the calendar: what went out or is to go out on each day, and what a profile posts around them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ARRAY, TIMESTAMP, literal
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.domain.article import Stage
from models.domain.quota import WINDOW
from models.domain.status import TO_COME
from models.store.listing import AT, Listed, among, listed
from models.store.profiles import accounts_of_person
from models.tables import Account, Article


@dataclass(frozen=True)
class Planned:
    """An article of a day; `of_day` is how many that day has in all."""

    listed: Listed
    day: int
    of_day: int


async def planned(
    session: AsyncSession, seen: Collection[int] | None, bounds: Sequence[datetime], most_of_a_day: int
) -> list[Planned]:
    """The first ones of each day, in order; `bounds` are the beginnings of the days and the end of the last one."""
    day = func.width_bucket(AT, literal(list(bounds), ARRAY(TIMESTAMP(timezone=True)))) - 1
    found = (
        select(col(Article.id).label("id"), day.label("day"), AT.label("at"))
        .where(bounds[0] <= AT, bounds[-1] > AT, col(Article.stage) != Stage.DROPPED, among(seen))
        .subquery()
    )
    place = func.row_number().over(partition_by=found.c.day, order_by=(found.c.at, found.c.id))
    of_day = func.count().over(partition_by=found.c.day)
    ranked = (
        select(found.c.id, found.c.at, found.c.day).add_columns(place.label("place"), of_day.label("of_day")).subquery()
    )
    query = (
        listed()
        .add_columns(ranked.c.day, ranked.c.of_day)
        .join(ranked, ranked.c.id == Article.id)
        .where(ranked.c.place <= most_of_a_day)
        .order_by(ranked.c.at, ranked.c.id)
    )
    rows = (await session.exec(query)).all()
    return [Planned(Listed(article, title, of.label, of.zone), *where) for article, title, of, *where in rows]


async def times_of_profile(session: AsyncSession, account: Account, since: datetime, until: datetime) -> list[datetime]:
    """Of every account that posts as the same person, with a day before and after, in order."""
    same = col(Article.account_id).in_(accounts_of_person(account))
    query = select(AT).where(
        same, since - WINDOW < AT, until + WINDOW > AT, col(Article.stage).in_(TO_COME | {Stage.PUBLISHED})
    )
    return list((await session.exec(query.order_by(AT))).all())
