"""Owns what it means that something is done in named places only. The places themselves are in `places.py`."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase, translate
from functools import cache

from tests.architecture.sources import Source, Used


class As(StrEnum):
    """In which form a name counts."""

    CALL = "call"  # annotations may name a client that somebody else opened
    MENTION = "mention"  # handing it on is as good as calling it
    IMPORT = "import"  # whoever imports a vendor speaks to it


@dataclass(frozen=True)
class Reserved:
    """Something that is done in named places only, with an offence that proves that we would notice."""

    what: str
    names: tuple[str, ...]
    places: Mapping[str, str]  # a path or its pattern, and why it is done there
    offence: str
    counts: As = As.CALL
    but_not: tuple[str, ...] = ()

    def broken_by(self, source: Source) -> list[str]:
        if any(fnmatchcase(source.path, place) for place in self.places):
            return []
        return [f"{source.path}:{used.line} {used.name}" for used in self.uses(source)]

    def uses(self, source: Source) -> list[Used]:
        fits, is_spared = any_of(self.names), any_of(self.but_not)
        return [used for used in self._candidates(source) if fits(used.name) and not is_spared(used.name)]

    def _candidates(self, source: Source) -> tuple[Used, ...]:
        match self.counts:
            case As.CALL:
                return source.calls
            case As.MENTION:
                return source.mentions
            case As.IMPORT:
                return source.imports


@cache
def any_of(patterns: tuple[str, ...]) -> Callable[[str], object]:
    """As `fnmatchcase` with each of them, in one look: a name is asked about thousands of times."""
    return re.compile("|".join(map(translate, patterns)) or "(?!)").match
