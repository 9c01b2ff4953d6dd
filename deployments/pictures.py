"""Owns the pictures of the docs: an article is played on a stack of its own and photographed where it gets interesting.

`.venv/bin/python -m deployments.pictures` makes them all anew. It shows the simulators only, never a real account.
"""

import asyncio
import io
import re
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PIL import Image
from rich.console import Console

from deployments import console_pictures
from deployments.browser import Browser, Page, browser
from deployments.rehearsal import Rehearsal, rehearsal
from integrations.services import open_services
from integrations.settings import CLONE, Settings
from integrations.simulators.scripted_writer import ScriptedWriter
from models.domain.errors import CopydeskError
from models.store import articles
from models.tables import Article

FOLDER = CLONE / "docs" / "pictures"
TOPIC = "What a year of keeping bees on a city roof taught me"
WAITING = "How I plan a week without a calendar"
QUEUED = ("Letters I never sent to my teachers", "A kitchen garden in a rented flat")
TAGS = ("Beekeeping", "City life", "Nature", "Rooftop", "Neighbours")
CHAT = 1001
_COLOURS = 160
_TO_THE_NEWEST = "window.scrollTo(0, document.body.scrollHeight)"


class Photographer:
    def __init__(self, stack: Rehearsal, camera: Browser, console: Console) -> None:
        self._stack, self.camera, self._console = stack, camera, console

    async def phone(self, name: str, words: str, width: int = 390, height: int = 760, *, is_dark: bool = False) -> None:
        url = f"{self._stack.simulators_url}/_sim/writer/phone/{CHAT}"
        await self.take(name, Page(url, width, height, words, _TO_THE_NEWEST, is_dark))

    async def take(self, name: str, page: Page) -> None:
        picture = Image.open(io.BytesIO(await self.camera.photograph(page))).convert("RGB")
        file = FOLDER / f"{name}.png"
        file.parent.mkdir(exist_ok=True)
        picture.quantize(_COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)
        self._console.print(f"{file.relative_to(CLONE)}  {file.stat().st_size // 1000} kB")


def make(console: Console) -> None:
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="copydesk-pictures-") as folder, rehearsal(Path(folder) / "home") as stack:
        asyncio.run(_play(stack, console))


async def _play(stack: Rehearsal, console: Console) -> None:
    writer = ScriptedWriter(stack.simulators_url, CHAT)
    async with browser() as camera:
        photographer = Photographer(stack, camera, console)
        try:
            await _pair(stack, writer)
            await _add(stack, TOPIC, timedelta(minutes=3))
            await _review(writer, photographer)
            await _fill_the_desk(stack, writer)
            await _show_the_desk(stack, photographer)
        finally:
            await writer.close()


async def _pair(stack: Rehearsal, writer: ScriptedWriter) -> None:
    code = re.search(r"/start (\S+)", await asyncio.to_thread(stack.command, "pair", "demo"))
    if code is None:
        raise CopydeskError("`copydesk pair` gave no code.")
    await writer.say(code[0])
    await writer.message("Paired with")


async def _add(stack: Rehearsal, topic: str, due_in: timedelta) -> None:
    at = f"{datetime.now(UTC) + due_in:%Y-%m-%d %H:%M}"
    await asyncio.to_thread(stack.command, "add", topic, "--account", "demo", "--at", at)


async def _review(writer: ScriptedWriter, photographer: Photographer) -> None:
    await writer.say("Please mention the neighbours.", reply_to=await writer.card("Approve", "Revision 1"))
    card = await writer.card("Approve", "Revision 2")
    await photographer.phone("phone-draft", "Revision 2")
    await writer.tap(card, "Approve")
    first, second = await writer.card("Keep"), await writer.card("Keep")
    await photographer.phone("phone-image", "Image “")
    await photographer.phone("phone-wide", "Image “", 1100, 800)
    await writer.tap(first, "Keep")
    await writer.tap(second, "Keep")
    await writer.say(f"tags: {', '.join(TAGS)}", reply_to=await writer.card("Approve", "Tags, in order"))
    card = await writer.card("Approve", TAGS[-1])
    await photographer.phone("phone-tags", TAGS[-1], is_dark=True)
    await writer.tap(card, "Approve")


async def _fill_the_desk(stack: Rehearsal, writer: ScriptedWriter) -> None:
    await _add(stack, WAITING, timedelta(days=2))
    await writer.card("Approve", "Revision 1")
    for weeks, topic in enumerate(QUEUED, start=2):
        await _add(stack, topic, timedelta(weeks=weeks))
    for _ in range(4):  # its time is minutes away
        try:
            await writer.message("is out")
        except AssertionError:
            continue
        return
    raise CopydeskError("The article did not come out.")


async def _show_the_desk(stack: Rehearsal, photographer: Photographer) -> None:
    article = await _first_article(stack)
    run = f"{stack.address.prefect_ui_url}/runs/flow-run/{article.flow_run_id}"
    await photographer.take("story", Page(article.medium_url or "", 760, 620, TOPIC))
    await photographer.take("prefect-run", Page(run, 1280, 860, "Write revision 2"))
    await console_pictures.take_all(stack, photographer.camera, photographer.take, console_pictures.inside(1, 2, 1))


async def _first_article(stack: Rehearsal) -> Article:
    settings = Settings(copydesk_home=stack.home, simulate="all", _env_file=None)
    async with open_services(settings, stack.address) as desk, desk.database.session() as session:
        return await articles.article(session, 1)


if __name__ == "__main__":
    make(Console())
