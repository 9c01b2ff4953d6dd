"""The domain decides and touches nothing: no clock, network, environment, randomness or file."""

import builtins
from collections.abc import Iterator
from fnmatch import fnmatchcase

import pytest

from tests.architecture.sources import Source, Used, product_sources

# What is in here gives the same answer to the same question, on every machine and at every time
_PURE = {"pydantic", "markdown_it", "models.domain", "__future__"} | {
    *(
        "abc",
        "base64",
        "bisect",
        "collections",
        "copy",
        "csv",
        "dataclasses",
        "datetime",
        "decimal",
        "difflib",
        "enum",
        "fractions",
    ),
    *(
        "functools",
        "hashlib",
        "heapq",
        "hmac",
        "html",
        "itertools",
        "json",
        "math",
        "operator",
        "re",
        "statistics",
        "string",
    ),
    *("textwrap", "types", "typing", "unicodedata", "urllib.parse", "uuid", "zoneinfo"),
}
_IMPURE_NAMES = (
    *("datetime.*.now", "datetime.*.utcnow", "datetime.*.today", "datetime.*.fromtimestamp"),
    *("uuid.uuid1", "uuid.uuid4", "uuid.getnode", "zoneinfo.reset_tzpath"),
)
_IMPURE_BUILTINS = {"open", "input", "print", "hash", "id", "exec", "eval", "compile", "__import__", "globals"}
DOMAIN = tuple(source for source in product_sources() if source.path.startswith("models/domain/"))


def impurities(source: Source) -> list[str]:
    found = [*_foreign_imports(source), *_impure_uses(source)]
    return [f"{source.path}:{used.line} {used.name}" for used in found]


def _foreign_imports(source: Source) -> Iterator[Used]:
    return (used for used in source.imports if not any(_is_within(used.name, home) for home in _PURE))


def _is_within(name: str, home: str) -> bool:
    return name == home or name.startswith(f"{home}.")


def _impure_uses(source: Source) -> Iterator[Used]:
    for used in source.mentions:
        if used.name in _IMPURE_BUILTINS or any(fnmatchcase(used.name, name) for name in _IMPURE_NAMES):
            yield used


def test_the_domain_is_pure() -> None:
    assert len(DOMAIN) > 1
    assert [impurity for source in DOMAIN for impurity in impurities(source)] == []


def test_what_counts_as_a_builtin_is_one() -> None:
    assert [name for name in _IMPURE_BUILTINS if not hasattr(builtins, name)] == []


@pytest.mark.parametrize(
    "offence",
    [
        "from datetime import datetime\nnow = datetime.now",
        "import datetime\ntoday = datetime.date.today()",
        "import time",
        "from time import monotonic",
        "import random",
        "import secrets",
        "from uuid import uuid4",
        "import os",
        "from os import environ",
        "import httpx",
        "from urllib.request import urlopen",
        "import socket",
        "import asyncio",
        "from pathlib import Path",
        "open('article.md')",
        "def seal(text):\n    return hash(text)",
        "from sqlmodel import SQLModel",
        "from models.tables import Article",
        "from models import store",
        "def late():\n    import integrations.settings",
    ],
)
def test_an_impurity_would_be_seen(offence: str) -> None:
    assert impurities(Source("models/domain/elsewhere.py", offence))


def test_what_is_handed_in_is_no_impurity() -> None:
    """A moment, an id and a way to make ids are arguments like any other."""
    handed = "from datetime import datetime\n\ndef due(now: datetime, new_id):\n    return now, new_id()"
    assert impurities(Source("models/domain/elsewhere.py", handed)) == []
