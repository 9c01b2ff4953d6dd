"""Owns the death of a worker at any point of its code: before every line, and right after every await.

It finds the points by itself, in the source, so that a line which is added tomorrow is died at tomorrow.
"""

import ast
import asyncio
import inspect
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from types import CodeType, FunctionType, ModuleType
from typing import Any

from prefect import Task

_POINT = "__point__"
_TIMES_AT_A_POINT = 2  # the first time that a line is passed and once more; a loop's tenth round is no other story
_BLOCKS = ("body", "orelse", "finalbody")


class Killed(BaseException):
    """What no product code catches, as it cannot catch a SIGKILL."""


@dataclass(frozen=True)
class Point:
    """A place in the code: before a line, or the moment when something that was awaited there is through."""

    module: str
    line: int
    is_after_await: bool = False

    def __str__(self) -> str:
        return f"{'after an await in' if self.is_after_await else 'before'} {self.module}:{self.line}"


class Reaper:
    """Follows the code of these modules, and kills at the n-th point at which the world is another; 0 kills nobody.

    Between two points without a sleep nothing was sent and nothing came: to die at the one is to die at the other.
    """

    def __init__(
        self, modules: tuple[ModuleType, ...], kills_at: int = 0, spares: frozenset[Point] = frozenset()
    ) -> None:
        self._modules, self._kills_at, self._spares = modules, kills_at, spares
        self._has_slept = True
        self._times: Counter[Point] = Counter()
        self.worlds = 0
        self.struck_at: Point | None = None

    @property
    def passed(self) -> frozenset[Point]:
        return frozenset(self._times)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """While the code of the modules is the same with a point before each line and after each await."""
        before = [(function, function.__code__) for module in self._modules for function in _functions_of(module)]
        for module in self._modules:
            vars(module)[_POINT] = self._pass
            for function in _functions_of(module):
                function.__code__ = _pointed(module)[function.__code__.co_qualname]
        try:
            yield
        finally:
            for function, code in before:
                function.__code__ = code

    def _pass(self, module: str, line: int, *awaited: Any) -> Any:
        point = Point(module, line, bool(awaited))
        self._times[point] += 1
        is_another_world = self._has_slept and point not in self._spares and self._times[point] <= _TIMES_AT_A_POINT
        if is_another_world and self.struck_at is None:
            self.worlds += 1
            if self.worlds == self._kills_at:
                self.struck_at = point
                raise Killed(str(point))
        self._has_slept = False
        asyncio.get_running_loop().call_soon(self._wake)
        return awaited[0] if awaited else None

    def _wake(self) -> None:
        """The loop had a turn since the last point, so something may have been sent or may have come."""
        self._has_slept = True


def lines_of(module: ModuleType) -> frozenset[tuple[str, int]]:
    """Every line of every function in the file, but for those that only say that the caller is at fault."""
    tree = ast.parse(inspect.getsource(module))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    inside = [each for node in functions for part in _without_docstring(node.body) for each in ast.walk(part)]
    said = [each for each in inside if isinstance(each, ast.stmt) and "raise RuntimeError" not in ast.unparse(each)]
    return frozenset((module.__name__, each.lineno) for each in said)


def _functions_of(module: ModuleType) -> list[FunctionType]:
    found = [each.fn if isinstance(each, Task) else each for each in vars(module).values()]
    return [each for each in found if isinstance(each, FunctionType) and each.__module__ == module.__name__]


@cache
def _pointed(module: ModuleType) -> dict[str, CodeType]:
    tree = _Pointer(module.__name__).visit(ast.parse(inspect.getsource(module)))
    compiled = compile(ast.fix_missing_locations(tree), str(module.__file__), "exec")
    return {each.co_qualname: each for each in compiled.co_consts if isinstance(each, CodeType)}


def _without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    is_said = isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)
    return body[1:] if is_said else body


class _Pointer(ast.NodeTransformer):
    """Writes the points into the source of functions."""

    def __init__(self, module: str) -> None:
        self._module, self._depth = module, 0

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return self._function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        return self._function(node)

    def visit_Await(self, node: ast.Await) -> ast.AST:
        self.generic_visit(node)
        return self._point(node, node)

    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        for block in _BLOCKS:
            if self._depth and isinstance(statements := getattr(node, block, None), list):
                setattr(node, block, [each for statement in statements for each in self._around(statement)])
        return node

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.AST:
        self._depth += 1
        self.generic_visit(node)
        self._depth -= 1
        return node

    def _around(self, statement: ast.stmt) -> list[ast.stmt]:
        """A point before it; and one after what awaits once more when it is left."""
        before = ast.copy_location(ast.Expr(self._point(statement)), statement)
        after = ast.copy_location(ast.Expr(self._point(statement, ast.Constant(None))), statement)
        return [before, statement, after] if isinstance(statement, ast.AsyncWith) else [before, statement]

    def _point(self, node: ast.stmt | ast.expr, *awaited: ast.expr) -> ast.expr:
        where = [ast.Constant(self._module), ast.Constant(node.lineno), *awaited]
        return ast.copy_location(ast.Call(ast.Name(_POINT, ast.Load()), where, []), node)
