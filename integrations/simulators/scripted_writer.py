"""Owns a writer who follows a script: says, taps, replies and waits through the simulator's own side of Telegram.

It is what the demo, the journeys and the benches play with. It never looks into the database.
"""

import asyncio
import base64
import time
from collections.abc import Callable
from typing import Any

import httpx
from pydantic import BaseModel, ConfigDict, Field

WAITS_SECONDS = 60.0


class SeenButton(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    text: str


class Seen(BaseModel):
    """A message as the chat shows it to the writer."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    message_id: int
    by: str = Field(alias="from", default="bot")
    text: str | None = None
    entities: list[dict[str, Any]] = []
    caption: str | None = None
    caption_entities: list[dict[str, Any]] = []
    buttons: list[list[SeenButton]] = []
    photo: str | None = None
    document: dict[str, Any] | None = None
    voice: dict[str, Any] | None = None
    reply_to: int | None = None
    quote: dict[str, Any] | None = None
    thread: int | None = None
    service: str | None = None
    date: int = 0
    change: int

    @property
    def words(self) -> str:
        return self.text or self.caption or ""

    def has_button(self, text: str) -> bool:
        return any(text in button.text for row in self.buttons for button in row)


class NothingCame(AssertionError):
    """What the script waits for did not come; the text tells what the chat shows instead."""


class ScriptedWriter:
    """`taps` is how often every button is tapped: people double-tap. In a group, `user` says who of it this is.

    `bot` is the bot that they write to, by its name; without one it is the bot of all accounts.
    """

    def __init__(
        self,
        simulators_url: str,
        chat: int = 1001,
        name: str = "Ada",
        waits_seconds: float = WAITS_SECONDS,
        *,
        user: int | None = None,
        taps: int = 1,
        bot: str | None = None,
    ) -> None:
        self._root, self._chat, self._name = f"{simulators_url}/_sim/writer", chat, name
        self._waits_seconds = waits_seconds
        self._user, self._taps = chat if user is None else user, taps
        self._bot: dict[str, str | int] = {} if bot is None else {"bot": bot}
        self._http = httpx.AsyncClient(timeout=WAITS_SECONDS, trust_env=False)
        self._used: set[int] = set()
        self.decisions = 0

    @property
    def chat_id(self) -> int:
        return self._chat

    def again(self) -> "ScriptedWriter":
        """The same writer after an interruption: same chat, and what was read stays read."""
        root = self._root.removesuffix("/_sim/writer")
        other = ScriptedWriter(root, self._chat, self._name, self._waits_seconds, user=self._user, taps=self._taps)
        other._bot = self._bot
        other._used, other.decisions = self._used, self.decisions
        return other

    async def close(self) -> None:
        await self._http.aclose()

    async def say(self, text: str, reply_to: Seen | None = None, **how: Any) -> int:
        """Give the number of the message. `quote` and `thread` are Telegram's own."""
        self.decisions += reply_to is not None
        return int((await self.act("text", text=text, **_answering(reply_to), **how))["message_id"])

    async def speak(self, words: str, reply_to: Seen | None = None, seconds: int = 4) -> None:
        """A voice message; the simulator of the model hears what follows its marker."""
        sound = base64.b64encode(b"OggS" + b"SAYS:" + words.encode()).decode()
        await self.act("voice", content=sound, duration=seconds, **_answering(reply_to))

    async def send_file(self, name: str, content: bytes, reply_to: Seen | None = None, **how: Any) -> None:
        packed = base64.b64encode(content).decode()
        await self.act("document", content=packed, file_name=name, **_answering(reply_to), **how)

    async def act(self, name: str, /, **fields: Any) -> dict[str, Any]:
        """Whatever else a person does on a phone, as the simulator names it."""
        person = {"chat": self._chat, "user": self._user, "first_name": self._name} | self._bot
        answer = await self._http.post(f"{self._root}/{name}", json=person | fields)
        return dict(answer.raise_for_status().json())

    async def tap(self, card: Seen, button: str, times: int | None = None) -> list[str]:
        """Give the numbers of the taps, by which their answers are found."""
        label = next(each.text for row in card.buttons for each in row if button in each.text)
        tapped = await self.act("tap", message_id=card.message_id, text=label, times=times or self._taps)
        self.decisions += 1
        return list(tapped["callback_query_ids"])

    async def answers(self, taps: list[str]) -> list[str]:
        """What the phone showed to each of these taps, once all are answered."""
        while True:
            told = (await self._get("answers", {"chat": self._chat}))["answers"]
            found = {each["query_id"]: each["text"] or "" for each in told if each["query_id"] in taps}
            if len(found) == len(taps):
                return [found[tap] for tap in taps]
            await asyncio.sleep(0.05)

    async def tap_again(self, card: Seen, button: str) -> None:
        """Tap what the same card shows after its first tap."""
        await self.tap(await self._turned(card, button), button)

    async def card(self, button: str, containing: str = "") -> Seen:
        """The next message that has this button and that was not waited for before."""
        return await self._next(lambda seen: seen.has_button(button) and containing in seen.words, button)

    async def turned(self, card: Seen, containing: str) -> Seen:
        """The same message, once it says this."""
        self._used.discard(card.message_id)
        return await self._next(
            lambda seen: seen.message_id == card.message_id and containing in seen.words, containing
        )

    async def message(self, containing: str) -> Seen:
        """The bot's next word that holds this and that was not waited for before."""
        return await self._next(lambda seen: seen.by == "bot" and containing in seen.words, containing)

    async def file(self, seen: Seen) -> bytes:
        """The file of a message, as the phone loads it."""
        file_id = (seen.document or {})["file_id"]
        loaded = await self._http.get(f"{self._root}/files/{file_id}", params=self._bot)
        return loaded.raise_for_status().content

    async def chat(self) -> list[Seen]:
        return [Seen.model_validate(each) for each in (await self._get(f"chat/{self._chat}", {}))["messages"]]

    async def _next(self, fits: Callable[[Seen], bool], wanted: str) -> Seen:
        deadline = time.monotonic() + self._waits_seconds
        since = 0
        while time.monotonic() < deadline:
            found = next((seen for seen in await self.chat() if seen.message_id not in self._used and fits(seen)), None)
            if found is not None:
                self._used.add(found.message_id)
                return found
            since = await self._wait(since)
        shown = "\n".join(f"  {seen.message_id}: {seen.words[:100]!r}" for seen in await self.chat())
        raise NothingCame(f"{wanted!r} did not come to chat {self._chat}. It shows:\n{shown}")

    async def _turned(self, card: Seen, button: str) -> Seen:
        self._used.discard(card.message_id)
        return await self._next(lambda seen: seen.message_id == card.message_id and seen.has_button(button), button)

    async def _wait(self, since: int) -> int:
        """Until something changed in the chat, or five seconds; gives the number of the last change."""
        query: dict[str, str | int] = {"chat": self._chat, "since": since, "by": "bot", "timeout": 5}
        return int((await self._get("wait", query))["last_change"])

    async def _get(self, path: str, params: dict[str, str | int]) -> dict[str, Any]:
        answer = await self._http.get(f"{self._root}/{path}", params=params | self._bot)
        return dict(answer.raise_for_status().json())


def _answering(to: Seen | None) -> dict[str, int]:
    return {} if to is None else {"reply_to": to.message_id}
