"""Owns a writer who follows a script: says, taps, replies and waits through the simulator's own side of Telegram.

It is what the demo, the journeys and the benches play with. It never looks into the database.
"""

import time
from collections.abc import Callable
from typing import Any

import httpx
from pydantic import BaseModel, ConfigDict

WAITS_SECONDS = 60.0


class SeenButton(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    text: str


class Seen(BaseModel):
    """A message as the chat shows it to the writer."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    message_id: int
    text: str | None = None
    caption: str | None = None
    buttons: list[list[SeenButton]] = []
    photo: str | None = None
    change: int

    @property
    def words(self) -> str:
        return self.text or self.caption or ""

    def has_button(self, text: str) -> bool:
        return any(text in button.text for row in self.buttons for button in row)


class NothingCame(AssertionError):
    """What the script waits for did not come; the text tells what the chat shows instead."""


class ScriptedWriter:
    def __init__(
        self, simulators_url: str, chat: int = 1001, name: str = "Ada", waits_seconds: float = WAITS_SECONDS
    ) -> None:
        self._root, self._chat, self._name = f"{simulators_url}/_sim/writer", chat, name
        self._waits_seconds = waits_seconds
        self._http = httpx.AsyncClient(timeout=WAITS_SECONDS, trust_env=False)
        self._used: set[int] = set()
        self.decisions = 0

    def again(self) -> "ScriptedWriter":
        """The same writer after an interruption: same chat, and what was read stays read."""
        root = self._root.removesuffix("/_sim/writer")
        other = ScriptedWriter(root, self._chat, self._name, self._waits_seconds)
        other._used, other.decisions = self._used, self.decisions
        return other

    async def close(self) -> None:
        await self._http.aclose()

    async def say(self, text: str, reply_to: Seen | None = None) -> None:
        said: dict[str, Any] = {"chat": self._chat, "user": self._chat, "first_name": self._name, "text": text}
        if reply_to is not None:
            said["reply_to"] = reply_to.message_id
            self.decisions += 1
        await self._post("text", said)

    async def tap(self, card: Seen, button: str, times: int = 1) -> None:
        label = next(each.text for row in card.buttons for each in row if button in each.text)
        tapped = {"chat": self._chat, "user": self._chat, "first_name": self._name}
        await self._post("tap", {**tapped, "message_id": card.message_id, "text": label, "times": times})
        self.decisions += 1

    async def tap_again(self, card: Seen, button: str) -> None:
        """Tap what the same card shows after its first tap."""
        await self.tap(await self._turned(card, button), button)

    async def card(self, button: str, containing: str = "") -> Seen:
        """The next message that has this button and that was not waited for before."""
        return await self._next(lambda seen: seen.has_button(button) and containing in seen.words, button)

    async def message(self, containing: str) -> Seen:
        return await self._next(lambda seen: containing in seen.words, containing)

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
        answer = await self._http.get(f"{self._root}/{path}", params=params)
        return dict(answer.raise_for_status().json())

    async def _post(self, path: str, body: dict[str, Any]) -> None:
        (await self._http.post(f"{self._root}/{path}", json=body)).raise_for_status()
