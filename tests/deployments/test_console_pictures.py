"""Every page of the console has its picture: what is added to the console is added to its pictures, or named here."""

import re

from console.app import create_app
from deployments.console_pictures import FOLDER, VIEWS, names_of
from integrations.services import Services
from tests.conftest import Outside
from tests.console.routes import routes_of
from tests.console.test_every_page_in_a_browser import NO_PAGES
from tests.integrations.telegram.phone import Phone

SEEN_ELSEWHERE = {
    "/articles/{article_id:int}/shown/{revision_id:int}": "in its frame on the page of the article",
    "/phone/stages": "in its frame on the page of the phone",
    "/phone/screen/writer/{part:path}": "in its frame on the page of the phone, and in docs/pictures/phone-*.png",
}
SIGNED = {
    "{come_in}": "/come-in/{code}",
    "{preview}": "/preview/{token}",
    "{hand_off}": "/hand-off/{token}",
}


async def test_every_page_has_its_picture(desk: Services, outside: Outside) -> None:
    app = create_app(desk, Phone(desk, outside).mailbox.receive)
    pages = {each.pattern for each in routes_of(app) if each.method == "GET" and not _is_for_programs(each.pattern)}
    paths = [view.path.partition("?")[0] for view in VIEWS]
    shown = {each for each in pages if any(_fits(each, SIGNED.get(path, path)) for path in paths)}
    shown |= {"/login/code"}  # to which the last of them leads
    assert pages - shown == SEEN_ELSEWHERE.keys() | NO_PAGES.keys()


def test_no_picture_is_left_of_a_page_that_is_gone() -> None:
    there = {file.stem for file in FOLDER.glob("*.png")}
    assert there <= {name for view in VIEWS for name in names_of(view)}


def _is_for_programs(pattern: str) -> bool:
    is_api = pattern.startswith("/api/") and pattern != "/api/docs"
    return is_api or "/images/" in pattern or pattern.endswith(".ics")


def _fits(pattern: str, path: str) -> bool:
    return pattern == path or re.fullmatch(re.sub(r"\{\w+:int\}", r"\\d+", pattern), path) is not None
