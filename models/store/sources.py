"""Owns the queries about sources: the links and notes of an article, each once, and what of them can be told."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.domain.errors import Refused
from models.domain.sources import MOST_SOURCES, Given, Material
from models.tables import Article, Source


async def sources(session: AsyncSession, article_id: int) -> Sequence[Source]:
    query = select(Source).where(Source.article_id == article_id).order_by(col(Source.number))
    return (await session.exec(query)).all()


async def links(session: AsyncSession, article_id: int) -> Sequence[Source]:
    return [each for each in await sources(session, article_id) if each.url]


async def add(session: AsyncSession, article: Article, given: Given, now: datetime) -> list[Source]:
    """Keep what is new (the article has to be locked); a link that is here and could not be read is tried anew."""
    known = list(await sources(session, article.id))
    kept = [_link(known, article, link, now) for link in given.links]
    if given.note:
        kept.append(_note(known, article, given.note, now))
    session.add_all(kept)
    await session.flush()
    return kept


async def materials(session: AsyncSession, article_id: int) -> tuple[Material, ...]:
    return tuple(
        Material(number=each.number, url=each.url, title=each.title, by=each.by, text=each.text)
        for each in await sources(session, article_id)
        if each.text
    )


def _link(known: list[Source], article: Article, link: str, now: datetime) -> Source:
    same = next((each for each in known if each.url == link), None)
    if same is None:
        return _fresh(known, Source(article_id=article.id, number=len(known) + 1, url=link, added_at=now))
    if not same.text:
        same.word, same.tries, same.read_at = "", 0, None
    return same


def _note(known: list[Source], article: Article, note: str, now: datetime) -> Source:
    same = next((each for each in known if not each.url and each.text == note), None)
    return same or _fresh(
        known, Source(article_id=article.id, number=len(known) + 1, text=note, added_at=now, read_at=now)
    )


def _fresh(known: list[Source], source: Source) -> Source:
    if len(known) >= MOST_SOURCES:
        raise Refused(f"An article has at most {MOST_SOURCES} sources, and this one has them.")
    known.append(source)
    return source
