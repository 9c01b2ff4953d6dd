"""Owns the filling of sentence patterns from one seed. It refuses to repeat a pattern while an unused one is left."""

import hashlib
import random
from collections.abc import Sequence

from integrations.simulators.model import stock
from integrations.simulators.model.subjects import named, subjects_of

_PLAIN_SUBJECTS = ("daily work", "small habit")
_LOYALTY = 0.4  # how often a sentence is about the main subject


class Pen:
    """The same seed and the same texts give the same sentences."""

    def __init__(self, seed: str, *texts: str) -> None:
        self._chance = random.Random(hashlib.sha256(seed.encode()).digest())
        self._unused: dict[Sequence[str], list[str]] = {}
        found = subjects_of(*texts)[:8]
        self._subjects = [named(subject) for subject in [*found, *_PLAIN_SUBJECTS[len(found) :]]]

    @property
    def main_subject(self) -> str:
        return self._subjects[0]

    def write(self, patterns: Sequence[str], about: str | None = None) -> str:
        """One sentence (or phrase) from the patterns, its first letter capital."""
        pattern = self._drawn(patterns)
        a, b = self._pair(about)
        chance = self._chance
        text = pattern.format(
            a=a, b=b, who=chance.choice(stock.WHO), when=chance.choice(stock.WHEN), count=chance.choice(stock.COUNT)
        )
        return text[:1].upper() + text[1:]

    def choose(self, options: Sequence[str]) -> str:
        return self._drawn(options)

    def number(self, low: int, high: int) -> int:
        return self._chance.randint(low, high)

    def _drawn(self, patterns: Sequence[str]) -> str:
        if not self._unused.get(patterns):
            self._unused[patterns] = self._chance.sample(list(patterns), len(patterns))
        return self._unused[patterns].pop()

    def _pair(self, about: str | None) -> tuple[str, str]:
        """The main subject comes up often, the others in turn."""
        loyal = self._chance.random() < _LOYALTY
        first = about or (self.main_subject if loyal else self._chance.choice(self._subjects))
        others = [subject for subject in self._subjects if subject != first]
        return first, about or self._chance.choice(others or self._subjects)
