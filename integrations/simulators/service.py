"""Owns the shape that all three simulators share towards the server that hosts them."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.routing import Route
from starlette.types import ASGIApp

from integrations.simulators.gate import NameOfCall


@dataclass(frozen=True)
class Service:
    """One simulator: its vendor side, how its calls are named, our own controls for it, and how it forgets."""

    name: str
    app: ASGIApp
    name_of_call: NameOfCall
    control: list[Route]
    forget: Callable[[], None]
