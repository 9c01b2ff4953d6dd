"""Owns the console's routes: GET shows, POST acts. It answers with whole pages that need no JavaScript."""

import hmac
import json
from collections.abc import Awaitable, Callable
from functools import cache, partial
from pathlib import Path

from fastapi import APIRouter, FastAPI, Header, Request, Response
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles
from starlette.routing import BaseRoute

from console import (
    calendar,
    calendar_feed,
    dashboard,
    failures,
    hand_off,
    importing,
    login,
    login_code,
    new_article,
    new_time,
    phone,
    phone_screen,
    previews,
)
from console.accounts import routes as accounts
from console.api import document as api
from console.api import page as api_page
from console.article import routes as one_article
from console.articles import bulk, lists
from console.guard import Guard
from console.live import Live
from console.settings import routes as settings
from integrations.health import check_all
from integrations.services import Services
from integrations.telegram.mailbox import store_updates
from integrations.telegram.webhook import PATH, webhook_secret
from models.tables import Json

Receive = Callable[[list[Json]], Awaitable[None]]
HERE = Path(__file__).parent


def create_app(desk: Services, receive: Receive) -> FastAPI:
    """`receive` takes in Telegram's updates; it returns when they are stored."""
    app = FastAPI(title="Copydesk", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.desk, app.state.live = desk, Live(desk)
    app.state.feed_pace = calendar_feed.Pace()
    app.add_middleware(Guard, public_url=desk.settings.console_public_url)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    failures.install(app)
    app.router.routes.extend(_pages())

    @app.get("/healthz")
    async def healthz() -> JSONResponse:
        """200 only when every part is up; the JSON names each of them either way."""
        parts = await check_all(desk.settings, desk.address, desk.clock())
        body = {part.name: {"ok": part.ok, "detail": part.detail} for part in parts}
        return JSONResponse(body, 200 if all(part.ok for part in parts) else 503)

    @app.post(PATH)
    async def webhook(request: Request, x_telegram_bot_api_secret_token: str = Header(default="")) -> Response:
        secret = webhook_secret(desk.settings)
        return await _taken_in(request, x_telegram_bot_api_secret_token, secret, receive)

    @app.post(f"{PATH}/{{bot_id}}")
    async def webhook_of(
        request: Request, bot_id: int, x_telegram_bot_api_secret_token: str = Header(default="")
    ) -> Response:
        """Of an account's own bot; whoever hears it looks into its inbox every second."""
        secret = webhook_secret(desk.settings, bot_id)
        store = partial(store_updates, desk, bot_id)
        return await _taken_in(request, x_telegram_bot_api_secret_token, secret, store)

    return app


@cache
def _pages() -> tuple[BaseRoute, ...]:
    """The same for every application of a process: to read what each of them asks for takes a fifth of a second."""
    pages = APIRouter()
    for router in (
        accounts.router,
        api.router,
        api_page.router,
        bulk.router,
        calendar.router,
        calendar_feed.router,
        dashboard.router,
        hand_off.router,
        importing.router,
        lists.router,
        login.router,
        login_code.router,
        new_article.router,
        new_time.router,
        one_article.router,
        phone.router,
        phone_screen.router,
        previews.router,
        settings.router,
    ):
        pages.include_router(router)
    return tuple(pages.routes)


async def _taken_in(request: Request, given: str, expected: str, receive: Receive) -> Response:
    """Telegram repeats an update until it is answered with 200, so it is stored first."""
    if not hmac.compare_digest(given.encode(), expected.encode()):
        return Response(status_code=403)
    try:
        update = json.loads(await request.body())
    except json.JSONDecodeError:
        return Response(status_code=400)
    if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
        return Response(status_code=400)
    await receive([update])
    return Response(status_code=200)
