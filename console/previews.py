"""Owns the preview of an article: one revision as it will stand on Medium, for whoever has its signed address.

It shows and does nothing else: no script, no form, no cookie, no way into the rest of the console.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

import nh3
from fastapi import APIRouter, Request, Response
from starlette.responses import HTMLResponse

from console.frame import templates
from console.visitors import Desk
from integrations.previews import PATH, Preview, read
from integrations.services import Services
from models.domain.errors import CopydeskError, Refused
from models.domain.rendering import to_medium_html
from models.domain.schedule import in_zone
from models.domain.slots import slots_of
from models.store import accounts, articles, texts
from models.store.texts import Text
from models.tables import Article

_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": _POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
}
_TAGS: Final = set(
    "h1 h2 h3 h4 p br hr pre code blockquote ul ol li strong em a figure img figcaption".split()  # noqa: SIM905
)
_ATTRIBUTES: Final = {"a": {"href"}, "img": {"src", "alt"}}
_NOT_VALID: Final = "This address is not valid, or not any more. The newest card on Telegram has a fresh one."
TO_COME: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 360">'
    "<style>@media (prefers-color-scheme: dark) { rect { fill: #2b2d32 } text { fill: #c8c5be } }</style>"
    '<rect width="1200" height="360" fill="#e6e3db"/>'
    '<text x="600" y="195" font-family="sans-serif" font-size="44" text-anchor="middle" fill="#4c4a45">'
    "This image is still to be made</text></svg>"
)
router = APIRouter()


@dataclass(frozen=True)
class Page:
    """What the template shows; `html` went through the sanitiser."""

    title: str
    byline: str
    html: str
    trouble: str
    tags: tuple[str, ...]


@dataclass(frozen=True)
class _Shown:
    preview: Preview
    article: Article
    text: Text
    byline: str


@router.get(f"{PATH}/{{token}}")
async def show_preview(request: Request, desk: Desk, token: str) -> Response:
    shown = await _shown(desk, token)
    if shown is None:
        return HTMLResponse(_NOT_VALID, 404, dict(HEADERS))
    page = _page(shown, f"{request.url.path}/images")
    return templates().TemplateResponse(request, "preview.html", {"page": page}, headers=dict(HEADERS))


@router.get(f"{PATH}/{{token}}/images/{{slot}}")
async def show_image(desk: Desk, token: str, slot: str) -> Response:
    shown = await _shown(desk, token)
    if shown is None or slot not in {each.name for each in slots_of(shown.text.body)}:
        return HTMLResponse(_NOT_VALID, 404, dict(HEADERS))
    return await _image(desk, shown.article, slot)


async def _shown(desk: Services, token: str) -> _Shown | None:
    preview = read(desk.settings, token, desk.clock())
    if preview is None:
        return None
    async with desk.database.session() as session:
        text = await texts.at_revision(session, preview.revision_id)
        if text is None:
            return None
        article = await articles.article(session, text.revision.article_id)
        account = await accounts.account(session, article.account_id)
    good_until = in_zone(preview.until, account.zone)
    byline = f"{account.label} · preview of revision {text.revision.number} · this address works until {good_until}"
    return _Shown(preview, article, text, byline)


async def _image(desk: Services, article: Article, slot: str) -> Response:
    async with desk.database.session() as session:
        image = (await articles.newest_images(session, article.id)).get(slot)
    if image is None:
        return Response(TO_COME, media_type="image/svg+xml", headers=dict(HEADERS))
    try:
        data = await desk.storage.get(image.object_key)
    except CopydeskError as failure:
        return Response(str(failure), 503, dict(HEADERS), "text/plain")
    return Response(data, media_type=image.content_type, headers=dict(HEADERS))


def _page(shown: _Shown, images_at: str) -> Page:
    draft, html, trouble = shown.text.draft, "", ""
    try:
        html = sanitised(rendered(shown.text, images_at))
    except Refused as refusal:
        trouble = f"This text cannot be shown as on Medium yet: {refusal}"
    return Page(draft.title, shown.byline, html, trouble, tuple(shown.article.tags))


_HERE: Final = "https://preview.invalid"  # rendering wants whole addresses; ours begin at the page


def rendered(text: Text, images_at: str) -> str:
    """As it goes to Medium, with every image at an address below the page's own."""
    draft = text.draft
    addresses = {slot.name: f"{_HERE}{images_at}/{quote(slot.name, safe='')}" for slot in slots_of(draft.body)}
    return to_medium_html(draft.title, draft.subtitle, draft.body, addresses).replace(
        f'<img src="{_HERE}/', '<img src="/'
    )


def sanitised(html: str) -> str:
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )
