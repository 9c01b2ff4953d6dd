"""Owns what can be seen from outside: the simulators' own ledgers of calls, posts, chats and taps, and acts there.

It refuses to know the product: whoever asks here learns what the vendors saw, not what Copydesk believes.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from pydantic import BaseModel, ConfigDict

_ANSWERS_WITHIN_SECONDS = 30.0
_WAITS_FOR_NEWS_SECONDS = 10


class _Shown(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Call(_Shown):
    """A call that reached a vendor: when, how long, what it said, and what became of its answer."""

    id: int
    at: float
    ms: float
    service: str
    method: str
    body: str
    status: int
    fault: str | None

    @property
    def ended_at(self) -> float:
        return self.at + self.ms / 1000

    @property
    def was_done(self) -> bool:
        return self.status // 100 == 2

    @property
    def lost_its_answer(self) -> bool:
        return self.fault in ("cut_after", "half_body", "malformed")


class Post(_Shown):
    """A story on Medium, with the request that made it."""

    id: str
    title: str
    username: str
    content: str
    request: str
    created_at: float


class Button(_Shown):
    text: str
    data: str | None = None


class Document(_Shown):
    file_id: str
    file_name: str


class Message(_Shown):
    """A message as the chat shows it now."""

    message_id: int
    sender: str
    text: str | None = None
    caption: str | None = None
    buttons: list[list[Button]] = []
    photo: str | None = None
    document: Document | None = None
    reply_to: int | None = None

    @property
    def words(self) -> str:
        return self.text or self.caption or ""

    @property
    def data(self) -> list[str]:
        return [button.data for row in self.buttons for button in row if button.data]


class Tap(_Shown):
    query_id: str
    chat: int
    message_id: int
    answered: bool
    text: str | None = None


class Outside:
    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    @classmethod
    @asynccontextmanager
    async def of(cls, simulators_url: str) -> AsyncIterator["Outside"]:
        async with httpx.AsyncClient(
            base_url=f"{simulators_url}/_sim", timeout=_ANSWERS_WITHIN_SECONDS, trust_env=False
        ) as http:
            yield cls(http)

    async def calls(self, after: int = 0) -> list[Call]:
        return [Call.model_validate(each) for each in await self._get("/log", after=after)]

    async def posts(self) -> list[Post]:
        return [Post.model_validate(each) for each in await self._get("/medium/posts")]

    async def chat(self, chat: int, after: int = 0) -> list[Message]:
        shown = (await self._get(f"/writer/chat/{chat}", after=after))["messages"]
        return [Message.model_validate({**each, "sender": each["from"]}) for each in shown]

    async def news(self, chat: int, since: int) -> tuple[list[Message], int]:
        """What came or changed in a chat since that change, as soon as there is any, and the number of the last one."""
        found = await self._get("/writer/wait", chat=chat, since=since, timeout=_WAITS_FOR_NEWS_SECONDS)
        messages = [Message.model_validate({**each, "sender": each["from"]}) for each in found["messages"]]
        return messages, int(found["last_change"])

    async def taps(self) -> list[Tap]:
        found = await self._get("/writer/answers")
        return [Tap.model_validate(each) for each in (*found["answers"], *found["unanswered"])]

    async def pending_updates(self) -> int:
        """Updates that the bot has not confirmed."""
        return len((await self._get("/writer/updates"))["pending"])

    async def file(self, file_id: str) -> bytes:
        return (await self._http.get(f"/writer/files/{file_id}")).raise_for_status().content

    async def picture(self, address: str) -> bytes:
        """What a reader's browser gets for an image of a story."""
        return (await self._http.get(address)).raise_for_status().content

    async def say(self, chat: int, name: str, text: str, reply_to: int | None = None) -> int | None:
        """The number of the message; none when what it replies to is gone meanwhile."""
        said: dict[str, Any] = {"chat": chat, "user": chat, "first_name": name, "text": text}
        answer = await self._http.post("/writer/text", json=said | ({"reply_to": reply_to} if reply_to else {}))
        if answer.status_code == httpx.codes.CONFLICT:
            return None
        return int(answer.raise_for_status().json()["message_id"])

    async def tap(self, chat: int, name: str, message_id: int, data: str, times: int = 1) -> list[str]:
        """The ids of the queries that the bot has to answer; none when the button is gone meanwhile."""
        tapped = {"chat": chat, "user": chat, "first_name": name, "message_id": message_id, "data": data}
        answer = await self._http.post("/writer/tap", json={**tapped, "times": times})
        if answer.status_code == httpx.codes.CONFLICT:
            return []
        return [str(each) for each in answer.raise_for_status().json()["callback_query_ids"]]

    async def add_user(self, username: str, token: str) -> None:
        await self._post("/medium/users", {"token": token, "username": username, "name": username})

    async def delay_feed(self, seconds: float) -> None:
        await self._post("/medium/feed_delay", {"seconds": seconds})

    async def slow_the_model(self, seconds: float) -> None:
        await self._post("/model/latency", {"seconds": seconds})

    async def plan_fault(self, **fault: Any) -> None:
        await self._post("/faults", fault)

    async def has_fault(self, service: str, method: str, mark: str) -> bool:
        planned = await self._get("/faults")
        return any((each["service"], each["method"], each["mark"]) == (service, method, mark) for each in planned)

    async def _get(self, path: str, **query: int) -> Any:
        return (await self._http.get(path, params=query)).raise_for_status().json()

    async def _post(self, path: str, body: dict[str, Any]) -> Any:
        return (await self._http.post(path, json=body)).raise_for_status().json()
