"""Owns the pages of a hand-off, open to whoever has their signed address: one to copy from, one for Medium to import.

They show and do nothing: no form, no cookie, no way into the rest of the console. When the story is out they lead to
it, and when the article was given up they are gone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from fastapi import APIRouter, Request, Response
from starlette.responses import HTMLResponse, RedirectResponse

from console.frame import templates
from console.visitors import Desk
from console.words import words
from integrations.hand_off_pages import Page, pages_of, read, static_address
from integrations.handed import Handed, HandedImage, handed
from integrations.services import Services
from integrations.telegram.hand_off_card import EDITOR, IMPORTER
from models.domain.article import Stage
from models.domain.errors import CopydeskError
from models.domain.import_page import import_page
from models.domain.pasting import plain_text
from models.store import articles
from models.store import handed as stored
from models.tables import Article

_CLOSED: Final = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_POLICIES: Final = {
    Page.COPY: f"default-src 'none'; script-src 'self'; style-src 'self'; {_CLOSED}; img-src 'self'",
    Page.IMPORT: f"default-src 'none'; {_CLOSED}; img-src 'self'",
}
_ASKED: Final = ["GET", "HEAD"]  # an importer may look first
router = APIRouter()


@dataclass(frozen=True)
class Shown:
    """An image as the page to copy from lists it."""

    name: str
    address: str
    place: str
    is_cover: bool
    alt: str
    caption: str


@dataclass(frozen=True)
class CopyPage:
    """What the template shows; `rich` went through the sanitiser."""

    title: str
    subtitle: str
    rich: str
    plain: str
    tags: tuple[str, ...]
    images: tuple[Shown, ...]
    account: str
    options: str
    imported: str
    editor: str = EDITOR
    importer: str = IMPORTER


@router.api_route(f"/{Page.COPY}/{{token}}", methods=_ASKED)
async def show_page_to_copy(request: Request, desk: Desk, token: str) -> Response:
    found = await _asked_for(desk, Page.COPY, token)
    if isinstance(found, Response):
        return found
    images_at = await _images_at(desk, found, request.url.path)
    page, headers = _copy_page(desk, found, images_at), headers_of(Page.COPY, images_at)
    return templates().TemplateResponse(request, "hand_off.html", {"page": page}, headers=headers)


@router.api_route(f"/{Page.IMPORT}/{{token}}", methods=_ASKED)
async def show_page_to_import(request: Request, desk: Desk, token: str) -> Response:
    found = await _asked_for(desk, Page.IMPORT, token)
    if isinstance(found, Response):
        return found
    return HTMLResponse(_import_page(desk, found, request), headers=headers_of(Page.IMPORT))


@router.api_route(f"/{Page.COPY}/{{token}}/images/{{name}}", methods=_ASKED)
async def show_image_to_copy(desk: Desk, token: str, name: str) -> Response:
    return await _image(desk, Page.COPY, token, name)


@router.api_route(f"/{Page.IMPORT}/{{token}}/images/{{name}}", methods=_ASKED)
async def show_image_to_import(desk: Desk, token: str, name: str) -> Response:
    return await _image(desk, Page.IMPORT, token, name)


def headers_of(page: Page, images_at: str = "") -> dict[str, str]:
    parts = urlsplit(images_at)
    origin = f" {parts.scheme}://{parts.netloc}" if parts.netloc else ""
    return {
        "Content-Security-Policy": _POLICIES[page] + origin,
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex, nofollow",
    }


async def _asked_for(desk: Services, page: Page, token: str) -> Handed | Response:
    """What was handed off, or the answer where there is nothing to hand off any more."""
    article_id = read(desk.settings, page, token)
    if article_id is None:
        return _nothing(page)
    async with desk.database.session() as session:
        article = await articles.known(session, article_id)
        if article is not None and article.stage is Stage.HANDED_OFF:
            return await handed(session, article)
    return _elsewhere(page, article)


def _elsewhere(page: Page, article: Article | None) -> Response:
    if article is None or article.stage is not Stage.PUBLISHED or article.medium_url is None:
        return _nothing(page)
    return RedirectResponse(article.medium_url, 302, headers_of(page))


def _nothing(page: Page) -> Response:
    return HTMLResponse(words().hand_off.not_valid, 404, headers_of(page))


async def _image(desk: Services, page: Page, token: str, name: str) -> Response:
    found = await _asked_for(desk, page, token)
    if isinstance(found, Response):
        return _nothing(page)
    image = next((each.image for each in found.images if each.name == name), None)
    if image is None:
        return _nothing(page)
    try:
        data = await desk.storage.get(image.object_key)
    except CopydeskError as failure:
        return Response(str(failure), 503, headers_of(page), "text/plain")
    return Response(data, media_type=image.content_type, headers=headers_of(page))


async def _images_at(desk: Services, found: Handed, path: str) -> str:
    """Under the public S3 address where they lie there: then Medium can fetch what was pasted from a home network."""
    article_id = found.going.article.id
    async with desk.database.session() as session:
        is_public = desk.settings.s3_public_url is not None and await stored.has_page(session, article_id)
    return static_address(desk.settings, article_id) if is_public else f"{path}/images/"


def _copy_page(desk: Services, found: Handed, images_at: str) -> CopyPage:
    addresses = _addresses(found, images_at)
    draft, rich = found.going.draft, found.rich_text(addresses)
    return CopyPage(
        title=draft.title,
        subtitle=draft.subtitle,
        rich=rich,
        plain=plain_text(rich),
        tags=tuple(found.going.article.tags),
        images=tuple(_shown(each, addresses) for each in found.images),
        account=found.going.account.label,
        options=found.options,
        imported=pages_of(desk.settings, found.going.article.id).imported,
    )


def _shown(each: HandedImage, addresses: Mapping[str, str]) -> Shown:
    return Shown(each.name, addresses[each.name], each.place, each.is_cover, each.alt, each.caption)


def _import_page(desk: Services, found: Handed, request: Request) -> str:
    """Its images have whole addresses: an importer may not know what a short one begins at."""
    root = desk.settings.console_public_url or str(request.base_url).rstrip("/")
    address, draft = f"{root}{request.url.path}", found.going.draft
    return import_page(
        draft.title,
        draft.subtitle,
        found.rich_text(_addresses(found, f"{address}/images/")),
        address=address,
        canonical=found.going.options.canonical_url,
        shown_at=desk.clock(),
    )


def _addresses(found: Handed, images_at: str) -> dict[str, str]:
    return {each.name: f"{images_at}{each.name}" for each in found.images}
