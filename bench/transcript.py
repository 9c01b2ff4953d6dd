"""Owns the transcript of one article as its writer saw it on the phone, with every message as it was.

`python -m bench.transcript --write docs/one-article.md`. The writer is scripted, the model and Medium are simulated,
the desk is the real one: an interview, a source, a quoted change, images, tags and the time.
"""

import asyncio
import re
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from bench.overheard import Overheard, OverheardWriter
from deployments.rehearsal import Rehearsal, rehearsal
from integrations.simulators.scripted_writer import Seen

_WITHIN_SECONDS = 300.0
_HEAD = """# One article, as its writer saw it

Every message of one article on Ada's phone, as it was, from `/new` to the story on Medium. What a tap did stands where
it happened. The model and Medium are simulated here, so the text is nobody's masterpiece; the desk and its messages are
the real ones. Made with `python -m bench.transcript --write docs/one-article.md`.

"""
TOPIC = "What a letter by hand is for"
LETTER = "My grandmother wrote four hundred letters to a man whom she never met."


def transcript(write: Annotated[Path | None, typer.Option(help="Write the page to this file.")] = None) -> None:
    """Play one article on a stack of its own, and print the chat."""
    patient, overheard = {"FEEDBACK_PAUSE_SECONDS": "3"}, Overheard("Ada")
    with (
        tempfile.TemporaryDirectory(prefix="copydesk-transcript-") as folder,
        rehearsal(Path(folder) / "home", patient) as stack,
    ):
        asyncio.run(_in_time(stack, overheard))
    page = page_of(overheard)
    if write is None:
        typer.echo(page)
    else:
        write.write_text(page)


async def _in_time(stack: Rehearsal, overheard: Overheard) -> None:
    code = await asyncio.to_thread(stack.command, "pair", "demo")
    async with asyncio.timeout(_WITHIN_SECONDS):
        await live_through(stack.simulators_url, code, overheard)


def page_of(overheard: Overheard) -> str:
    return _HEAD + "\n\n".join(overheard.pieces) + "\n"


async def live_through(simulators_url: str, code: str, overheard: Overheard) -> None:
    """From the pairing, with what `copydesk pair` said, to the word that it is out."""
    writer = OverheardWriter(simulators_url, overheard)
    try:
        await _begin(simulators_url, code, writer)
        await _answer(writer)
        await _revise(writer)
        await _look_at_images(writer)
        await _plan(writer)
        await writer.message("is out")
        await writer.chat()
    finally:
        await writer.close()


async def _begin(simulators_url: str, pairing: str, writer: OverheardWriter) -> None:
    code = re.search(r"/start \S+", pairing)
    await writer.say(code[0] if code else "/start")
    await writer.message("Paired with")
    for words in ("interview 2", "lead 30 days", "zone Europe/Lisbon"):
        await writer.say(f"/settings {words}")
        await writer.message(words.split()[0])
    await writer.say("/new")
    await writer.message("What is the article about?")
    await writer.say(TOPIC)
    await writer.message("What should it say?")
    await writer.say("For people who have lost sight of somebody")
    await writer.message("When should it go out?")
    await writer.say("next tuesday 9am")
    await writer.tap(await writer.card("Yes, queue it"), "Yes, queue it")
    number = re.search(r"Article (\d+)", (await writer.message("is queued for")).words)
    await writer.say(f"/source {number[1] if number else 0} {simulators_url}/web/letters")
    await writer.message("is read before")


async def _answer(writer: OverheardWriter) -> None:
    first = await writer.card("Skip", "question 1 of 2")
    await writer.say(LETTER, reply_to=first)
    second = await writer.card("Skip", "question 2 of 2")
    await writer.speak("I still write one letter every Sunday.", reply_to=second)
    heard = await writer.card("That is right")
    await writer.tap(heard, "That is right")


async def _revise(writer: OverheardWriter) -> None:
    await writer.card("Approve", "Revision 1")
    text, quote = _marked(await writer.chat())
    await writer.say("Please make this shorter", reply_to=text, quote=quote)
    card = await writer.card("Approve", "Revision 2")
    await writer.say('Change the title to "Write to the one you owe"', reply_to=card)
    await writer.say("a bit more friendly", reply_to=card)
    await writer.tap(await writer.card("Approve", "Revision 3"), "Approve")


def _marked(chat: list[Seen]) -> tuple[Seen, str]:
    """A passage, as a finger marks it: running text with something to leave out."""
    texts = [seen for seen in chat if seen.by == "bot" and len(seen.words) > 500 and not seen.buttons]
    passages = [(seen, each) for seen in texts for each in seen.words.split("\n\n") if each[:1].isalpha()]
    return max(passages, key=lambda passage: passage[1].count(". "))


async def _look_at_images(writer: OverheardWriter) -> None:
    first = await writer.card("Keep", "try 1")
    await writer.say("Without people in it, please", reply_to=first)
    others = [await writer.card("Keep", "try 1")]
    for each in [*others, await writer.card("Keep", "try 2")]:
        await writer.tap(each, "Keep")


async def _plan(writer: OverheardWriter) -> None:
    await writer.card("Approve", "Tags, in order")
    await writer.say("letters, slow living, friendship, writing, family")
    plan = await writer.card("Publish now", "slow living")
    await writer.tap(plan, "Publish now")
    await writer.tap_again(plan, "Yes, publish now")


if __name__ == "__main__":
    typer.run(transcript)
