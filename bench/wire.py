"""Owns what a bench does and sees at the simulators: acts of a writer in, the calls that came of them out."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import parse_qs

import httpx
from pydantic import BaseModel, ConfigDict

from models.domain.errors import CopydeskError

_COMES_WITHIN_SECONDS = 60.0


class Call(BaseModel):
    """A call that reached a vendor's side: `at` is the wall clock of its arrival, in seconds."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: int
    at: float
    service: str
    method: str
    body: str

    def answers(self, query_id: str) -> bool:
        return self.method == "answerCallbackQuery" and parse_qs(self.body).get("callback_query_id") == [query_id]


class _Answer(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    query_id: str
    milliseconds: float | None


class _News(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    last_change: int
    timed_out: bool


class NothingCame(CopydeskError):
    """What a bench waits for did not come."""


class Wire:
    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http, self._seen = http, 0

    @classmethod
    @asynccontextmanager
    async def to(cls, simulators_url: str) -> AsyncIterator["Wire"]:
        timeout = _COMES_WITHIN_SECONDS + 10
        async with httpx.AsyncClient(base_url=f"{simulators_url}/_sim", timeout=timeout, trust_env=False) as http:
            yield cls(http)

    async def tap(self, chat: int, message_id: int, button: str) -> str:
        """The id of the callback query that the bot has to answer."""
        tapped = {"chat": chat, "user": chat, "message_id": message_id, "text": button}
        answer = await self._http.post("/writer/tap", json=tapped)
        return str(answer.raise_for_status().json()["callback_query_id"])

    async def say(self, chat: int, text: str, reply_to: int | None = None) -> None:
        said: dict[str, str | int] = {"chat": chat, "user": chat, "text": text}
        if reply_to is not None:
            said["reply_to"] = reply_to
        (await self._http.post("/writer/text", json=said)).raise_for_status()

    async def slow_the_model(self, seconds: float) -> None:
        (await self._http.post("/model/latency", json={"seconds": seconds})).raise_for_status()

    async def last_change(self, chat: int) -> int:
        return (await self._wait({"chat": chat, "timeout": 0})).last_change

    async def see(self, chat: int, containing: str, since: int) -> None:
        """Wait until the bot shows something new in the chat."""
        query: dict[str, str | int] = {"chat": chat, "since": since, "by": "bot", "contains": containing}
        if (await self._wait(query | {"timeout": int(_COMES_WITHIN_SECONDS)})).timed_out:
            raise NothingCame(f"{containing!r} did not come to chat {chat} within {_COMES_WITHIN_SECONDS:.0f} s.")

    async def new_calls(self) -> list[Call]:
        """What was answered since the last look, in the order of arrival."""
        answer = await self._http.get("/log", params={"after": self._seen})
        calls = [Call.model_validate(each) for each in answer.raise_for_status().json()]
        self._seen = max((call.id for call in calls), default=self._seen)
        return sorted(calls, key=lambda call: call.at)

    async def answered_after_ms(self, chat: int, query_id: str) -> float:
        """From the tap to its answer, by the simulator's own clock."""
        answer = await self._http.get("/writer/answers", params={"chat": chat})
        for each in map(_Answer.model_validate, answer.raise_for_status().json()["answers"]):
            if each.query_id == query_id and each.milliseconds is not None:
                return each.milliseconds
        raise NothingCame(f"The tap {query_id} in chat {chat} was not answered.")

    async def _wait(self, query: dict[str, str | int]) -> _News:
        return _News.model_validate((await self._http.get("/writer/wait", params=query)).raise_for_status().json())
