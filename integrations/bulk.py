"""Owns what is done with several articles at once: each goes through its own door, and what came of it is kept.

One that refuses keeps no other from it. Whoever calls has made sure that the person may decide about each of them.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from html import unescape
from typing import Final

from integrations.rescheduling import Mover, reschedule
from integrations.resuming import drop_article, hold_article, resume_article
from integrations.services import Services
from models.domain.bulk import DAYS, UNDONE_BY, BulkAct, Result
from models.domain.errors import CopydeskError, Refused
from models.domain.rescheduling import days_later
from models.domain.review import Channel
from models.store import bulk_changes
from models.store.listing import Listed
from models.tables import BulkChange

_AT_ONCE: Final = 4
_Do = Callable[[Listed], Awaitable[Result]]


async def act_on(
    desk: Services, person_id: int, act: BulkAct, chosen: Sequence[Listed], saw: Mapping[int, datetime]
) -> BulkChange:
    """`saw` are the times that the person looked at: what was moved meanwhile is not moved again."""

    async def do(each: Listed) -> Result:
        if act not in DAYS:
            return _done(each, await _stop_or_go(desk, act, each))
        was = saw.get(each.article.id, each.article.publish_at)
        then = days_later(was, DAYS[act], each.zone)
        return await _moved(desk, person_id, each, was, then)

    return await _kept(desk, person_id, act, await _each(chosen, do))


async def undo(desk: Services, person_id: int, change: BulkChange, chosen: Sequence[Listed]) -> BulkChange:
    """Of what was done, each by itself: what was moved or decided since then stays as it is."""
    done = {each.article_id: each for each in map(Result.model_validate, change.results) if each.is_done}
    act = UNDONE_BY[change.act]

    async def do(each: Listed) -> Result:
        before = done[each.article.id]
        if before.was is not None and before.then is not None:
            return await _moved(desk, person_id, each, before.then, before.was)
        return _done(each, await _stop_or_go(desk, act, each))

    async with desk.database.session() as session:
        claimed = await bulk_changes.change_by(session, change.id, person_id)
        if claimed is None or claimed.undone_at is not None:
            raise Refused("This was undone already.")
        claimed.undone_at = desk.clock()
    return await _kept(desk, person_id, act, await _each([each for each in chosen if each.article.id in done], do))


async def _each(chosen: Sequence[Listed], do: _Do) -> list[Result]:
    door = asyncio.Semaphore(_AT_ONCE)

    async def one(each: Listed) -> Result:
        async with door:
            try:
                return await do(each)
            except CopydeskError as failure:
                return Result(article_id=each.article.id, title=each.title, is_done=False, said=str(failure))

    return list(await asyncio.gather(*map(one, chosen)))


async def _moved(desk: Services, person_id: int, each: Listed, was: datetime, then: datetime) -> Result:
    said = await reschedule(desk, each.article.id, then, Mover(person_id, Channel.CONSOLE, saw=was))
    return _done(each, said, was, then)


async def _stop_or_go(desk: Services, act: BulkAct, each: Listed) -> str:
    match act:
        case BulkAct.HOLD:
            await hold_article(desk, each.article.id)
            return "Is on hold."
        case BulkAct.DROP:
            await drop_article(desk, each.article.id)
            return "Was dropped."
        case BulkAct.RESUME:
            return unescape(await resume_article(desk, each.article.id))
        case _:
            raise ValueError(f"{act} is no stop")


async def _kept(desk: Services, person_id: int, act: BulkAct, results: Sequence[Result]) -> BulkChange:
    async with desk.database.session() as session:
        return await bulk_changes.keep(session, person_id, act, results, desk.clock())


def _done(each: Listed, said: str, was: datetime | None = None, then: datetime | None = None) -> Result:
    return Result(article_id=each.article.id, title=each.title, is_done=True, said=said, was=was, then=then)
