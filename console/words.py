"""Owns the words of the console: every sentence of its pages stands in `wording/`, a file for a page.

A page that names a sentence which is not there fails; a test looks for words that stand in a template instead.
"""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

_FOLDER = Path(__file__).parent / "wording"


@cache
def words() -> Any:
    """By page and name: `words().login.title`."""
    files = sorted(_FOLDER.glob("*.toml"))
    return SimpleNamespace(**{file.stem: _spaces(tomllib.loads(file.read_text())) for file in files})


def _spaces(known: Mapping[str, Any]) -> SimpleNamespace:
    return SimpleNamespace(
        **{key: _spaces(value) if isinstance(value, dict) else value for key, value in known.items()}
    )


def count(number: int, forms: Sequence[str]) -> str:
    """`forms` are those for one and for many: ["{n} article", "{n} articles"]."""
    return forms[0 if number == 1 else 1].format(n=f"{number:,}")
