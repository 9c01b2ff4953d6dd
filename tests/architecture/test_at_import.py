"""Importing a module reads, connects and starts nothing."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.reserved import any_of
from tests.architecture.sources import Source, product_sources

_ACTS = (
    *("open", "input", "print", "*.open", "*.connect", "*.read_text", "*.read_bytes", "*.write_text", "*.write_bytes"),
    *("*.mkdir", "*.exists", "*.is_file", "*.is_dir", "*.iterdir", "*.glob", "*.rglob", "*.stat", "*.unlink"),
    *("os.environ.*", "os.getenv", "os.makedirs", "os.listdir", "subprocess.*", "socket.*", "asyncio.run", "*.submit"),
    *("threading.Thread", "time.*", "datetime.*.now", "datetime.*.today", "random.*", "secrets.*", "uuid.uuid4"),
    *("zoneinfo.available_timezones", "importlib.metadata.*", "importlib.import_module", "logging.basicConfig"),
    *("logging.config.*", "signal.signal", "*.create_engine", "*.create_async_engine", "httpx*.get", "httpx*.post"),
    *("httpx*.Client", "httpx*.AsyncClient", "openai*.AsyncOpenAI", "minio*.Minio", "telegram*.Bot", "*.PrefectClient"),
    *(
        "prefect*.get_client",
        "ssl.create_default_context",
        "*read_settings",
        "*env_file",
        "*running_address",
        "*Settings",
    ),
    *("*open_services", "*Database", "*.serve", "*.deploy"),
)
RUN_BY_ALEMBIC = "models/migrations/env.py"  # Alembic executes it where another tool would call a function
_Function = ast.FunctionDef | ast.AsyncFunctionDef


def acts_at_import(source: Source) -> list[str]:
    """The calls that importing makes, also through functions of the same file, as far as the text shows them."""
    functions = {node.name: node for node in source.tree.body if isinstance(node, _Function)}
    return [
        f"{source.path}:{call.lineno} {source.full_name(call.func)}"
        for call in _calls(source, source.tree.body, functions)
        if any_of(_ACTS)(source.full_name(call.func))
    ]


def _calls(source: Source, body: list[ast.stmt], left: dict[str, _Function]) -> Iterator[ast.Call]:
    for call in (call for statement in body for call in _executed(source, statement)):
        yield call
        name = source.full_name(call.func)
        if name in left:
            others = {other: function for other, function in left.items() if other != name}
            yield from _calls(source, left[name].body, others)


def _executed(source: Source, node: ast.AST) -> Iterator[ast.Call]:
    """A definition executes its decorators and defaults and not its body; a class executes all of it."""
    if isinstance(node, ast.If) and _is_for_others(source, node.test):
        return
    if isinstance(node, ast.Call):
        yield node
    parts: list[ast.AST] = list(ast.iter_child_nodes(node))
    if isinstance(node, _Function):
        parts = [*node.decorator_list, node.args]
    elif isinstance(node, ast.Lambda):
        parts = [node.args]
    for part in parts:
        yield from _executed(source, part)


def _is_for_others(source: Source, test: ast.expr) -> bool:
    """`if __name__ == "__main__"` is for whoever runs the file, `if TYPE_CHECKING` for mypy."""
    is_main = isinstance(test, ast.Compare) and source.full_name(test.left) == "__name__"
    return is_main or source.full_name(test) == "typing.TYPE_CHECKING"


def test_importing_does_nothing() -> None:
    looked_at = [source for source in product_sources() if source.path != RUN_BY_ALEMBIC]
    assert [act for source in looked_at for act in acts_at_import(source)] == []


@pytest.mark.parametrize(
    "offence",
    [
        "words = open('words.txt').read()",
        "from pathlib import Path\nPAGE = Path(__file__).with_name('page.html').read_text()",
        "from integrations.settings import read_settings\nsettings = read_settings()",
        "from integrations import settings\nkept = settings.Settings()",
        "import os\nHOME = os.environ.get('HOME')",
        "import httpx\n\nclass Medium:\n    http = httpx.AsyncClient()",
        "from datetime import UTC, datetime\n\ndef is_due(at, now=datetime.now(UTC)):\n    return at <= now",
        "from pathlib import Path\n\ndef _words():\n    return Path('words').read_text()\n\nWORDS = _words()",
        "def _deep():\n    return _deeper()\n\ndef _deeper():\n    return open('words')\n\nWORDS = _deep()",
        "import subprocess\nif True:\n    subprocess.run(['true'])",
        "import random\nODDS = [random.random() for _ in range(3)]",
    ],
)
def test_an_act_at_import_would_be_seen(offence: str) -> None:
    assert acts_at_import(Source("tasks/elsewhere.py", offence))


@pytest.mark.parametrize(
    "innocent",
    [
        "def later():\n    return open('words')",
        "later = lambda: open('words')",
        "class Words:\n    def later(self):\n        return open('words')",
        "if __name__ == '__main__':\n    print('hello')",
        "def _ping():\n    return _pong()\n\ndef _pong():\n    return _ping()\n\nx = [_ping]",
    ],
)
def test_what_only_runs_later_is_no_act(innocent: str) -> None:
    assert acts_at_import(Source("tasks/elsewhere.py", innocent)) == []
