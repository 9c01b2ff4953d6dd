"""Owns what the API tells of accounts and articles: lists, one whole article, its images and its Markdown."""

from typing import Annotated, Final

from fastapi import APIRouter, Query, Response

from console.api.callers import Calling, Number, Seeing
from console.api.lines import account_line, line_of
from console.api.problems import READS, problems
from console.api.sent import LARGEST_ID, kept
from console.api.shapes import AccountList, ArticleList, ArticleShown
from console.api.whole import whole
from console.visitors import Desk, NotFound
from integrations.carrying.as_markdown import markdown_of
from models.domain.status import Status
from models.store import accounts, articles, listing, one_article, texts
from models.store.listing import Order, Wanted

router = APIRouter()
_SIZE: Final = 50
_LARGEST: Final = 200
_LAST_PAGE: Final = 100_000
_LONGEST_SEARCH: Final = 200
_PICTURE: Final = {"description": "The image.", "content": {"image/png": {}, "image/jpeg": {}, "image/webp": {}}}
_MARKDOWN: Final = {"description": "A Markdown file with front matter.", "content": {"text/markdown": {}}}


@router.get("/accounts", summary="List the accounts that this token may see", responses=problems(401, 503))
async def list_accounts(desk: Desk, visitor: Calling) -> AccountList:
    async with desk.database.session() as session:
        found = await accounts.accounts_seen(session, visitor.reach.accounts)
    return AccountList(accounts=[account_line(visitor, each) for each in found])


@router.get("/articles", summary="List articles, a page at a time", responses=problems(400, 401, 503))
async def list_articles(
    desk: Desk,
    visitor: Calling,
    q: Annotated[str, Query(max_length=_LONGEST_SEARCH, description="Words of the title, or a number.")] = "",
    status: Annotated[Status | None, Query(description="The writer's word for a stage.")] = None,
    account: Annotated[int | None, Query(ge=1, le=LARGEST_ID, description="Only this account's.")] = None,
    sort: Annotated[Order, Query(description="What stands first.")] = Order.SOONEST,
    page: Annotated[int, Query(ge=1, le=_LAST_PAGE)] = 1,
    size: Annotated[int, Query(ge=1, le=_LARGEST, description="Articles on a page.")] = _SIZE,
) -> ArticleList:
    seen = visitor.reach.accounts
    if account is not None:
        seen = frozenset({account}) if visitor.reach.sees(account) else frozenset()
    wanted = Wanted(seen, status, kept(q), sort)
    async with desk.database.session() as session:
        looked = await listing.look(session, wanted)
        found = await listing.page_of(session, looked, page, size)
    return ArticleList(articles=[line_of(each) for each in found], page=page, size=size, total=looked.in_all)


@router.get("/articles/{article_id:int}", summary="Show everything of one article", responses=problems(*READS))
async def show_article(desk: Desk, called: Seeing) -> ArticleShown:
    return await whole(desk, called)


@router.get(
    "/articles/{article_id:int}/export",
    summary="Export an article as Markdown",
    response_class=Response,
    responses=problems(*READS) | {200: _MARKDOWN},
)
async def export_article(desk: Desk, called: Seeing) -> Response:
    article = called.article
    async with desk.database.session() as session:
        text = await texts.current(session, article)
        newest = await articles.newest_images(session, article.id)
    images = {name: f"/api/articles/{article.id}/images/{image.id}" for name, image in newest.items()}
    said = markdown_of(article, called.account, text.draft if text else None, images)
    name = f"{article.id:05}.md"
    return Response(said, media_type="text/markdown", headers={"Content-Disposition": f'attachment; filename="{name}"'})


@router.get(
    "/articles/{article_id:int}/images/{image_id:int}",
    summary="Fetch the bytes of an image",
    response_class=Response,
    responses=problems(*READS) | {200: _PICTURE},
)
async def show_image(desk: Desk, called: Seeing, image_id: Number) -> Response:
    async with desk.database.session() as session:
        image = await one_article.image(session, called.article.id, image_id)
    if image is None or image.gone_at is not None:
        raise NotFound
    return Response(await desk.storage.get(image.object_key), media_type=image.content_type)
