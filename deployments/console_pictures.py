"""Owns the pictures of the console: every page on a phone and on a wide screen, in the light and in the dark.

Its owner comes in by the first link of the stack, as anybody does, and goes by the codes of a second step. It refuses
to leave a page out: a test compares what is here with the console's routes.
"""

import base64
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final

from deployments.browser import Browser, Page
from deployments.home import Home
from deployments.rehearsal import Rehearsal
from integrations.second_steps import confirm, introduce_app
from integrations.services import Services
from integrations.settings import CLONE
from models.domain.errors import CopydeskError
from models.domain.second_step import code_at, step_at
from models.store import logins

Take = Callable[[str, Page], Awaitable[None]]
SIZES: Final = (("wide", 1280, 860), ("phone", 360, 760))
THEMES: Final = ("light", "dark")
OUT, WAITING, BY_HAND, TO_COME, ACCOUNT = 1, 2, 3, 4, 1  # the articles of the stage, and its first account
FOLDER: Final = CLONE / "docs" / "pictures" / "console"
_NAME: Final = "Copydesk"
_RESTS_SECONDS: Final = 0.4
_OWNER: Final = "Ada"
_PASSWORD: Final = "bees on a city roof"  # noqa: S105 - of a stack that lives for some minutes
_PASSWORD_IN: Final = f"document.getElementById('password').value = '{_PASSWORD}';"
_NAME_IN: Final = f"document.getElementById('name').value = '{_OWNER}';"
_SEND: Final = "document.querySelector('main form').requestSubmit();"
_LOG_IN: Final = _NAME_IN + _PASSWORD_IN + _SEND
_LINES: Final = "A day at the allotment | next tuesday 9am\\nWhat the tide leaves | soonish"


@dataclass(frozen=True)
class View:
    """A page of the console. `words` stand on it; `prepare` is JavaScript that leads to it, and to the words `then`."""

    name: str
    path: str
    title: str
    words: str = _NAME
    prepare: str = ""
    then: str = ""


OUTSIDE: Final = (
    View("come-in", "{come_in}", "The first link", "Choose a name"),
    View("login", "/login", "The login"),
)
IMAGES: Final = (
    View("article-images-asked", f"/articles/{OUT}", "An article whose images wait", "wait for your word"),
)
PLAN: Final = (View("article-plan-asked", f"/articles/{OUT}", "An article whose tags and time wait", "Tags and time"),)
INSIDE: Final = (
    View("setup", "/setup", "The first set-up"),
    View("dashboard", "/", "The dashboard"),
    View("articles", "/articles", "Articles"),
    View("articles-of-account", f"/accounts/{ACCOUNT}/articles", "Articles of an account"),
    View("articles-moved", "/articles/changes/1", "After articles were moved together"),
    View("article-waiting", f"/articles/{WAITING}", "An article whose text waits"),
    View("article-waiting-text", f"/articles/{WAITING}/text", "The editor"),
    View("article-waiting-time", f"/articles/{WAITING}/time", "Another time for an article"),
    View("preview", "{preview}", "The text as Medium will show it", "preview of revision"),
    View("article-out", f"/articles/{OUT}", "An article that is out"),
    View("article-out-versions", f"/articles/{OUT}/versions", "Its versions, word by word"),
    View("article-out-images", f"/articles/{OUT}/images", "Its images"),
    View("article-out-background", f"/articles/{OUT}/background", "Its background"),
    View("article-out-log", f"/articles/{OUT}/log", "Its costs, attempts and story"),
    View("article-out-medium", f"/articles/{OUT}/medium", "What was sent, and what Medium shows"),
    View("article-by-hand", f"/articles/{BY_HAND}", "An article that is handed to its writer"),
    View("hand-off", "{hand_off}", "The page to paste it from", "Copy each part"),
    View("new", "/articles/new", "A new article"),
    View("new-many", "/articles/new/many", "Many lines"),
    View("import", "/import", "Import"),
    View("import-shown", "/import/1", "What would become of what was handed in", "What would become of it"),
    View("calendar", f"/calendar?account={ACCOUNT}&day={{day}}", "The calendar, a month"),
    View("calendar-week", f"/calendar?view=week&account={ACCOUNT}&day={{day}}", "The calendar, a week"),
    View("calendar-feed", "/calendar/feed", "The calendar's private address"),
    View("accounts", "/accounts", "Accounts"),
    View("account-new", "/accounts/new", "A new account"),
    View("account", f"/accounts/{ACCOUNT}", "One account"),
    View("account-medium", f"/accounts/{ACCOUNT}/medium", "Its connection with Medium"),
    View("account-schedule", f"/accounts/{ACCOUNT}/schedule", "Its times"),
    View("account-writing", f"/accounts/{ACCOUNT}/writing", "How it is written and reviewed"),
    View("account-publishing", f"/accounts/{ACCOUNT}/publishing", "How it goes out"),
    View("account-voice", f"/accounts/{ACCOUNT}/voice", "Its voice"),
    View("account-money", f"/accounts/{ACCOUNT}/money", "Its money"),
    View("account-telegram", f"/accounts/{ACCOUNT}/telegram", "Its chats"),
    View("account-people", f"/accounts/{ACCOUNT}/people", "Its people"),
    View("settings", "/settings", "My settings"),
    View("second-step", "/settings/second-step", "A second step at the login"),
    View("settings-people", "/settings/people", "People of the desk"),
    View("settings-connections", "/settings/connections", "Connections"),
    View("settings-prices", "/settings/prices", "Prices"),
    View("api", "/api/docs", "The API"),
    View("phone", "/phone", "The played phone"),
    View("failure", "/nowhere", "A page that is not there"),
)
CODE: Final = (View("login-code", "/login", "The code after the password", "Log in", _LOG_IN, "One more step"),)
VIEWS: Final = OUTSIDE + IMAGES + PLAN + INSIDE + CODE


