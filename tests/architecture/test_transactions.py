"""While a transaction is open nobody is asked but its database: PostgreSQL gives one up that rests for ten seconds.

It holds locks and a connection, too; whoever opens a second one inside may wait for itself.
"""

import ast
from collections.abc import Iterator, Mapping

import pytest

from tests.architecture.sources import Source, product_sources

REASONS: Mapping[str, str] = {
    "integrations/logins.py:_hashed": "a password is hashed in a tenth of a second",
    "integrations/carrying/importing.py:to_thread": "it reads a text, of bounded size, that is in memory",
    "tasks/clearing.py:remove": "one object at a time: its row is locked until it is gone",
}
_DATABASES = ("models/store/alone.py", "models/store/turns.py")  # ask on the session's own connection


def strangers(source: Source, reasons: Mapping[str, str] = REASONS) -> list[str]:
    """Each call that is awaited inside of a transaction and that does not get its session."""
    return sorted(
        {
            f"{source.path}:{call.lineno} {_name(call)}"
            for inside in _transactions(source.tree)
            for call in _awaited(inside)
            if not _knows_the_session(call) and f"{source.path}:{_name(call)}" not in reasons
        }
    )


def _transactions(tree: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.AsyncFunctionDef):
            given = [*node.args.args, *node.args.kwonlyargs]
            if any(each.arg == "session" for each in given):
                yield from node.body
        elif isinstance(node, ast.AsyncWith) and any(_opens(item.context_expr) for item in node.items):
            yield from node.body


def _opens(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func).endswith("database.session")


def _awaited(node: ast.AST) -> Iterator[ast.Call]:
    for each in ast.walk(node):
        if isinstance(each, ast.Await) and isinstance(each.value, ast.Call):
            yield each.value
        if isinstance(each, ast.AsyncWith):
            yield from (item.context_expr for item in each.items if isinstance(item.context_expr, ast.Call))


def _knows_the_session(call: ast.Call) -> bool:
    named = {each.id for each in ast.walk(call) if isinstance(each, ast.Name)}
    return "session" in named


def _name(call: ast.Call) -> str:
    return ast.unparse(call.func).rpartition(".")[2]


def test_inside_a_transaction_only_its_database_is_asked() -> None:
    ours = [each for each in product_sources() if each.path not in _DATABASES]
    assert [found for each in ours for found in strangers(each)] == []


@pytest.mark.parametrize(
    "lines",
    [
        "async with desk.database.session() as session:\n    await desk.storage.get(key)",
        "async with desk.database.session() as session:\n    async with desk.database.at_once() as other: pass",
        "async def keep(session, http):\n    await http.get(url)",
        "async with desk.database.session() as session:\n    if await store.one(session):\n        await tell(desk)",
    ],
)
def test_what_it_would_find(lines: str) -> None:
    assert len(strangers(Source("made_up.py", lines))) == 1


@pytest.mark.parametrize(
    "lines",
    [
        "async with desk.database.session() as session:\n    await store.one(session)\nawait desk.storage.get(key)",
        "async with desk.database.at_once() as session:\n    await desk.storage.get(key)",
        "async def keep(session):\n    (await session.exec(query)).all()",
    ],
)
def test_what_it_lets_be(lines: str) -> None:
    assert strangers(Source("made_up.py", lines)) == []
