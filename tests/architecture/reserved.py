"""Owns what it means that something is done in named places only. The places themselves are in `places.py`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase

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
        return [used for used in self._candidates(source) if _fits(used, self.names) and not _fits(used, self.but_not)]

    def _candidates(self, source: Source) -> Iterator[Used]:
        match self.counts:
            case As.CALL:
                return source.calls()
            case As.MENTION:
                return source.mentions()
            case As.IMPORT:
                return source.imports()


def _fits(used: Used, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(used.name, pattern) for pattern in patterns)
