"""An account with a bot of its own: its chat is with that bot alone, and what follows when its token is refused."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import httpx
import pytest
from pydantic import SecretStr
from rich.console import Console

from deployments.bot_desk import set_bot
from deployments.desk import be_the_bot
from deployments.own_bots import OwnBots
from deployments.standing_desk import status
from integrations.simulators.scripted_writer import ScriptedWriter
from models.domain.article import Stage
from tests.phone.company import Company

pytestmark = pytest.mark.timeout(120)
NAME, NUMBER = "press_desk_bot", 987654321


def a_token(ending: str) -> str:
    return f"{NUMBER}:a-token-of-its-own-00000000000{ending}"


async def shown_by_botfather(cast: Company, token: str) -> None:
    """From now on this is the bot's token, and the one before is none."""
    async with httpx.AsyncClient(base_url=cast.simulators_url, trust_env=False) as http:
        (await http.post("/_sim/writer/bots", json={"token": token, "username": NAME})).raise_for_status()


async def standing(cast: Company, wanted: str, *, is_there: bool) -> str:
    """What `copydesk status` prints, once it holds these words, or holds them no more."""
    while True:
        console = Console(width=400)
        with console.capture() as printed:
            console.print(await status(cast.desk))
        if (wanted in printed.get()) is is_there:
            return printed.get()
        await asyncio.sleep(0.1)


@pytest.fixture
async def ada(cast: Company) -> AsyncIterator[ScriptedWriter]:
    """The same person in her chat with the account's own bot."""
    hearing = asyncio.create_task(OwnBots(cast.desk, be_the_bot, asyncio.Event(), 0.05).work())
    await shown_by_botfather(cast, a_token("first"))
    await set_bot(cast.desk, cast.account.label, SecretStr(a_token("first")))
    try:
        async with cast.another("Ada", cast.writer.chat_id, bot=NAME) as ada:
            await cast.pair(ada)
            yield ada
    finally:
        hearing.cancel()
        with suppress(asyncio.CancelledError):
            await hearing


async def test_an_article_goes_its_whole_way_with_the_accounts_own_bot_and_the_other_one_knows_nothing_of_it(
    cast: Company, ada: ScriptedWriter
) -> None:
    before = len(await cast.writer.chat())
    article_id = await cast.start("A paper with its own messenger", images=0)
    card = await ada.card("Approve", "Revision 1")
    await cast.asked(article_id)
    await ada.say('Change the title to "Messengers"', reply_to=card)
    await ada.message("Got it, revising.")
    second = await ada.card("Approve", "Messengers")
    await cast.asked(article_id)
    told = await ada.answers(await ada.tap(second, "Approve"))
    assert told[1].startswith("Already decided: Approved by")
    await ada.tap(await ada.card("Approve", "Tags, in order"), "Approve")
    await cast.until(article_id, Stage.PUBLISHED)
    await ada.message("is out")
    assert len(await cast.posts()) == 1
    assert len(await cast.writer.chat()) == before
    await cast.writer.say("/queue")
    await cast.writer.message("Hello! I am a private writing desk")
    await cast.nothing_came_twice(ada)


async def test_a_token_that_telegram_refuses_is_told_where_people_look_and_the_next_one_goes_on(
    cast: Company, ada: ScriptedWriter
) -> None:
    article_id = await cast.start("A messenger without a pass", images=0)
    card = await ada.card("Approve", "Revision 1")
    await cast.asked(article_id)
    await shown_by_botfather(cast, a_token("second"))
    refused = f"Telegram refuses the token of the bot of {cast.account.label}"
    told = await standing(cast, refused, is_there=True)
    assert f"What to do: give it the token that @BotFather shows now: copydesk account bot {cast.account.label}" in told
    await ada.say('Change the title to "Passes"', reply_to=card)
    await set_bot(cast.desk, cast.account.label, SecretStr(a_token("second")))
    await standing(cast, refused, is_there=False)
    await ada.message("Got it, revising.")
    await ada.card("Approve", "Passes")
    await cast.nothing_came_twice(ada)


async def test_what_has_to_be_said_while_the_token_is_refused_holds_the_article_and_is_asked_after_it(
    cast: Company, ada: ScriptedWriter
) -> None:
    await shown_by_botfather(cast, a_token("second"))
    article_id = await cast.start("A letter that nobody carries", images=0)
    held = await cast.until(article_id, Stage.ON_HOLD)
    assert "Telegram refuses the bot's token" in held.reason
    await set_bot(cast.desk, cast.account.label, SecretStr(a_token("second")))
    await ada.say(f"/resume {article_id}")
    await ada.card("Approve", "Revision 1")
    await cast.nothing_came_twice(ada)
