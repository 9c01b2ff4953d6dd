"""Owns a headless Chromium for a while: it opens a page at a given size, waits for words on it, and photographs it.

It refuses to guess when a page is ready: whoever asks names the words that must be there.
"""

import asyncio
import base64
import itertools
import json
import shutil
import tempfile
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from models.domain.errors import CopydeskError, Misconfigured

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--remote-debugging-port=0",
)
_WAITS_SECONDS = 30.0
_HAS_ITS_FRAMES = """
[...document.querySelectorAll('iframe')].map(each => each.contentDocument).every(
    inside => inside === null || (inside.URL !== 'about:blank' && inside.readyState === 'complete')
)
"""  # before it is loaded a frame is an empty page that is complete; into one of elsewhere nobody can look
_ANSWER_BYTES = 64_000_000  # a picture comes in one answer


@dataclass(frozen=True)
class Page:
    """What is photographed: an address, how large the window is, and what must be readable first."""

    url: str
    width: int
    height: int
    words: str
    prepare: str = ""  # JavaScript, such as a scroll, run before the picture
    is_dark: bool = False
    then: str = ""  # what is readable after that
    rests_seconds: float = 1.2  # charts and fades come to rest


class Browser:
    def __init__(self, wire: ClientConnection) -> None:
        self._wire, self._numbers = wire, itertools.count(1)

    async def photograph(self, page: Page) -> bytes:
        async with self._tab() as tab:
            await self._open(page, tab)
            await self._until(_HAS_ITS_FRAMES, tab)
            await self._evaluate(f"new Promise(done => setTimeout(done, {page.rests_seconds * 1000}))", tab)
            picture = await self._call("Page.captureScreenshot", {"format": "png"}, tab)
        return base64.b64decode(picture["data"])

    async def do(self, page: Page) -> None:
        """What a page is prepared for, such as a form that is sent, until the words of the next page are there."""
        async with self._tab() as tab:
            await self._open(page, tab)

    @asynccontextmanager
    async def _tab(self) -> AsyncIterator[str]:
        target = (await self._call("Target.createTarget", {"url": "about:blank"}))["targetId"]
        yield (await self._call("Target.attachToTarget", {"targetId": target, "flatten": True}))["sessionId"]
        await self._call("Target.closeTarget", {"targetId": target})

    async def _open(self, page: Page, tab: str) -> None:
        size = {"width": page.width, "height": page.height, "deviceScaleFactor": 1, "mobile": False}
        await self._call("Emulation.setDeviceMetricsOverride", size, tab)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if page.is_dark else "light"}
        await self._call("Emulation.setEmulatedMedia", {"features": [scheme]}, tab)
        await self._call("Page.navigate", {"url": page.url}, tab)
        await self._until(_reads(page.words), tab)
        await self._until("[...document.images].every(image => image.complete || image.loading === 'lazy')", tab)
        if page.prepare:
            await self._evaluate(page.prepare, tab)
            await self._until(_reads(page.then), tab)

    async def _until(self, expression: str, tab: str) -> None:
        deadline = asyncio.get_running_loop().time() + _WAITS_SECONDS
        while not await self._holds(expression, tab):
            if asyncio.get_running_loop().time() > deadline:
                raise CopydeskError(f"The page never came to: {expression}")
            await asyncio.sleep(0.2)

    async def _holds(self, expression: str, tab: str) -> bool:
        """A page that is just being left answers nothing."""
        try:
            return bool(await self._evaluate(expression, tab))
        except CopydeskError:
            return False

    async def _evaluate(self, expression: str, tab: str) -> Any:
        asked = {"expression": expression, "awaitPromise": True, "returnByValue": True}
        return (await self._call("Runtime.evaluate", asked, tab))["result"].get("value")

    async def _call(self, method: str, params: dict[str, Any], tab: str | None = None) -> dict[str, Any]:
        number = next(self._numbers)
        call = {"id": number, "method": method, "params": params} | ({"sessionId": tab} if tab else {})
        await self._wire.send(json.dumps(call))
        while (answer := json.loads(await self._wire.recv())).get("id") != number:
            continue  # events that nobody asked for
        if "error" in answer:
            raise CopydeskError(f"Chromium refuses {method}: {answer['error']['message']}")
        return dict(answer["result"])


def _reads(words: str) -> str:
    return f"document.body?.innerText.includes({json.dumps(words)})"


@asynccontextmanager
async def browser() -> AsyncIterator[Browser]:
    with tempfile.TemporaryDirectory(prefix="copydesk-browser-", ignore_cleanup_errors=True) as profile:
        command = (_program(), *_FLAGS, f"--user-data-dir={profile}", "about:blank")
        process = await asyncio.create_subprocess_exec(*command, stdout=DEVNULL, stderr=DEVNULL)
        try:
            async with connect(await _address(Path(profile)), max_size=_ANSWER_BYTES, proxy=None) as wire:
                yield Browser(wire)
        finally:
            process.terminate()
            await process.wait()


def _program() -> str:
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        raise Misconfigured(f"Pictures want a Chromium on the PATH ({', '.join(_NAMES)}). Install one.")
    return found


async def _address(profile: Path) -> str:
    """Chromium writes down the port that it chose, and the path of its debugging socket."""
    file, deadline = profile / "DevToolsActivePort", asyncio.get_running_loop().time() + _WAITS_SECONDS
    while not file.exists() or len(lines := file.read_text().splitlines()) < 2:  # noqa: PLR2004 - port and path
        if asyncio.get_running_loop().time() > deadline:
            raise CopydeskError("Chromium did not start. Does `chromium --headless` run here?")
        await asyncio.sleep(0.1)
    return f"ws://127.0.0.1:{lines[0]}{lines[1]}"
