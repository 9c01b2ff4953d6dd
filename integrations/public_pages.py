"""Owns the page to import as static objects under a public S3 address, for a desk that nobody outside can reach.

All of it lies in one folder that nobody guesses. It is written anew each day, since Medium takes its date, then it
leads to the story, and when the article is given up it is taken away. It refuses to lie anywhere else in the bucket.
"""

from datetime import datetime

import httpx

from integrations.hand_off_pages import INDEX, folder_of, static_address
from integrations.handed import Handed
from integrations.services import Services
from models.domain.import_page import import_page, moved_page
from models.store import handed
from models.tables import Article, HandOff

_HTML = "text/html; charset=utf-8"
_SECONDS = 10.0


async def put_page(desk: Services, found: Handed) -> None:
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
    await _note(desk, article.id, page_at=desk.clock())


async def is_shown(desk: Services, address: str) -> bool:
    """Whether somebody without our keys can open it, as Medium will have to."""
    try:
        answer = await desk.http.get(address, timeout=_SECONDS)
    except httpx.HTTPError:
        return False
    return answer.is_success


async def lead_on(desk: Services, article: Article, title: str) -> None:
    """A static object cannot answer with a redirect, so the page says where to go."""
    folder = folder_of(desk.settings, article.id)
    page = moved_page(title, article.medium_url or "")
    await desk.storage.put_public(f"{folder}{INDEX}", page.encode(), _HTML)
    await desk.storage.clear_public(folder, but=f"{folder}{INDEX}")
    await _note(desk, article.id, page_at=desk.clock(), leads_on=True)


async def take_away(desk: Services, article: Article) -> None:
    await desk.storage.clear_public(folder_of(desk.settings, article.id))
    await _note(desk, article.id, page_at=None)


def is_of_another_day(kept: HandOff, now: datetime) -> bool:
    return kept.page_at is not None and kept.page_at.date() != now.date()


async def _note(desk: Services, article_id: int, *, page_at: datetime | None, leads_on: bool = False) -> None:
    async with desk.database.session() as session:
        row = await handed.kept(session, article_id)
        row.page_at, row.leads_on = page_at, leads_on
