"""Owns the list of every route that the console has, with a path and a form that fit it. It asks nothing itself."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, get_args

from fastapi import FastAPI, UploadFile
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts


@dataclass(frozen=True)
class Route:
    """One verb on one path."""

    method: str
    pattern: str
    names: frozenset[str]
    fields: Mapping[str, Any]

    def path(self, known: Mapping[str, object]) -> str:
        """With what is known put into it, and with 1 for the rest."""
        filled = self.pattern
        for name in self.names:
            value = str(known.get(name, 1))
            for written in (f"{{{name}}}", f"{{{name}:int}}", f"{{{name}:path}}"):
                filled = filled.replace(written, value)
        return filled

    def form(self) -> dict[str, str]:
        return {name: _sample(kind) for name, kind in self.fields.items() if not _is_file(kind)}

    def files(self) -> list[tuple[str, tuple[str, bytes, str]]]:
        return [(name, ("a.txt", b"a", "text/plain")) for name, kind in self.fields.items() if _is_file(kind)]


def routes_of(app: FastAPI) -> Iterator[Route]:
    for found in iter_route_contexts(app.routes):
        route = found.original_route
        if isinstance(route, APIRoute):
            names = frozenset(_names(route.dependant))
            for method in sorted((route.methods or set()) - {"HEAD"}):
                yield Route(method, found.path or route.path, names, dict(_fields(route.dependant)))


def _names(dependant: Dependant) -> Iterator[str]:
    """Those of a page's own path, also where it is another part of it that asks for them."""
    yield from (each.name for each in dependant.path_params)
    for inner in dependant.dependencies:
        yield from _names(inner)


def _fields(dependant: Dependant) -> Iterator[tuple[str, Any]]:
    for each in dependant.body_params:
        yield each.alias, each.field_info.annotation
    for inner in dependant.dependencies:
        yield from _fields(inner)


def _is_file(kind: Any) -> bool:
    return kind is UploadFile or any(_is_file(each) for each in get_args(kind))


def _sample(kind: Any) -> str:
    if isinstance(kind, type) and issubclass(kind, Enum):
        return str(next(iter(kind)).value)
    return next((_sample(each) for each in get_args(kind) if each is not type(None)), "1")
