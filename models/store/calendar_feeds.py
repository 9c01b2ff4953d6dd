"""Owns the queries about the private addresses of calendars, and what a calendar tells to other programs."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.domain.article import Stage
from models.store.listing import AT, Listed, among, listed
from models.tables import Article, CalendarFeed, Event, Person

_NOTED_EVERY = timedelta(minutes=5)


@dataclass(frozen=True)
class Told:
    """An article with how often it changed, and when it last did."""

    listed: Listed
    changes: int
    changed_at: datetime


async def feed_of(session: AsyncSession, person_id: int) -> CalendarFeed | None:
    return await session.get(CalendarFeed, person_id)


async def end(session: AsyncSession, person_id: int) -> None:
    found = await session.get(CalendarFeed, person_id, with_for_update=True)
    if found is not None:
        await session.delete(found)


async def read_by(session: AsyncSession, token_hash: str, now: datetime) -> Person | None:
    """Whose calendar it is; that it was read is noted now and then."""
    query = (
        select(CalendarFeed, Person)
        .join(Person, col(Person.id) == CalendarFeed.person_id)
        .where(CalendarFeed.token_hash == token_hash)
    )
    found = (await session.exec(query)).first()
    if found is None:
        return None
    feed, person = found
    if feed.read_at is None or feed.read_at < now - _NOTED_EVERY:
        feed.read_at = now
    return person


async def told(
    session: AsyncSession, seen: Collection[int] | None, since: datetime, until: datetime, limit: int
) -> list[Told]:
    """What went out or is to go out in this time, the earliest first; what was dropped before it is not told."""
    is_told = (col(Article.stage) != Stage.DROPPED) | (col(Article.stage_since) > since)
    query = select(Article.id).where(since <= AT, until > AT, is_told, among(seen)).order_by(AT).limit(limit)
    ids = (await session.exec(query)).all()
    changes = (
        select(Event.article_id, func.count().label("number"), func.max(Event.at).label("last"))
        .where(col(Event.article_id).in_(ids))
        .group_by(col(Event.article_id))
        .subquery()
    )
    lines = (
        listed()
        .add_columns(func.coalesce(changes.c.number, 0), func.greatest(changes.c.last, Article.stage_since))
        .join(changes, changes.c.article_id == Article.id, isouter=True)
        .where(col(Article.id).in_(ids))
        .order_by(AT, col(Article.id))
    )
    rows = (await session.exec(lines)).all()
    return [
        Told(Listed(article, title, whose.label, whose.zone), number, last)
        for article, title, whose, number, last in rows
    ]
