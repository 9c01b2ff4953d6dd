"""Owns that the pages under a public S3 address stay true: of today, leading to the story once it is out, or gone."""

from contextlib import suppress

from integrations.handed import handed
from integrations.public_pages import is_of_another_day, lead_on, put_page, take_away
from integrations.services import Services
from models.domain.article import Stage
from models.domain.errors import NeedsPerson, Refused, TryLater
from models.store import articles, texts
from models.store import handed as stored
from models.store.handed import Waiting

_IN_A_ROUND = 20


async def keep_pages(desk: Services) -> int:
    """How many were changed. One that cannot be changed now is tried again, and keeps no other from its turn."""
    async with desk.database.session() as session:
        found = [each for each in await stored.paged(session) if _is_outdated(desk, each)]
    return sum([await _kept(desk, each) for each in found[:_IN_A_ROUND]])


def _is_outdated(desk: Services, each: Waiting) -> bool:
    is_waiting = each.article.stage is Stage.HANDED_OFF
    return not is_waiting or (each.kept is not None and is_of_another_day(each.kept, desk.clock()))


async def _kept(desk: Services, each: Waiting) -> bool:
    with suppress(TryLater, NeedsPerson, Refused):  # `copydesk doctor` says what is wrong with the object store
        await _keep(desk, each)
        return True
    return False


async def _keep(desk: Services, each: Waiting) -> None:
    async with desk.database.session() as session:
        article = await articles.article(session, each.article.id)
        title = (await texts.require_current(session, article)).draft.title
        found = await handed(session, article) if article.stage is Stage.HANDED_OFF else None
    if found is not None:
        await put_page(desk, found)
    elif article.stage is Stage.PUBLISHED and article.medium_url is not None:
        await lead_on(desk, article, title)
    else:
        await take_away(desk, article)
