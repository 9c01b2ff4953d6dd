"""Owns a real browser that looks at the console as people do: narrow and wide, light and dark, with axe's rules.

It refuses to guess: whoever asks names the words that must be on the page.
"""

import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Literal

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, Page, Route, async_playwright

from console.visitors import COOKIE

Theme = Literal["light", "dark"]
PHONE = 360
WIDTHS = (PHONE, 600, 768, 1024, 1280, 1920)
_NAMES = ("chromium", "chromium-browser", "google-chrome")
_FAULTS = """async ({rules, kind}) => {
  const found = await axe.run({runOnly: {type: kind, values: rules}, resultTypes: ["violations"], iframes: false});
  return found.violations.map(each => [each.id, each.help, each.nodes.slice(0, 4).map(node => String(node.target))]);
}"""
_ALL_RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
_OF_COLOUR = ("color-contrast", "link-in-text-block")
_LOOKS: tuple[tuple[Theme, str, tuple[str, ...]], ...] = (("light", "tag", _ALL_RULES), ("dark", "rule", _OF_COLOUR))


def chromium() -> str:
    """The system's browser; where there is none and we may, it is installed."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None and os.geteuid() == 0 and (apt := shutil.which("apt-get")):
        for step in (("update",), ("install", "--yes", "--no-install-recommends", "chromium")):
            subprocess.run([apt, "--quiet", *step], check=True, capture_output=True, timeout=300)
        found = shutil.which("chromium")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("There is no Chromium here and none can be installed. On Debian: apt-get install chromium")
        pytest.skip("There is no Chromium here. On Debian: apt-get install chromium")
    return found


@asynccontextmanager
async def a_browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield browser
        await browser.close()


@dataclass(frozen=True)
class Eyes:
    """Somebody in front of the console; `token` is that of their login, none where nobody is logged in."""

    root: str
    browser: Browser
    token: str | None = None
    _kept: list[Page] = field(default_factory=list)

    @asynccontextmanager
    async def opened(
        self, path: str, words: str, *, width: int = PHONE, theme: Theme = "light", scripts: bool = True
    ) -> AsyncIterator[Page]:
        context = await self._context(width, theme, scripts=scripts)
        try:
            page = await context.new_page()
            await page.goto(path)
            if words:
                await page.get_by_text(words).first.wait_for(state="attached")
            yield page
        finally:
            await context.close()

    async def _context(self, width: int, theme: Theme, *, scripts: bool) -> BrowserContext:
        context = await self.browser.new_context(
            base_url=self.root,
            viewport={"width": width, "height": 800},
            color_scheme=theme,
            reduced_motion="reduce",  # else a colour is measured on its way to another
            java_script_enabled=scripts,
        )
        if self.token is not None:
            await context.add_cookies([{"name": COOKIE, "value": self.token, "url": self.root}])
        return context

    async def complaints(self, path: str, words: str, widths: Sequence[int] = WIDTHS) -> list[str]:
        """What is wrong with a page: axe in both themes at a phone's width, and sideways scrolling at every width."""
        page = await self._page_at(path, words)
        await page.route("**", _stay)
        found = [f"{path}: {each}" for each in await broken_rules(page)]
        for width in widths:
            await page.set_viewport_size({"width": width, "height": 800})
            needed = await page.evaluate("document.documentElement.scrollWidth")
            if needed > width:
                found.append(f"{path}: {needed} pixels at a width of {width}")
        return found

    async def _page_at(self, path: str, words: str) -> Page:
        """One page for all looks of somebody: a new one for each costs as much as the look."""
        if not self._kept:
            context = await self._context(PHONE, "light", scripts=True)
            self._kept.append(await context.new_page())
        page = self._kept[0]
        await page.unroute_all()
        await page.set_viewport_size({"width": PHONE, "height": 800})
        await page.emulate_media(color_scheme="light")
        await page.goto(path)
        if words:
            await page.get_by_text(words).first.wait_for(state="attached")
        return page

    async def close(self) -> None:
        for page in self._kept:
            await page.context.close()


async def _stay(route: Route) -> None:
    """A page that reloads itself would be gone in the middle of a look."""
    if route.request.is_navigation_request() and route.request.frame.parent_frame is None:
        await route.abort("aborted")
    else:
        await route.continue_()


async def broken_rules(page: Page) -> list[str]:
    """The page is loaded once: the themes differ in colours alone, so in the dark only their rules are asked again."""
    await page.evaluate(Axe().axe_script)
    found = []
    for theme, kind, rules in _LOOKS:
        await page.emulate_media(color_scheme=theme)
        for name, wanted, nodes in await page.evaluate(_FAULTS, {"rules": rules, "kind": kind}):
            found.append(f"{theme}: {name} ({wanted}): {', '.join(nodes)}")
    return found
