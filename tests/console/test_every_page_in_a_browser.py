"""Every page that the console has, in a real browser: axe's rules in both themes on a phone, and no sideways scrolling.

A new page is walked by itself. What another test looks at, or what is no page, stands in a list here.
"""

from collections.abc import Awaitable, Callable

import httpx

from console.app import create_app
from integrations.hand_off_pages import Page, path_of
from integrations.logins import first_link
from integrations.previews import address_of
from integrations.services import Services
from models.domain.article import Stage
from models.domain.review import ReviewKind
from models.domain.uploading import UploadKind, UploadState
from models.domain.voice import RuleOrigin, Trait
from models.store import articles, voices
from models.tables import Account, Article, Json, Upload
from tests.builders import PICTURED, a_person, a_text, an_account, an_article, an_image, asked
from tests.console.conftest import Opened, a_visitor
from tests.console.eyes import Eyes
from tests.console.routes import routes_of
from tests.console.test_hand_off import handed_off
from tests.integrations.telegram.phone import Phone

Looks = Callable[..., Awaitable[Eyes]]
LONG = "A client whose name is rather long, as names of clients are"
TRAIT = Trait(rule="Use short sentences.", sentence="I ran and ran.", story="On running")
LOOKED_AT_ELSEWHERE = {
    "/login": "test_in_a_browser: whoever is in is led on",
    "/login/code": "test_second_step: between a password and its code alone",
    "/articles/changes/{change_id:int}": "test_bulk: after a change of many articles",
    "/phone/screen/writer/{part:path}": "the chat of a simulator, which Telegram's own clients stand for",
}
NO_PAGES = {
    "/story/{token}": "Medium reads it, and it is bare so that nothing else is imported",
    "/articles/{article_id:int}/live": "a stream that never ends",
    "/articles/new/time": "a line that a script asks for",
    "/healthz": "for machines",
}


async def an_account_with_everything(desk: Services) -> Account:
    account = await an_account(desk, LONG, custom_prompt="Write for gardeners. " * 100)
    await a_person(desk, account)
    async with desk.database.session() as session:
        await voices.propose(session, account.id, [TRAIT], RuleOrigin.STORIES, desk.clock())
    return account


async def with_images(desk: Services, account: Account) -> Article:
    article = await an_article(desk, account, Stage.IMAGE_REVIEW, brief="For those who think about it. " * 20)
    await a_text(desk, article, PICTURED)
    for number in (1, 2):
        await an_image(desk, article, "cover", number)
    await asked(desk, article, ReviewKind.IMAGE)
    return article


async def test_every_page_is_for_everybody(desk: Services, phone: Phone, opened: Opened, eyes: Looks) -> None:
    account = await an_account_with_everything(desk)
    article = await with_images(desk, account)
    by_hand = await handed_off(desk)
    async with desk.database.session() as session:
        text = (await articles.article(session, article.id)).revision_id
        come_in = await first_link(session, desk.clock())
    ada = await a_visitor(desk)
    known = {"account_id": account.id, "article_id": article.id, "revision_id": text}
    known |= {"upload_id": await an_upload(desk, ada.id, UploadState.SHOWN)}
    signed = {
        "/come-in/{code}": come_in or "",
        "/hand-off/{token}": path_of(desk.settings, Page.COPY, by_hand.id),
        "/preview/{token}": address_of(desk.settings, "", text or 0, desk.clock()),
    }
    browser, look, found, pages = await opened(ada), await eyes(ada), list[str](), set[str]()
    for route in routes_of(create_app(desk, phone.mailbox.receive)):
        is_picture = "/images/" in route.pattern
        if route.method != "GET" or is_picture or route.pattern in LOOKED_AT_ELSEWHERE.keys() | NO_PAGES.keys():
            continue
        path = signed.get(route.pattern, route.path(known))
        answer = await browser.get(path)
        if answer.is_redirect:
            found.append(f"{path} leads elsewhere: {answer.headers['location']}")
        if "text/html" in answer.headers.get("content-type", ""):
            pages.add(route.pattern)
            if answer.status_code != 200:
                found.append(f"{path} needs something on the stage: {answer.status_code}")
            found += await look.complaints(path, "", widths=(360, 1920))
    assert found == []
    assert signed.keys() <= pages


async def test_what_an_import_shows_while_it_waits_is_for_everybody(desk: Services, eyes: Looks) -> None:
    await an_account(desk)
    ada = await a_visitor(desk)
    look = await eyes(ada)
    states = {
        UploadState.WORKING: "Bringing it in",
        UploadState.PICKING: "Which of these stories?",
        UploadState.REFUSED: "This cannot be imported",
        UploadState.DONE: "Imported",
    }
    for state, words in states.items():
        path = f"/import/{await an_upload(desk, ada.id, state)}"
        assert await look.complaints(path, words, widths=(360, 1920)) == []


async def test_what_is_looked_at_elsewhere_or_no_page_is_there(desk: Services, phone: Phone) -> None:
    there = {each.pattern for each in routes_of(create_app(desk, phone.mailbox.receive))}
    assert LOOKED_AT_ELSEWHERE.keys() | NO_PAGES.keys() <= there


async def test_the_themes_differ_in_colours_alone(console: httpx.AsyncClient) -> None:
    """Else a look at the dark one would have to ask all of axe's rules again."""
    for sheet in ("console", "article", "lists", "calendar", "accounts", "entry", "phone", "preview", "hand_off"):
        answer = await console.get(f"/static/{sheet}.css")
        assert (answer.status_code, "prefers-color-scheme" in answer.text) == (200, False)


async def an_upload(desk: Services, person_id: int, state: UploadState) -> int:
    """Three pieces: one comes, one is here already, one cannot be."""
    now = desk.clock()
    lines: list[Json] = [
        {"where": str(number), "mark": mark, "topic": "On bees " * 9, "when": "Tue 1 Dec 2026", "account": LONG}
        for number, mark in enumerate(("new", "known", "bad"), start=1)
    ]
    lines[2]["remarks"] = ["it names no topic"]
    async with desk.database.session() as session:
        upload = Upload(
            person_id=person_id,
            kind=UploadKind.STORIES if state is UploadState.PICKING else UploadKind.FILES,
            state=state,
            state_since=now,
            done=1,
            total=3,
            beat_at=now,
            trouble="posts/a.md: it is empty" if state is UploadState.REFUSED else "",
            lines=lines,
            made_at=now,
        )
        session.add(upload)
        await session.flush()
        return upload.id
