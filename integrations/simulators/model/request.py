"""Owns the reading of a chat request: which task, which labelled lines and which sections it holds. It answers nothing.

The labels are those that a caller writes ("Topic: ...", "<article>...</article>"); without them the first
sentence is the subject.
"""

import json
import re
from dataclasses import dataclass
from typing import Any

from integrations.simulators.model.wire import Body


@dataclass(frozen=True)
class Asked:
    """One chat request in our words."""

    system: str
    text: str  # all that the user said, in order
    schema_name: str
    schema: Body | None
    wants_json: bool

    @property
    def task(self) -> str:
        known = ("draft", "revision", "repair", "passages", "tags", "questions", "review", "picture", "voice")
        return self.schema_name if self.schema_name in known else self.line("Task")

    @property
    def topic(self) -> str:
        return self.line("Topic") or _first_sentence(self.text)

    @property
    def words(self) -> int:
        return self.number("Words", 900)

    def line(self, label: str) -> str:
        found = re.search(rf"^{re.escape(label)}:[ \t]*(\S.*)$", self.text, re.MULTILINE)
        return found[1].strip() if found else ""

    def number(self, label: str, otherwise: int) -> int:
        found = re.search(r"\d+", self.line(label))
        return int(found[0]) if found else otherwise

    def section(self, tag: str) -> str:
        found = re.search(rf"<{tag}>\n?(.*)</{tag}>", self.text, re.DOTALL)
        return found[1].rstrip("\n") if found else ""


def parsed(raw: bytes) -> Body:
    """The JSON object of a request, or an empty one that no endpoint accepts."""
    try:
        body = json.loads(raw)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def read(body: Body) -> Asked:
    shape: Body = body.get("response_format") or {}
    schema: Body = shape.get("json_schema") or {}
    return Asked(
        system=_said(body, "system", "developer"),
        text=_said(body, "user"),
        schema_name=str(schema.get("name", "")),
        schema=schema.get("schema"),
        wants_json=shape.get("type") in ("json_schema", "json_object"),
    )


def whole_text(body: Body) -> str:
    return "\n\n".join(_text_of(message.get("content")) for message in body["messages"])


def has_picture(body: Body) -> bool:
    said = [message.get("content") for message in body["messages"]]
    parts = [part for content in said if isinstance(content, list) for part in content]
    return any(isinstance(part, dict) and part.get("type") == "image_url" for part in parts)


def _said(body: Body, *roles: str) -> str:
    return "\n\n".join(_text_of(message.get("content")) for message in body["messages"] if message.get("role") in roles)


def _text_of(content: Any) -> str:
    """A message is a text, or a list of parts of which some are texts."""
    if isinstance(content, list):
        return "\n".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return str(content or "")


def _first_sentence(text: str) -> str:
    first = re.split(r"(?<=[.!?])\s|\n", text.strip(), maxsplit=1)[0]
    return " ".join(first.split()[:14]).rstrip(".!?")
