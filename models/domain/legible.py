"""Owns how much work it is to read a text as Markdown, counted without reading it; refuses what is no article's.

An article is read anew for each check, each preview and each card. Brackets that close nothing cost its reader hundreds
of steps each, since it tries what begins at every one of them, and lines tens: whoever fills a file with them would
stand in everybody's way.
"""

from collections.abc import Iterator
from typing import Final

from models.domain.errors import Refused

MOST_STEPS: Final = 3_000_000  # about half a second; the longest articles that people write take a tenth
_STEPS: Final = {"[": 500, "\n": 200} | dict.fromkeys(
    "*_`<&\\!]():|{}~^$%@=+-#>", 30
)  # at most, for each that there is
_NAMES: Final = {"[": "square brackets", "\n": "lines"}


def steps_to_read(text: str) -> int:
    """At most so many function calls are made by the grammar; a test counts them."""
    return len(text) + sum(steps for _, steps in _by_mark(text))


def why_not_legible(text: str) -> str:
    """Empty for what can be read; else what there is too much of."""
    if steps_to_read(text) <= MOST_STEPS:
        return ""
    mark, steps = max(_by_mark(text), key=lambda found: found[1])
    name = _NAMES.get(mark, f"“{mark}”")
    return (
        f"The text holds {steps // _STEPS[mark]:,} {name}, many times more than an article has, and would take too "
        "long to read. Take out what is no text, or cut it in several articles."
    )


def require_legible(text: str) -> None:
    if why := why_not_legible(text):
        raise Refused(why)


def _by_mark(text: str) -> Iterator[tuple[str, int]]:
    returns = text.count("\r") - text.count("\r\n")
    return ((mark, (text.count(mark) + (returns if mark == "\n" else 0)) * steps) for mark, steps in _STEPS.items())
