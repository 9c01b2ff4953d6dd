"""Owns what becomes of a source that a person gave: kept first, then read, and a word about each that cannot be."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from integrations.reading.refusals import Unreadable
from integrations.resuming import resume_article, start_run
from integrations.services import Services
from models.domain.article import ENDED, STOPPED, Stage
from models.domain.errors import Refused, TryLater
from models.domain.sources import LACKING, MOST_TRIES, Given, Reading
from models.store import accounts, articles, sources
from models.tables import Source

_CUT = "only its beginning can be read: the rest is behind a paywall"


async def keep(desk: Services, article_id: int, given: Given) -> list[Source]:
    """Kept, to be read before the writing goes on; an article that was held for want of a source goes on by itself."""
    async with desk.database.session() as session:
        article = await articles.article(session, article_id, for_change=True)
        if article.stage in ENDED - STOPPED:
            raise Refused(f"“{article.called}” {article.stage.sentence}: a source comes too late.")
        account = await accounts.account(session, article.account_id)
        kept = await sources.add(session, article, given, desk.clock())
    if article.stage is Stage.ON_HOLD and article.reason.startswith(LACKING):
        await resume_article(desk, article_id)
        if not account.is_paused:
            await start_run(desk, article_id)  # `dispatch` would, within a minute
    return kept


async def read_links(desk: Services, links: Sequence[Source]) -> list[Source]:
    return list(await asyncio.gather(*(_read(desk, each.id) for each in links)))


async def _read(desk: Services, source_id: int) -> Source:
    """Read a link that was not read yet. One that fails is tried three times in all, and then said to be away."""
    async with desk.database.session() as session:
        source = await session.get_one(Source, source_id)
    if source.read_at is not None:
        return source
    reading = await _reading(desk, source.url, is_last=source.tries + 1 >= MOST_TRIES)
    async with desk.database.session() as session:
        kept = await session.get_one(Source, source_id, with_for_update=True)
        if kept.read_at is None:
            _take(kept, reading, desk.clock())
            if reading.is_final:
                articles.tell(session, kept.article_id, told_of(kept).rstrip("."), desk.clock())
    return kept


async def _reading(desk: Services, link: str, *, is_last: bool) -> Reading:
    try:
        page = await desk.reader.read(link)
    except Unreadable as refusal:
        return Reading(str(refusal))
    except TryLater as failure:
        return Reading(str(failure), is_final=is_last)
    by = ", ".join(filter(None, [page.author, page.site, page.published]))
    return Reading(_CUT if page.is_cut else "", page.title, by, page.text)


def _take(source: Source, reading: Reading, now: datetime) -> None:
    source.title, source.by, source.text, source.word = reading.title, reading.by, reading.text, reading.word
    source.tries, source.read_at = source.tries + 1, now if reading.is_final else None


def told_of(source: Source) -> str:
    if not source.url:
        return f"Source {source.number} is your note."
    if source.text:
        return f"Source {source.number}: “{source.title or source.url}”{', ' + source.word if source.word else ''}."
    if source.read_at is None and not source.word:
        return f"Source {source.number} is read before the writing goes on."
    later = "" if source.read_at else " It is tried again before the writing goes on."
    return f"Source {source.number} could not be read. {source.word}{later}"
