"""Owns the pictures of the docs: an article is played on a stack of its own and photographed where it gets interesting.

`.venv/bin/python -m deployments.pictures` makes them all anew. It shows the simulators only, never a real account.
"""

import asyncio
import io
import re
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PIL import Image
from rich.console import Console

from deployments.browser import Browser, Page, browser
from deployments.console_pictures import BY_HAND, CODE, IMAGES, INSIDE, OUT, PLAN, WAITING, Visit
from deployments.rehearsal import Rehearsal, rehearsal
from integrations import hand_off_pages, previews
from integrations.services import Services, open_services
from integrations.settings import CLONE, Settings
from integrations.simulators.scripted_writer import ScriptedWriter
from models.domain.errors import CopydeskError
from models.store import articles

FOLDER = CLONE / "docs" / "pictures"
TOPIC = "What a year of keeping bees on a city roof taught me"
WAITS = "How I plan a week without a calendar"
BY_HAND_LABEL = "harbour"
PASTED = "What the harbour sounds like at five"
QUEUED = (
    "Letters I never sent to my teachers",
    "A kitchen garden in a rented flat",
    "What repairing one chair a month does to a year",
    "Reading slowly, and aloud",
    "The last bookshop on the island",
    "Bread for people who are late",
)
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
            console_visit = Visit(stack, camera, photographer.take)
            await _pair(stack, writer, "demo")
            await console_visit.come_in()
            await _add(stack, TOPIC, timedelta(minutes=4))
            await _review(writer, photographer, console_visit)
            await _fill_the_desk(stack, writer, console_visit)
            await _hand_off(writer)
            await console_visit.move_two()
            await _is_out(writer)
            await _show_the_desk(stack, photographer, console_visit)
        finally:
            await writer.close()


async def _pair(stack: Rehearsal, writer: ScriptedWriter, account: str) -> None:
    code = re.search(r"/start (\S+)", await asyncio.to_thread(stack.command, "pair", account))
    if code is None:
        raise CopydeskError("`copydesk pair` gave no code.")
    await writer.say(code[0])
    await writer.message(f"Paired with {account}")


async def _add(stack: Rehearsal, topic: str, due_in: timedelta, account: str = "demo") -> None:
    at = f"{datetime.now(UTC) + due_in:%Y-%m-%d %H:%M}"
    await asyncio.to_thread(stack.command, "add", topic, "--account", account, "--at", at)


async def _review(writer: ScriptedWriter, photographer: Photographer, console: Visit) -> None:
    await writer.say("Please mention the neighbours.", reply_to=await writer.card("Approve", "Revision 1"))
    card = await writer.card("Approve", "Revision 2")
    await photographer.phone("phone-draft", "Revision 2")
    await writer.tap(card, "Approve")
    first, second = await writer.card("Keep"), await writer.card("Keep")
    await photographer.phone("phone-image", "Image “")
    await console.take(IMAGES)
    await writer.tap(first, "Keep")
    await writer.tap(second, "Keep")
    await writer.say(f"tags: {', '.join(TAGS)}", reply_to=await writer.card("Approve", "Tags, in order"))
    card = await writer.card("Approve", TAGS[-1])
    await photographer.phone("phone-tags", TAGS[-1], is_dark=True)
    await console.take(PLAN)
    await writer.tap(card, "Approve")


async def _fill_the_desk(stack: Rehearsal, writer: ScriptedWriter, console: Visit) -> None:
    """Those without a time take the account's free slots."""
    await _add(stack, WAITS, timedelta(days=2))
    await writer.card("Approve", "Revision 1")
    await console.hand_in()
    await asyncio.to_thread(stack.command, "account", "add", BY_HAND_LABEL)
    await _pair(stack, writer, BY_HAND_LABEL)
    await _add(stack, PASTED, timedelta(days=1), BY_HAND_LABEL)
    for topic in QUEUED:
        await asyncio.to_thread(stack.command, "add", topic, "--account", "demo")


async def _hand_off(writer: ScriptedWriter) -> None:
    """An article of an account without a token."""
    await writer.tap(await writer.card("Approve", "Revision 1"), "Approve")
    _, second = await writer.card("Keep all"), await writer.card("Keep all")  # it keeps those that were shown
    await writer.tap(second, "Keep all")
    card = await writer.card("Publish now", "Tags, in order")
    await writer.tap(card, "Publish now")
    await writer.tap_again(card, "Yes, publish now")


async def _is_out(writer: ScriptedWriter) -> None:
    for _ in range(5):  # its time is minutes away
        try:
            await writer.message(f"{TOPIC}” is out")
        except AssertionError:
            continue
        return
    raise CopydeskError("The article did not come out.")


async def _show_the_desk(stack: Rehearsal, photographer: Photographer, console: Visit) -> None:
    async with _desk_of(stack) as desk:
        async with desk.database.session() as session:
            out, waiting = await articles.article(session, OUT), await articles.article(session, WAITING)
        run = f"{stack.address.prefect_ui_url}/runs/flow-run/{out.flow_run_id}"
        await photographer.take("story", Page(out.medium_url or "", 760, 620, TOPIC))
        await photographer.take("prefect-run", Page(run, 1280, 860, "Write revision 2"))
        places = {
            "preview": previews.address_of(desk.settings, "", waiting.revision_id or 0, desk.clock()),
            "hand_off": hand_off_pages.path_of(desk.settings, hand_off_pages.Page.COPY, BY_HAND),
            "day": f"{desk.clock() + timedelta(days=3):%Y-%m-%d}",
        }
        await console.take(INSIDE, places)
        await console.ask_for_codes(desk)
        await console.take(CODE)


@asynccontextmanager
async def _desk_of(stack: Rehearsal) -> AsyncIterator[Services]:
    settings = Settings(copydesk_home=stack.home, simulate="all", _env_file=None)
    async with open_services(settings, stack.address) as desk:
        yield desk


if __name__ == "__main__":
    make(Console())