@dataclass(frozen=True)
class Visit:
    """The console of a stack, seen through a camera."""

    stack: Rehearsal
    camera: Browser
    photograph: Take

    async def take(self, views: tuple[View, ...], places: Mapping[str, str] | None = None) -> None:
        for view in views:
            for size, width, height in SIZES:
                for theme in THEMES:
                    url = self._root + view.path.format(**(places or {}))
                    is_dark = theme == "dark"
                    page = Page(url, width, height, view.words, view.prepare, is_dark, view.then, _RESTS_SECONDS)
                    await self.photograph(f"console/{view.name}-{size}-{theme}", page)

    async def come_in(self) -> None:
        """Takes what stands before the login as well: the link works once."""
        link = Home(self.stack.home).first_link.read_text()
        await self.take(OUTSIDE, {"come_in": link})
        await self._do(link, "Choose a name", _LOG_IN, "Welcome")

    async def hand_in(self) -> None:
        """Two lines, of which one cannot be."""
        typed = f"document.getElementById('lines').value = '{_LINES}';"
        await self._do("/articles/new/many", "Topics", typed + _SEND, "What would become of it")

    async def move_two(self) -> None:
        """By a day, together."""
        chosen = "[...document.getElementsByName('chosen')].slice(0, 2).forEach(each => each.click());"
        act = "document.querySelector('[name=act]').click();"
        await self._do("/articles", "With the chosen", chosen + act, "done for")

    async def ask_for_codes(self, desk: Services) -> None:
        """From now on a code is asked for at the login; whoever was in is out."""
        async with desk.database.session() as session:
            owner = await logins.person_called(session, _OWNER.lower())
        if owner is None:
            raise CopydeskError(f"Nobody logs in as {_OWNER}.")
        app = await introduce_app(desk, owner.id, _PASSWORD)
        secret = base64.b32decode(app.letters.replace(" ", ""))
        await confirm(desk, owner.id, code_at(secret, step_at(desk.clock())))
        await self._do("/", _NAME, "document.querySelector('form.leave').requestSubmit();", "You are logged out")

    async def _do(self, path: str, words: str, prepare: str, then: str) -> None:
        await self.camera.do(Page(self._root + path, 1280, 860, words, prepare, then=then))

    @property
    def _root(self) -> str:
        return self.stack.address.console_url


def pictures_part() -> tuple[str, ...]:
    """The page of the docs with all that were taken."""
    return (
        "Every page of [the console](console.md), on a wide screen and on a phone, in the light and in the dark, as "
        "`python -m deployments.pictures` photographs them on a stack of its own.",
        *(_shown(view) for view in VIEWS if all((FOLDER / f"{name}.png").exists() for name in names_of(view))),
    )


def names_of(view: View) -> tuple[str, ...]:
    return tuple(f"{view.name}-{size}-{theme}" for size, _, _ in SIZES for theme in THEMES)


def _shown(view: View) -> str:
    lines = (
        f'<img src="pictures/console/{view.name}-{size}-{theme}.png" width="{300 if size == "wide" else 110}" '
        f'alt="{view.title}, {"on a phone" if size == "phone" else "on a wide screen"}, in the {theme}">'
        for size, _, _ in SIZES
        for theme in THEMES
    )
    return f"## {view.title}\n\n<p>\n" + "\n".join(lines) + "\n</p>"
