"""Owns what the simulated vendor remembers: habits, latency, queued answers, paid calls. It refuses to store keys."""

import hashlib
import time
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict

from integrations.simulators.ledger import Ledger
from integrations.simulators.model.wire import Body, Spoken

OPEN_KEY = "sk-simulated"


class Endpoint(StrEnum):
    CHAT = "chat"
    IMAGES = "images"
    EDITS = "edits"
    TRANSCRIPTION = "transcription"


class Mischief(StrEnum):
    """What models do to a text although nobody asked."""

    REWRITES = "rewrites"  # every paragraph, the title and the subtitle
    DROPS_SLOTS = "drops_slots"
    INVENTS_SLOTS = "invents_slots"
    INVENTS_LINKS = "invents_links"  # as links, as bare addresses, as definitions
    BREAKS_FENCES = "breaks_fences"  # leaves them open, and opens new ones
    CHATTERS = "chatters"  # speaks to the author
    CUTS_SHORT = "cuts_short"  # gives a half, and says that the rest is as it was
    SENDS_ALL = "sends_all"  # the whole article where a part was asked for
    SENDS_NOTHING = "sends_nothing"
    LIKES_TABLES = "likes_tables"  # and lists in lists, HTML, headings out of order
    REACHES_OUT = "reaches_out"  # lines that change what stands before or after them


class Habits(BaseModel):
    """The ways in which real endpoints depart from OpenAI's own."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    no_json_schema: bool = False  # 400 for response_format json_schema
    no_json_object: bool = False  # 400 for response_format json_object
    reject_temperature: bool = False  # 400 for any temperature, as reasoning models do
    reject_max_tokens: bool = False  # 400 that asks for max_completion_tokens, as reasoning models do
    reject_max_completion_tokens: bool = False  # 422 for a field that it does not know, as Mistral does
    fenced_json: bool = False  # JSON inside a Markdown fence, after a friendly sentence
    unruly: tuple[Mischief, ...] = ()  # does these to every article and passage that it writes
    no_usage: bool = False  # no usage in the answer
    blind: bool = False  # 400 for a message with a picture in it
    review_score: int = 8  # of ten, for every criterion of a text
    picture_score: int = 8
    images_by_url: bool = False  # an address instead of base64, without being asked
    no_edits: bool = False  # 404 for a change of an image
    reject_image_size: bool = False  # 400 for any size
    max_image_prompt: int = 32_000  # characters


class ScriptedError(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    status: int = 400
    message: str = "Your request was rejected by the safety system."
    code: str | None = "moderation_blocked"
    kind: str = "image_generation_user_error"


class Scripted(BaseModel):
    """One queued answer: it goes to the next call of that endpoint, and of that schema when one is named."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    endpoint: Endpoint = Endpoint.CHAT
    schema_name: str = ""
    content: str | None = None
    refusal: str | None = None
    finish_reason: str = "stop"
    error: ScriptedError | None = None

    def spoken(self) -> Spoken:
        return Spoken(content=self.content, refusal=self.refusal, finish_reason=self.finish_reason)


class Memory:
    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def admits(self, key: str) -> bool:
        return key == OPEN_KEY or self._ledger.get("keys", _hidden(key)) is not None

    def register(self, key: str) -> None:
        self._ledger.put("keys", _hidden(key), {"registered": True})

    def habits(self) -> Habits:
        return Habits.model_validate(self._ledger.get("settings", "habits") or {})

    def adopt(self, habits: Habits) -> None:
        self._ledger.put("settings", "habits", habits.model_dump())

    def latency_seconds(self) -> float:
        return float((self._ledger.get("settings", "latency") or {"seconds": 0.0})["seconds"])

    def slow_down(self, seconds: float) -> None:
        self._ledger.put("settings", "latency", {"seconds": seconds})

    def queue(self, scripted: Scripted) -> None:
        number = self._ledger.next("script")
        shelf = _queue_of(scripted.endpoint, scripted.schema_name)
        self._ledger.put(shelf, number, scripted.model_dump(mode="json") | {"number": number})

    def next_scripted(self, endpoint: Endpoint, schema_name: str = "") -> Scripted | None:
        """The oldest queued answer that fits; one that names no schema fits every schema."""
        shelves = {_queue_of(endpoint, schema_name), _queue_of(endpoint, "")}
        waiting = [(first[0], shelf) for shelf in shelves if (first := self._ledger.all(shelf, limit=1))]
        if not waiting:
            return None
        document, shelf = min(waiting, key=lambda pair: int(pair[0]["number"]))
        self._ledger.remove(shelf, document.pop("number"))
        return Scripted.model_validate(document)

    def charge(self, endpoint: Endpoint, model: str, request_digest: str, usage: Mapping[str, Any]) -> None:
        number = self._ledger.next("calls")
        call = {"id": number, "endpoint": endpoint, "model": model, "request_digest": request_digest}
        self._ledger.put("calls", number, call | {"usage": dict(usage), "at": time.time()})

    def calls(self) -> list[Body]:
        return self._ledger.all("calls")

    def hang(self, picture_id: str, recipe: Body) -> None:
        """A picture that is answered by address is drawn again from its recipe when it is fetched."""
        self._ledger.put("pictures", picture_id, recipe)

    def picture(self, picture_id: str) -> Body | None:
        return self._ledger.get("pictures", picture_id)

    def forget(self) -> None:
        self._ledger.clear()


def _queue_of(endpoint: Endpoint, schema_name: str) -> str:
    return f"script:{endpoint}:{schema_name}"


def _hidden(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
