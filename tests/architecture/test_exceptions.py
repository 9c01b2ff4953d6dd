"""Nothing swallows an error that it does not know, but for the loops that keep a process alive."""

import ast
from collections.abc import Iterator, Mapping

import pytest

from tests.architecture.sources import Source, all_sources

# A process's top loop, as `path:function`, and why one failure may not end it
TOP_LOOPS: Mapping[str, str] = {
    "integrations/telegram/queues.py:_try": "one update that nobody foresaw must not stop the bot",
    "tasks/lease.py:_renew": "a lease that is not renewed is lost, whatever the failure was",
    "tasks/parts.py:_take": "each part of upkeep has its turn, and then the round fails by their names",
    "deployments/chaos/nursery.py:become": "a forked role ends as a process of its own, with its traceback in its log",
    "deployments/hearing.py:noting": "a run that fails is recorded by Prefect, and the others go on",
}

_BROAD = {"Exception", "BaseException", "builtins.Exception", "builtins.BaseException"}
_SUPPRESSING = {"contextlib.suppress"}


def broad_handlers(source: Source, top_loops: Mapping[str, str] = TOP_LOOPS) -> list[str]:
    """Each `except` or `suppress` without a class or with a root one, unless a top loop has it."""
    found = _handlers(source, source.tree, "the module")
    return [f"{source.path}:{line}" for function, line in found if f"{source.path}:{function}" not in top_loops]


def _handlers(source: Source, node: ast.AST, function: str) -> Iterator[tuple[str, int]]:
    """The name of the function around it, and the line."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        function = node.name
    if isinstance(node, ast.ExceptHandler) and (node.type is None or _is_broad(source, [node.type])):
        yield function, node.lineno
    if isinstance(node, ast.Call) and source.full_name(node.func) in _SUPPRESSING and _is_broad(source, node.args):
        yield function, node.lineno
    for child in ast.iter_child_nodes(node):
        yield from _handlers(source, child, function)


def _is_broad(source: Source, caught: list[ast.expr]) -> bool:
    named = [each for one in caught for each in (one.elts if isinstance(one, ast.Tuple) else [one])]
    return any(source.full_name(each) in _BROAD for each in named)


def test_no_error_is_swallowed_unknown() -> None:
    assert [handler for source in all_sources() for handler in broad_handlers(source)] == []


def test_a_top_loop_may_and_only_the_one_that_is_named() -> None:
    text = "def {}():\n    try:\n        pass\n    except Exception:\n        pass"
    top_loops = {"tasks/loop.py:work": "one bad update must not end the bot"}
    assert broad_handlers(Source("tasks/loop.py", text.format("work")), top_loops) == []
    assert broad_handlers(Source("tasks/loop.py", text.format("rest")), top_loops) == ["tasks/loop.py:4"]
    assert broad_handlers(Source("tasks/other.py", text.format("work")), top_loops) == ["tasks/other.py:4"]


def test_every_top_loop_still_needs_its_leave() -> None:
    used = {
        f"{source.path}:{function}" for source in all_sources() for function, _ in _handlers(source, source.tree, "")
    }
    assert set(TOP_LOOPS) <= used


@pytest.mark.parametrize(
    "offence",
    [
        "try:\n    pass\nexcept:\n    pass",
        "try:\n    pass\nexcept Exception:\n    raise",
        "try:\n    pass\nexcept (ValueError, BaseException) as error:\n    pass",
        "import builtins\ntry:\n    pass\nexcept builtins.Exception:\n    pass",
        "try:\n    pass\nexcept* Exception:\n    pass",
        "from contextlib import suppress as forget\nwith forget(Exception):\n    pass",
    ],
)
def test_a_broad_handler_would_be_seen(offence: str) -> None:
    assert broad_handlers(Source("tasks/elsewhere.py", offence))


def test_a_named_error_may_be_caught() -> None:
    named = "try:\n    pass\nexcept (OSError, ValueError):\n    pass"
    assert broad_handlers(Source("tasks/elsewhere.py", named)) == []
