"""Owns the page to import as static objects under a public S3 address, for a desk that nobody outside can reach.

All of it lies in one folder that nobody guesses. It is written anew each day, since Medium takes its date, then it
leads to the story, and when the article is given up it is taken away. It refuses to lie anywhere else in the bucket.
"""

from datetime import datetime

import httpx
from sqlmodel.ext.asyncio.session import AsyncSession

from integrations.hand_off_pages import INDEX, folder_of, static_address
from integrations.handed import Handed
from integrations.services import Services
from models.domain.effects import EffectKind
from models.domain.import_page import import_page, moved_page
from models.store import handed
from models.store.effects import Hold
from models.tables import Article, HandOff, Json

_HTML = "text/html; charset=utf-8"
_SECONDS = 10.0


async def put_page(desk: Services, found: Handed, hold: Hold | None = None) -> None:
    """Once a day for each hand-off."""
    article, now = found.going.article, desk.clock()

    async def act() -> Json:
        return {"address": await _put(desk, found)}

    async def note(session: AsyncSession, _: Json) -> None:
        kept = await handed.kept(session, article.id)
        kept.page_at, kept.leads_on = now, False

    key = f"article:{article.id}:handed:{article.stage_since.timestamp()}:page:{now.date()}"
    await desk.effects.once(key, EffectKind.OBJECT, act, hold=hold, also=note)


async def _put(desk: Services, found: Handed) -> str:
    """The images first, so that the page is whole as soon as it is there."""
    article, draft = found.going.article, found.going.draft
    folder, root = folder_of(desk.settings, article.id), static_address(desk.settings, article.id)
    for each in found.images:
        data = await desk.storage.get(each.image.object_key)
        await desk.storage.put_public(f"{folder}{each.name}", data, each.image.content_type)
    page = import_page(
        draft.title,
        draft.subtitle,
        found.rich_text({each.name: f"{root}{each.name}" for each in found.images}),
        address=f"{root}{INDEX}",
        canonical=found.going.options.canonical_url,
        shown_at=desk.clock(),
    )
    await desk.storage.put_public(f"{folder}{INDEX}", page.encode(), _HTML)
    return f"{root}{INDEX}"


async def is_shown(desk: Services, address: str) -> bool:
    """Whether somebody without our keys can open it, as Medium will have to."""
    try:
        answer = await desk.http.get(address, timeout=_SECONDS)
    except httpx.HTTPError:
        return False
    return answer.is_success


async def lead_on(desk: Services, article: Article, title: str) -> None:
    """A static object cannot answer with a redirect, so the page says where to go."""
    folder, url = folder_of(desk.settings, article.id), article.medium_url or ""

    async def act() -> Json:
        await desk.storage.put_public(f"{folder}{INDEX}", moved_page(title, url).encode(), _HTML)
        await desk.storage.clear_public(folder, but=f"{folder}{INDEX}")
        return {"leads_to": url}

    async def note(session: AsyncSession, _: Json) -> None:
        kept = await handed.kept(session, article.id)
        kept.page_at, kept.leads_on = desk.clock(), True

    await desk.effects.once(f"article:{article.id}:page:{url}", EffectKind.OBJECT, act, also=note)


async def take_away(desk: Services, article: Article) -> None:
    """What is gone already is as good as taken away."""
    await desk.storage.clear_public(folder_of(desk.settings, article.id))
    async with desk.database.session() as session:
        kept = await handed.kept(session, article.id)
        kept.page_at, kept.leads_on = None, False


def is_of_another_day(kept: HandOff, now: datetime) -> bool:
    return kept.page_at is not None and kept.page_at.date() != now.date()
