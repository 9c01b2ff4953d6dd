"""Owns how a call's parameters arrive, as a query, JSON, a form or multipart; refuses to know what they mean."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request

Json = dict[str, Any]  # an object as Telegram's JSON has it

_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


@dataclass(frozen=True)
class Upload:
    name: str
    content: bytes
    mime_type: str


@dataclass(frozen=True)
class Parameters:
    """A form can only carry strings, so every reader takes a value or its JSON text."""

    values: Mapping[str, object]
    uploads: Mapping[str, Upload]

    def text(self, name: str) -> str:
        value = self.values.get(name)
        return "" if value is None else value if isinstance(value, str) else json.dumps(value)

    def integer(self, name: str, fallback: int = 0) -> int:
        """The Bot API reads a missing or malformed number as its default."""
        try:
            return int(self.text(name))
        except ValueError:
            return fallback

    def flag(self, name: str) -> bool:
        return self.text(name).lower() in ("true", "1", "yes")

    def parsed(self, name: str) -> Any:
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            return None

    def mapping(self, name: str) -> Json | None:
        value = self.parsed(name)
        return value if isinstance(value, dict) else None

    def sequence(self, name: str) -> list[Any] | None:
        value = self.parsed(name)
        return value if isinstance(value, list) else None

    def within(self, values: Mapping[str, object]) -> "Parameters":
        """The parameters of an object inside this call, such as one medium of an album, with the call's uploads."""
        return Parameters(values, self.uploads)


async def read_parameters(request: Request) -> Parameters:
    values: dict[str, object] = dict(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind in _FORMS:
        fields, uploads = await _read_form(request)
        return Parameters(values | fields, uploads)
    body = await request.body()
    if kind == "application/json" and body:
        values |= _as_object(body)
    return Parameters(values, {})


async def _read_form(request: Request) -> tuple[dict[str, object], dict[str, Upload]]:
    fields: dict[str, object] = {}
    uploads: dict[str, Upload] = {}
    async with request.form(max_part_size=50_000_000) as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                mime_type = value.content_type or "application/octet-stream"
                uploads[name] = Upload(value.filename or "file", await value.read(), mime_type)
            else:
                fields[name] = value
    return fields, uploads


def _as_object(body: bytes) -> Json:
    try:
        value = json.loads(body)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
