"""Owns somebody who does everything in the console: a browser at a phone's width, without JavaScript unless asked.

It finds things as a person does, by their words, and looks again where the page says so.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from playwright.async_api import Browser, Page

from deployments.rehearsal import Rehearsal

PASSWORD = "bees on a city roof"
_LOOKS_EVERY_SECONDS, _PATIENCE_SECONDS = 1.0, 90.0


class Reader:
    def __init__(self, page: Page) -> None:
        self.page = page

    @classmethod
    @asynccontextmanager
    async def seated(cls, browser: Browser, root: str, *, scripts: bool = False) -> AsyncIterator["Reader"]:
        context = await browser.new_context(
            base_url=root, viewport={"width": 360, "height": 760}, java_script_enabled=scripts
        )
        try:
            yield cls(await context.new_page())
        finally:
            await context.close()

    async def come_in(self, stack: Rehearsal, name: str) -> None:
        """By a link that works once, as `up` prints it at the first start and `login-link` later."""
        link = await asyncio.to_thread(stack.command, "login-link")
        await self.page.goto(urlsplit(link.strip()).path)
        await self.page.get_by_label("Name", exact=True).fill(name)
        await self.page.get_by_label("New password").fill(PASSWORD)
        await self.press("Set the password")
        await self.reads("Welcome")

    async def press(self, label: str, *, exact: bool = False) -> None:
        """The first button that begins with this; where it lies in a part that is folded up, that is opened first."""
        button = self.page.get_by_role("button", name=re.compile(f"^{re.escape(label)}{'$' if exact else ''}"))
        folded = self.page.locator("details:not([open])", has=self.page.locator("button", has_text=label))
        if not await button.count() and await folded.count():
            await folded.first.locator("summary").click()
        await button.first.click()

    async def reads(self, words: str) -> None:
        await self.page.get_by_text(words).first.wait_for(state="attached", timeout=10_000)

    async def looks_until(self, words: str) -> None:
        """Reloads, as somebody without JavaScript does."""
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                while not await self.page.get_by_text(words).count():
                    await asyncio.sleep(_LOOKS_EVERY_SECONDS)
                    await self.page.goto(self.page.url, wait_until="domcontentloaded")
        except TimeoutError:
            shown = await self.page.locator("main").inner_text()
            raise AssertionError(f"{words!r} did not come. The page says:\n{shown}") from None

    async def hands_in(self, **files: str) -> None:
        """Texts as files: a double underscore in a name stands for its dot."""
        await self.page.goto("/import")
        kept = [
            {"name": name.replace("__", "."), "mimeType": "text/plain", "buffer": text.encode()}
            for name, text in files.items()
        ]
        await self.page.get_by_label("Files").set_input_files(kept)  # type: ignore[arg-type]
        await self.press("See what is in it")
        await self.looks_until("What would become of it")

    async def queues(self, account: str, topic: str, when: str) -> None:
        await self.page.goto("/articles/new")
        account_field = self.page.get_by_label("Account", exact=True)
        if await account_field.count():
            await account_field.first.select_option(label=account)
        await self.page.get_by_label("What is the article about?").fill(topic)
        await self.page.get_by_label("When should it go out?").fill(when)
        await self.press("Go on")
        await self.reads("Is this right?")
        await self.press("Queue it")
        await self.reads("is queued for")
