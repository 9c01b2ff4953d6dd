"""Owns an article's text as Medium will show it, and the bytes of its images, for those who may see the article.

What it shows is what would be sent, through the sanitiser, on a page by itself on which nothing runs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Depends, Request, Response

from console.article.access import Seeing, seen_article
from console.frame import templates
from console.previews import HEADERS, TO_COME, sanitised
from console.visitors import Desk, NotFound
from console.words import words
from integrations.aside import aside
from integrations.sealing import Going, going
from integrations.services import Services
from integrations.writing.pixels import small_jpeg
from models.domain.errors import Refused
from models.domain.image_references import reference_to
from models.domain.outgoing import outgoing
from models.domain.publication import ContentFormat
from models.domain.slots import slots_of
from models.store import one_article, texts
from models.tables import Article, Image

router = APIRouter()
_FRAMED: Final[Mapping[str, str]] = {
    **HEADERS,
    "Content-Security-Policy": HEADERS["Content-Security-Policy"].replace(
        "frame-ancestors 'none'", "frame-ancestors 'self'"
    ),
    "X-Frame-Options": "SAMEORIGIN",
}
_PICTURE: Final[Mapping[str, str]] = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "private, max-age=86400, immutable",
    "X-Content-Type-Options": "nosniff",
}
_SMALL_PIXELS: Final = 480
_MISSING: Final = "0" * 64


@dataclass(frozen=True)
class Page:
    """`html` went through the sanitiser."""

    title: str
    html: str
    trouble: str
    tags: tuple[str, ...]


@router.get("/articles/{article_id:int}/shown/{revision_id:int}")
async def show_text(request: Request, desk: Desk, seen: Seeing, revision_id: int) -> Response:
    async with desk.database.session() as session:
        text = await texts.at_revision(session, revision_id)
        if text is None or text.revision.article_id != seen.article.id:
            raise NotFound
        found = await going(session, seen.article, text)
    page = _page(found)
    return templates().TemplateResponse(request, "article/shown.html", {"page": page}, headers=dict(_FRAMED))


@router.get("/articles/{article_id:int}/images/{image_id:int}")
async def show_image(desk: Desk, seen: Seeing, image_id: int) -> Response:
    image = await _image(desk, seen.article, image_id)
    data = await desk.storage.get(image.object_key)
    return Response(data, media_type=image.content_type, headers=dict(_PICTURE))


@router.get("/articles/{article_id:int}/images/{image_id:int}/small")
async def show_small_image(desk: Desk, seen: Seeing, image_id: int) -> Response:
    image = await _image(desk, seen.article, image_id)
    data = await aside(small_jpeg, await desk.storage.get(image.object_key), _SMALL_PIXELS)
    return Response(data, media_type="image/jpeg", headers=dict(_PICTURE))


@router.get("/articles/{article_id:int}/images/to-come", dependencies=[Depends(seen_article)])
async def show_image_to_come() -> Response:
    return Response(TO_COME, media_type="image/svg+xml", headers=dict(_PICTURE))


async def _image(desk: Services, article: Article, image_id: int) -> Image:
    async with desk.database.session() as session:
        image = await one_article.image(session, article.id, image_id)
    if image is None or image.gone_at is not None:
        raise NotFound
    return image


def _page(found: Going) -> Page:
    html, trouble = "", ""
    try:
        html = sanitised(as_sent(found))
    except Refused as refusal:
        trouble = words().article.cannot_be_shown.format(why=refusal)
    return Page(found.draft.title, html, trouble, tuple(found.article.tags))


def as_sent(found: Going) -> str:
    """Its HTML, with images at addresses of ours. What goes out as Markdown is shown as Medium makes it of that."""
    path = f"/articles/{found.article.id}/images"
    slots = [slot.name for slot in slots_of(found.draft.body)]
    sha256_by_slot = {name: found.images[name].sha256 if name in found.images else _MISSING for name in slots}
    addresses = {image.sha256: f"{path}/{image.id}" for image in found.images.values()}
    options = found.options
    if options.content_format is ContentFormat.MARKDOWN:
        options = options.model_copy(update={"content_format": ContentFormat.HTML})
    html = outgoing(found.draft, options, sha256_by_slot)
    for sha256 in set(sha256_by_slot.values()):
        html = html.replace(f'src="{reference_to(sha256)}"', f'src="{addresses.get(sha256, f"{path}/to-come")}"')
    return html
