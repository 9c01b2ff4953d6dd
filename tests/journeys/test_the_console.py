"""The whole story in the console alone: a real browser, a phone's width, and no JavaScript."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from models.domain.article import Stage
from tests.journeys.cast import Cast
from tests.journeys.reader import PASSWORD, Reader

pytestmark = pytest.mark.timeout(400)
FINISHED = """---
title: {title}
account: {account}
time: {time}
---

A text that was there before, with enough words to be one.
"""


async def test_the_owner_comes_in_goes_out_and_comes_back_with_their_password(reader: Reader) -> None:
    await reader.page.get_by_role("link", name="Menu").click()
    await reader.press("Log out")
    await reader.reads("You are logged out.")
    await reader.page.goto("/articles/new")
    await reader.page.get_by_label("Name", exact=True).fill("ada")
    await reader.page.get_by_label("Password", exact=True).fill(PASSWORD)
    await reader.press("Log in")
    await reader.reads("What is the article about?")


async def test_an_article_goes_its_whole_way_by_decisions_in_the_console(reader: Reader, cast: Cast) -> None:
    soon = datetime.now(ZoneInfo(cast.account.zone)) + timedelta(minutes=2)
    await reader.queues(cast.account.label, "What the lighthouse keeper reads", f"{soon:%Y-%m-%d %H:%M}")
    number = int(re.findall(r"Article (\d+) is queued", await reader.page.content())[0])
    await reader.page.goto(f"/articles/{number}")
    await reader.looks_until("The text waits for your word")
    await reader.page.locator("summary", has_text="Ask for changes").click()
    await reader.page.get_by_label("What should be different?").fill('Change the title to "Books in the lamp room"')
    await reader.press("Send it to be changed")
    await reader.looks_until("What changed since you saw it last")
    await reader.press("Approve the text")
    await reader.looks_until("2 images wait for your word")
    await reader.press("Leave it out")
    await reader.looks_until("1 image waits for your word")
    await reader.press("Keep", exact=True)
    await reader.looks_until("Tags and time wait for your word")
    await reader.press("Approve: it goes out")
    await cast.until(number, Stage.PUBLISHED)
    await reader.looks_until("View on Medium")
    [post] = await cast.posts()
    assert (post["title"], post["content"].count("<img")) == ("Books in the lamp room", 1)
    cards = [seen for seen in await cast.writer.chat() if seen.by == "bot" and seen.buttons]
    assert cards == [], "what was decided in the console has no buttons left on Telegram"


async def test_what_cannot_be_imported_is_named_is_mended_and_then_all_of_it_comes(reader: Reader, cast: Cast) -> None:
    label = cast.account.label
    table = f"topic,time,account\nWhat the keeper reads,2031-01-31 09:00,{label}\nWhat the tide brings,{{}},{label}\n"
    await reader.hands_in(topics__csv=table.format("soonish"))
    await reader.reads("1 piece cannot be imported")
    assert "soonish" in await reader.page.locator("tr.bad").inner_text()
    assert await reader.page.get_by_role("button", name="Import all of it").count() == 0
    await reader.hands_in(topics__csv=table.format("2031-02-01 09:00"))
    await reader.press("Import all of it")
    await reader.looks_until("2 articles were made.")
    good = FINISHED.format(title="On tides", account=label, time="2031-03-01 09:00")
    await reader.hands_in(tides__md=good, lamps__md=FINISHED.format(title="On lamps", account="nobody's", time="now"))
    await reader.reads("1 piece cannot be imported")
    assert "lamps.md" in await reader.page.locator("tr.bad").inner_text()
    mended = FINISHED.format(title="On lamps", account=label, time="2031-03-02 09:00")
    await reader.hands_in(tides__md=good, lamps__md=mended)
    await reader.press("Import all of it")
    await reader.looks_until("2 articles were made.")
    await reader.page.goto(f"/accounts/{cast.account.id}/articles")
    for topic in ("What the keeper reads", "What the tide brings", "On tides", "On lamps"):
        await reader.reads(topic)
