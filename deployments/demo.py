"""Owns the demo: one article from its topic to Medium, with a scripted writer, each step shown as it happens."""

import asyncio
import re
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console

from deployments.rehearsal import Rehearsal, rehearsal
from integrations.simulators.scripted_writer import ScriptedWriter, Seen

TOPIC = "What a year of keeping bees on a city roof taught me"
_GOES_OUT_IN = timedelta(seconds=75)


def play(console: Console) -> None:
    with tempfile.TemporaryDirectory(prefix="copydesk-demo-") as folder:
        console.print("Starting PostgreSQL, object storage, Prefect, the desk and the simulators …")
        with rehearsal(Path(folder) / "home") as stack:
            console.print(f"Everything is up. Prefect's UI is at {stack.address.prefect_ui_url} while this runs.")
            asyncio.run(_play(stack, console))


async def _play(stack: Rehearsal, console: Console) -> None:
    writer, began = ScriptedWriter(stack.simulators_url), time.monotonic()
    try:
        await _pair(stack, writer, console)
        await _queue(stack, console)
        await _review_text(writer, console)
        await _review_images(writer, console)
        await _review_plan(writer, console)
        url = await _see_it_published(writer)
    finally:
        await writer.close()
    console.print(
        f"published {url} after {writer.decisions} decisions in {time.monotonic() - began:.1f} s", soft_wrap=True
    )


async def _pair(stack: Rehearsal, writer: ScriptedWriter, console: Console) -> None:
    said = await asyncio.to_thread(stack.command, "pair", "demo")
    code = re.search(r"/start (\S+)", said)
    await writer.say(code[0] if code else said)
    await writer.message("Paired with demo")
    console.print("The writer's chat is paired with the account “demo”.")


async def _queue(stack: Rehearsal, console: Console) -> None:
    minute = (datetime.now(UTC) + _GOES_OUT_IN).replace(second=0)
    at = f"{minute:%Y-%m-%d %H:%M}"
    console.print((await asyncio.to_thread(stack.command, "add", TOPIC, "--account", "demo", "--at", at)).strip())


async def _review_text(writer: ScriptedWriter, console: Console) -> None:
    card = await writer.card("Approve", "Revision 1")
    _show(console, "the draft", card)
    await writer.say("Please make it shorter, and mention the neighbours.", reply_to=card)
    console.print("[bold]writer[/] “Please make it shorter, and mention the neighbours.”")
    card = await writer.card("Approve", "Revision 2")
    _show(console, "the revision", card)
    await writer.tap(card, "Approve")
    console.print("[bold]writer[/] taps Approve")


async def _review_images(writer: ScriptedWriter, console: Console) -> None:
    first = await writer.card("Keep")
    _show(console, "an image", first)
    await writer.tap(first, "Try again")
    console.print("[bold]writer[/] taps Try again")
    second = await writer.card("Keep")
    await writer.tap(second, "Keep")
    console.print("[bold]writer[/] keeps the other one")
    again = await writer.card("Keep", "try 2")
    _show(console, "the second try", again)
    await writer.tap(again, "Keep")
    console.print("[bold]writer[/] taps Keep")


async def _review_plan(writer: ScriptedWriter, console: Console) -> None:
    card = await writer.card("Approve", "Tags, in order")
    _show(console, "tags and time", card)
    await writer.say("tags: beekeeping, city life, nature, rooftop, neighbours", reply_to=card)
    console.print("[bold]writer[/] changes the tags")
    card = await writer.card("Approve", "rooftop")
    await writer.tap(card, "Approve")
    console.print("[bold]writer[/] taps Approve; now it waits for its time")


async def _see_it_published(writer: ScriptedWriter) -> str:
    told = await writer.message("is out")
    return told.words.rpartition(": ")[2]


def _show(console: Console, what: str, card: Seen) -> None:
    console.print(f"[bold]copydesk[/] sends {what}: {' · '.join(card.words.splitlines()[:3])}", soft_wrap=True)
