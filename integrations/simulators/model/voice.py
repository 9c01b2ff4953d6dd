"""Owns what the simulated editor hears in somebody's stories: traits that can be counted, each with a sentence."""

import json
import re
from collections.abc import Callable
from statistics import median

_SHORT = 12  # words
_LEAST = 4
_Look = Callable[[list[str]], str | None]


def traits(stories: str, most: int) -> str:
    """Rules and the sentences that show them, in two lists of the same length."""
    said = [each for each in re.findall(r"[^\s\[\]][^.!?\n]*[.!?]", stories) if len(each.split()) >= _LEAST]
    found = [(rule, sentence) for rule, look in _TRAITS if (sentence := look(said))][:most]
    return json.dumps({"rules": [rule for rule, _ in found], "sentences": [s for _, s in found]}, ensure_ascii=False)


def _short(said: list[str]) -> str | None:
    is_short = bool(said) and median(len(each.split()) for each in said) <= _SHORT
    return min(said, key=len) if is_short else None


def _first(pattern: str) -> _Look:
    return lambda said: next((each for each in said if re.search(pattern, each)), None)


def _no_question(said: list[str]) -> str | None:
    return None if not said or any(each.endswith("?") for each in said) else said[0]


_TRAITS: tuple[tuple[str, _Look], ...] = (
    ("Keep sentences short.", _short),
    ("Ask no rhetorical questions.", _no_question),
    ("Say “we” where others say “you”.", _first(r"\b[Ww]e\b")),
    ("Speak as “I”, about what happened.", _first(r"\bI\b")),
    ("Let numbers speak.", _first(r"\d")),
)
