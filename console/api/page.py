"""Owns the page that tells a person of the API: what a program may ask, made from the very OpenAPI document."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request, Response

from console.api.document import document
from console.frame import show
from console.visitors import MaybeVisiting

router = APIRouter()


@dataclass(frozen=True)
class Operation:
    verb: str
    path: str
    says: str
    asks: tuple[str, ...]
    answers: str
    problems: str


@dataclass(frozen=True)
class Field:
    name: str
    kind: str
    says: str
    is_needed: bool


@dataclass(frozen=True)
class Form:
    name: str
    says: str
    fields: tuple[Field, ...]
    words: tuple[str, ...]


@dataclass(frozen=True)
class ApiPage:
    operations: tuple[Operation, ...]
    forms: tuple[Form, ...]


@router.get("/api/docs", include_in_schema=False)
async def show_docs(request: Request, visitor: MaybeVisiting) -> Response:
    return await show(request, visitor, "api/docs.html", page_of(document()))


def page_of(made: dict[str, Any]) -> ApiPage:
    return ApiPage(tuple(_operations(made)), tuple(_form(*each) for each in made["components"]["schemas"].items()))


def _operations(made: dict[str, Any]) -> Iterator[Operation]:
    for path, verbs in made["paths"].items():
        for verb, operation in verbs.items():
            asks = [each["name"] for each in operation.get("parameters", []) if each["in"] == "query"]
            if sent := operation.get("requestBody"):
                asks.append(kind_of(sent["content"]["application/json"]["schema"]))
            media, answer = next(iter(operation["responses"]["200"]["content"].items()))
            told = kind_of(answer["schema"]) if media == "application/json" else media
            problems = ", ".join(status for status in operation["responses"] if not status.startswith("2"))
            yield Operation(verb.upper(), path, operation["summary"], tuple(asks), told, problems)


def _form(name: str, form: dict[str, Any]) -> Form:
    needed = set(form.get("required", []))
    fields = tuple(
        Field(field, kind_of(about), about.get("description", ""), field in needed)
        for field, about in form.get("properties", {}).items()
    )
    return Form(name, form.get("description", ""), fields, tuple(form.get("enum", ())))


def kind_of(schema: dict[str, Any]) -> str:
    """In a word: the name of a form, or of what JSON has."""
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        return " or ".join(kind_of(each) for each in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {kind_of(schema.get('items', {}))}"
    return str(schema.get("format") or schema.get("type") or "words")
