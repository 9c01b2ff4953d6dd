"""Owns who plays in a story on the phone: a cast with more people, and looks at what Telegram was told, how often."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from integrations.simulators.scripted_writer import ScriptedWriter, Seen
from models.store import accounts, articles, reviews
from tasks.catching_up import settle_cards, show_the_unshown
from tasks.timekeeping import keep_times
from tests.journeys.cast import Cast, next_chat

_IS_A_CARD = "Revision "
Told = tuple[str, str | None, int | None]


class Company(Cast):
    @asynccontextmanager
    async def another(
        self, name: str, chat: int | None = None, user: int | None = None, bot: str | None = None
    ) -> AsyncIterator[ScriptedWriter]:
        """Somebody else, or the same person in another chat or with another bot; not paired yet."""
        writer = ScriptedWriter(self.simulators_url, chat or next_chat(), name, user=user, taps=2, bot=bot)
        try:
            yield writer
        finally:
            await writer.close()

    async def change(self, article_id: int, **fields: Any) -> None:
        """What time would bring, at once."""
        async with self.desk.database.session() as session:
            article = await articles.article(session, article_id)
            for name, value in fields.items():
                setattr(article, name, value)
            session.add(article)

    async def asked(self, article_id: int) -> None:
        """Until what waits is shown, and known to be."""
        while True:
            async with self.desk.database.session() as session:
                opened = await reviews.open_reviews(session, article_id)
            if opened and all(review.shown_at is not None for review in opened):
                return
            await asyncio.sleep(0.1)

    async def is_let_in(self, chat_id: int) -> None:
        """Until the bot knows that it may write there."""
        while True:
            async with self.desk.database.session() as session:
                if any(chat.left_at is None for chat in await accounts.chats_at(session, chat_id)):
                    return
            await asyncio.sleep(0.1)

    async def is_over(self, writer: ScriptedWriter, card: Seen) -> None:
        """Until there is nothing left to tap on it."""
        while any(seen.buttons for seen in await writer.chat() if seen.message_id == card.message_id):
            await asyncio.sleep(0.1)

    async def look_after(self) -> None:
        """As upkeep does, twice."""
        for _ in range(2):
            await show_the_unshown.fn()
            await settle_cards.fn()
            await keep_times.fn()

    async def nothing_came_twice(self, *writers: ScriptedWriter) -> None:
        """No chat was told the same thing twice, although every update came twice and every button was tapped twice.

        A text that did not change comes again with the next card, and only then; of two equal cards one is alive.
        """
        for writer in (self.writer, *writers):
            told, alive = list[Told](), list[str]()
            for seen in [seen for seen in await writer.chat() if seen.by == "bot"]:
                assert _told(seen) not in told
                assert not (seen.buttons and seen.words in alive)
                told = [] if _IS_A_CARD in seen.words else [*told, _told(seen)]
                alive += [seen.words] if seen.buttons else []

    async def calls(self, service: str, method: str) -> list[dict[str, Any]]:
        """What a simulator received; `body` is cut after some pages."""
        async with httpx.AsyncClient(base_url=self.simulators_url, trust_env=False) as http:
            log = (await http.get("/_sim/log", params={"service": service})).raise_for_status().json()
        return [call for call in log if call["method"] == method]


def _told(seen: Seen) -> Told:
    return seen.words, seen.photo or (seen.document or {}).get("file_name"), seen.reply_to
