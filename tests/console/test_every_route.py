"""Every route of the console, asked by nobody, by strangers to the account, and by those who may only look.

A new page is walked by itself. What is open to all stands in a list here, with its reason.
"""

from collections.abc import Mapping

import httpx

from console.app import create_app
from integrations.services import Services
from models.domain.article import Stage
from models.domain.people import Role
from models.tables import Person
from tests.builders import a_text, an_account, an_article
from tests.console.api.conftest import a_token
from tests.console.conftest import Opened, a_visitor
from tests.console.routes import Route, routes_of
from tests.integrations.telegram.phone import Phone

OPEN_TO_ALL = {
    "/api/openapi.json": "for whoever writes a program; it tells nothing of this desk",
    "/api/docs": "likewise",
    "/healthz": "for whoever watches over the machine",
    "/login": "how else would anybody come in",
    "/login/code": "likewise, after the password",
    "/come-in/{code}": "by a link that works once",
    "/hand-off/{token}": "by its signed address",
    "/hand-off/{token}/images/{name}": "likewise",
    "/calendar/{token}.ics": "by the private address of one person's calendar",
    "/story/{token}": "by its signed address, for Medium",
    "/story/{token}/images/{name}": "likewise",
    "/preview/{token}": "by its signed address",
    "/preview/{token}/images/{slot}": "likewise",
    "/telegram/webhook": "with Telegram's secret",
    "/telegram/webhook/{bot_id}": "likewise",
}
FOR_ALL_WHO_ARE_IN = {"/logout": "whoever came in may go out"}


def of_others(routes: list[Route]) -> list[Route]:
    return [each for each in routes if each.pattern not in OPEN_TO_ALL]


async def asked(browser: httpx.AsyncClient, route: Route, known: Mapping[str, object]) -> int:
    sent = {"data": route.form(), "files": route.files() or None} if route.method == "POST" else {}
    sent = {"json": {}} if route.method == "POST" and route.pattern.startswith("/api/") else sent
    return (await browser.request(route.method, route.path(known), **sent)).status_code  # type: ignore[arg-type]


async def with_a_token(desk: Services, opened: Opened, person: Person) -> httpx.AsyncClient:
    """Logged in, and with what opens the API."""
    browser = await opened(person)
    browser.headers["Authorization"] = f"Bearer {await a_token(desk, person)}"
    return browser


async def routes_and_names(desk: Services, phone: Phone) -> tuple[list[Route], dict[str, object]]:
    account = await an_account(desk, "walked")
    article = await an_article(desk, account, Stage.DRAFT_REVIEW)
    await a_text(desk, article)
    known: dict[str, object] = {"account_id": account.id, "article_id": article.id}
    return list(routes_of(create_app(desk, phone.mailbox.receive))), known


async def test_nobody_sees_or_does_anything(desk: Services, phone: Phone, stranger: httpx.AsyncClient) -> None:
    routes, known = await routes_and_names(desk, phone)
    answers = {(r.method, r.pattern): await asked(stranger, r, known) for r in of_others(routes)}
    is_api = {key: status for key, status in answers.items() if key[1].startswith("/api/")}
    assert {key: status for key, status in answers.items() if key not in is_api and status != 303} == {}
    assert {key: status for key, status in is_api.items() if status != 401} == {}


async def test_what_is_open_to_all_is_there(desk: Services, phone: Phone) -> None:
    routes, _ = await routes_and_names(desk, phone)
    assert OPEN_TO_ALL.keys() <= {each.pattern for each in routes}


async def test_whoever_has_nothing_to_do_with_an_account_finds_nothing_of_it(
    desk: Services, phone: Phone, opened: Opened
) -> None:
    routes, known = await routes_and_names(desk, phone)
    other = await an_account(desk, "other", token=None)
    browser = await with_a_token(desk, opened, await a_visitor(desk, "bob", account=other, role=Role.OWNER))
    theirs = [each for each in of_others(routes) if each.names & known.keys()]
    answers = {(r.method, r.pattern): await asked(browser, r, known) for r in theirs}
    assert {key: status for key, status in answers.items() if status != 404} == {}


async def test_whoever_may_only_look_changes_nothing(desk: Services, phone: Phone, opened: Opened) -> None:
    routes, known = await routes_and_names(desk, phone)
    account = await an_account(desk, "seen", token=None)
    article = await an_article(desk, account, Stage.DRAFT_REVIEW)
    known = {"account_id": account.id, "article_id": article.id}
    browser = await with_a_token(desk, opened, await a_visitor(desk, "eve", account=account, role=Role.VIEWER))
    acts = [each for each in of_others(routes) if each.method != "GET" and each.names & known.keys()]
    answers = {(r.method, r.pattern): await asked(browser, r, known) for r in acts}
    assert {key: status for key, status in answers.items() if status not in (403, 404)} == {}


async def test_a_login_alone_opens_nothing_of_the_api(desk: Services, phone: Phone, console: httpx.AsyncClient) -> None:
    routes, known = await routes_and_names(desk, phone)
    of_api = [each for each in of_others(routes) if each.pattern.startswith("/api/")]
    assert {(r.method, r.pattern): await asked(console, r, known) for r in of_api} == {
        (r.method, r.pattern): 401 for r in of_api
    }
    assert of_api
