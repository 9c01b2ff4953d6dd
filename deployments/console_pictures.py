"""Owns the pictures of the console: every page on a phone and on a wide screen, in the light and in the dark.

Its owner comes in by the first link of the stack, as anybody does.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from deployments.browser import Browser, Page
from deployments.home import Home
from deployments.rehearsal import Rehearsal

Take = Callable[[str, Page], Awaitable[None]]
_NAME: Final = "Copydesk"
_SIZES: Final = (("wide", 1280, 860), ("phone", 360, 760))
_PASSWORD: Final = "bees on a city roof"  # noqa: S105 - of a stack that lives for some minutes
_COME_IN: Final = (
    f"document.getElementById('name').value = 'Ada';document.getElementById('password').value = '{_PASSWORD}';"
    "document.querySelector('form').requestSubmit()"
)


@dataclass(frozen=True)
class View:
    """A page of the console. On each of them stands our name."""

    name: str
    path: str


OUTSIDE: Final = (View("login", "/login"),)


def inside(out: int, waiting: int, account: int) -> tuple[View, ...]:
    """`out` is an article that is published, `waiting` one that waits for its writer."""
    return (
        View("setup", "/setup"),
        View("dashboard", "/"),
        View("articles", "/articles"),
        *_of_article("waiting", waiting, ("", "/text", "/versions", "/background", "/log")),
        *_of_article("out", out, ("", "/images")),
        View("new", "/articles/new"),
        View("new-many", "/articles/new/many"),
        View("import", "/import"),
        View("calendar", "/calendar"),
        View("accounts", "/accounts"),
        *_of_account(account, ("", "/medium", "/publishing", "/schedule", "/writing", "/voice", "/money", "/telegram")),
        View("account-people", f"/accounts/{account}/people"),
        View("settings", "/settings"),
        View("settings-people", "/settings/people"),
        View("settings-connections", "/settings/connections"),
        View("phone", "/phone"),
    )


def _of_article(name: str, number: int, tabs: tuple[str, ...]) -> tuple[View, ...]:
    return tuple(View(f"article-{name}{each.replace('/', '-')}", f"/articles/{number}{each}") for each in tabs)


def _of_account(number: int, tabs: tuple[str, ...]) -> tuple[View, ...]:
    return tuple(View(f"account{each.replace('/', '-')}", f"/accounts/{number}{each}") for each in tabs)


async def take_all(stack: Rehearsal, camera: Browser, take: Take, views: tuple[View, ...]) -> None:
    root = stack.address.console_url
    for view in OUTSIDE:
        await _take(root, view, take)
    link = f"{root}{Home(stack.home).first_link.read_text()}"
    await camera.do(Page(link, 360, 760, "Choose a name", _COME_IN), "Welcome")
    for view in views:
        await _take(root, view, take)


async def _take(root: str, view: View, take: Take) -> None:
    for size, width, height in _SIZES:
        for theme in ("light", "dark"):
            page = Page(f"{root}{view.path}", width, height, _NAME, is_dark=theme == "dark")
            await take(f"console/{view.name}-{size}-{theme}", page)
