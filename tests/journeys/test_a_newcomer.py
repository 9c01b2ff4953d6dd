"""What a newcomer does in the console: the guided set-up and the played phone by taps."""

import re

import pytest
from playwright.async_api import Browser, FrameLocator, Locator

from deployments.rehearsal import Rehearsal
from integrations.simulators.scripted_writer import ScriptedWriter
from tests.journeys.cast import next_chat
from tests.journeys.reader import Reader

pytestmark = pytest.mark.timeout(300)
LABEL = "a first blog"


async def test_the_whole_story_is_played_on_the_phone_by_taps(browser: Browser, stack: Rehearsal) -> None:
    """Stands first: the page offers a first article only while there is none on the stack."""
    async with Reader.seated(browser, stack.address.console_url, scripts=True) as newcomer:
        newcomer.page.set_default_timeout(60_000)
        await newcomer.come_in(stack, "Ada")
        await newcomer.page.goto("/phone")
        await newcomer.press("Pair it")
        await newcomer.reads("The phone is paired")
        await newcomer.press("Write the first one")
        chat = newcomer.page.frame_locator("iframe.chat")
        await _tappable(chat, "Approve").wait_for()
        await chat.get_by_role("link", name="reply").last.click()
        await chat.get_by_text("Replying to:").wait_for()
        await chat.get_by_label("Message", exact=True).fill("Please mention the neighbours twice.")
        await chat.get_by_role("button", name="Send").click()
        await chat.get_by_text("Revision 2").first.wait_for()
        await _tappable(chat, "Approve").click()
        await _tappable(chat, "Keep all").click()
        await _tappable(chat, "Publish now").click()
        await _tappable(chat, "Yes, publish now").click()
        await chat.get_by_text("is out").last.wait_for()
        stages = newcomer.page.frame_locator("iframe.stages")
        await stages.get_by_role("link", name="View on Medium").first.wait_for()


async def test_the_first_set_up_tells_what_is_wrong_and_is_left_and_resumed(reader: Reader, stack: Rehearsal) -> None:
    await reader.page.goto("/setup")
    await reader.press("Try the model")
    await reader.reads(" answers: ")
    await reader.page.goto("/setup")
    await reader.page.get_by_role("link", name="Add an account").click()
    await reader.page.get_by_label("Label").fill(LABEL)
    await reader.page.get_by_label("Medium integration token").fill("a token that nobody gave out")
    await reader.press("Add the account")
    assert "token" in await reader.page.get_by_role("alert").inner_text()
    await reader.page.get_by_label("Medium integration token").fill("")
    await reader.press("Add the account")
    await reader.reads(f"{LABEL} was added.")
    await reader.page.goto("/")
    await reader.page.get_by_role("link", name="Menu").click()
    await reader.page.get_by_role("link", name="Settings").click()
    await reader.page.get_by_role("link", name="First set-up").click()
    await reader.press(f"Pair a chat with {LABEL}")
    code = re.search(r"/start \S+", await reader.page.locator(".code code").inner_text())
    assert code is not None
    writer = ScriptedWriter(stack.simulators_url, next_chat(), "Newcomer")
    await writer.say(code[0])
    await writer.message(f"Paired with {LABEL}")
    await writer.close()
    await reader.page.goto("/setup")
    steps = reader.page.locator("#telegram li", has_text=LABEL)
    assert "1 chat" in await steps.inner_text()
    await reader.page.get_by_role("link", name=f"Voice of {LABEL}").click()
    await reader.reads("Rules in force")


def _tappable(chat: FrameLocator, words: str) -> Locator:
    return chat.get_by_role("button", name=re.compile(f"{words}$")).last
