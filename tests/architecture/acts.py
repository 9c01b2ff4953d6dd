"""Owns finding what is done outside, and whether it is done by nobody but `effects.once`, through whatever hands.

It follows functions by their names, as they are handed on, bound, kept under a name and given back. What it cannot
follow counts as done on the spot, so that at worst it asks about too much.
"""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from tests.architecture.sources import Source

Function = ast.FunctionDef | ast.AsyncFunctionDef
Scope = Function | ast.Lambda
HARMLESS: Mapping[str, frozenset[str]] = {  # by client; all else that a client can do counts
    "sender": frozenset({"answer", "through"}),  # Telegram takes one answer to a tap
    "writer": frozenset(),
    "reviewer": frozenset({"model"}),
    "illustrator": frozenset(),
    "transcriber": frozenset(),
    "storage": frozenset({"get", "has_bucket", "exists", "presigned"}),
    "http": frozenset({"get"}),
}
_NOT_HANDED_ON = HARMLESS.keys() - {"http"}  # who gets that one reads a feed or an image
_OF_MEDIUM = frozenset({"create_post", "upload_image"})
_DESKS = frozenset({"desk", "_desk", ""})  # who has clients; a call gives one without a name
_DOOR, _ACT = "effects.once", 2  # the place of what is done among its arguments


@dataclass(frozen=True)
class Act:
    """Something that a client does, or a client in other hands, and in which function."""

    source: Source
    node: ast.Attribute
    what: str

    @property
    def place(self) -> str:
        return f"{self.source.path}::{self._function} {self.what}"

    @property
    def _function(self) -> str:
        return next((s.name for s in _scopes(self.source, self.node) if isinstance(s, Function)), "")


@dataclass(frozen=True)
class _Known:
    """A function of ours."""

    source: Source
    node: Function

    @property
    def name(self) -> str:
        return f"{self.source.path.removesuffix('.py').replace('/', '.')}.{self.node.name}"

    @property
    def owner(self) -> ast.AST:
        return self.source.parents[self.node]

    @property
    def parameters(self) -> Sequence[str]:
        given = [each.arg for each in (*self.node.args.posonlyargs, *self.node.args.args)]
        return given[1:] if isinstance(self.owner, ast.ClassDef) else given


class Acts:
    """Of all these sources together, since one hands to the other."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self._sources = tuple(sources)
        self._looking: set[ast.AST] = set()
        self._known: dict[ast.AST, bool] = {}

    def without_a_key(self) -> list[Act]:
        return [act for act in self.all() if not self._is_keyed(act)]

    def all(self) -> Iterator[Act]:
        for source in self._sources:
            for node in source.nodes:
                if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
                    yield from _acts_in(source, node)

    def _is_keyed(self, act: Act) -> bool:
        if " " in act.what:  # the client itself in other hands
            return False
        parent = act.source.parents[act.node]
        is_done = isinstance(parent, ast.Call) and parent.func is act.node
        return self._is_done_by_the_door(act.source, act.node) if is_done else self._goes(act.source, act.node)

    def _is_done_by_the_door(self, source: Source, node: ast.AST) -> bool:
        """What stands here is done whenever the function around it is."""
        scope = next(_scopes(source, node), None)
        if scope is None or scope in self._looking:
            return False
        if scope not in self._known:
            self._looking.add(scope)
            self._known[scope] = self._is_handed_to_the_door(source, scope)
            self._looking.discard(scope)
        return self._known[scope]

    def _is_handed_to_the_door(self, source: Source, scope: Scope) -> bool:
        if isinstance(scope, ast.Lambda):
            return self._goes(source, scope)
        uses = list(self._uses(_Known(source, scope)))
        return bool(uses) and all(self._goes(*use) for use in uses)

    def _goes(self, source: Source, value: ast.AST) -> bool:
        """Whether what this stands for gets into the hands of the door alone."""
        parent = source.parents[value]
        match parent:
            case ast.Call(func=func) if func is not value:
                return self._is_taken(source, parent, value)
            case ast.keyword():
                return self._goes(source, parent)
            case ast.Assign(targets=[ast.Name(id=name)]):
                return self._each_goes(source, next(_scopes(source, parent), None), name)
            case ast.Return():
                return self._is_given_back(source, parent)
            case ast.expr() if not isinstance(parent, ast.Call):
                return self._goes(source, parent)
            case _:
                return self._is_done_by_the_door(source, parent)

    def _is_given_back(self, source: Source, node: ast.Return) -> bool:
        function = next(_scopes(source, node))
        if not isinstance(function, Function):
            return False
        calls = [(where, where.parents[use]) for where, use in self._uses(_Known(source, function))]
        return bool(calls) and all(isinstance(call, ast.Call) and self._goes(where, call) for where, call in calls)

    def _each_goes(self, source: Source, scope: Scope | None, name: str) -> bool:
        if scope is None:
            return False
        uses = [node for node in ast.walk(scope) if _is_named(node, name)]
        return bool(uses) and all(self._goes(source, use) for use in uses)

    def _is_taken(self, source: Source, call: ast.Call, given: ast.AST) -> bool:
        """By the door, by `partial` for later, or by a function of ours under one of its parameters."""
        called, arguments = source.full_name(call.func), call.args
        if f".{called}".endswith(f".{_DOOR}"):
            return _is_argument(given, arguments, _ACT, "act")
        func, skipped = call.func, 0
        if called == "functools.partial":
            if given is arguments[0]:
                return self._goes(source, call)
            func, skipped = arguments[0], 1
        function = self._function_of(source, func)
        if function is None:
            return self._is_done_by_the_door(source, call)
        return any(
            _is_argument(given, arguments, place + skipped, name)
            and self._each_goes(function.source, function.node, name)
            for place, name in enumerate(function.parameters)
        )

    def _function_of(self, source: Source, func: ast.expr) -> _Known | None:
        """The one that is called, where only one can be meant."""
        found = [each for each in self._functions.get(_last_name(func), ()) if self._may_be(each, source, func)]
        return found[0] if len(found) == 1 else None

    def _may_be(self, known: _Known, source: Source, func: ast.expr) -> bool:
        if isinstance(known.owner, ast.ClassDef):
            return isinstance(func, ast.Attribute) and func.attr == known.node.name
        if isinstance(known.owner, ast.Module):
            return _full_name(source, func) == known.name
        return known.source is source and isinstance(func, ast.Name) and func.id == known.node.name

    def _uses(self, known: _Known) -> Iterator[tuple[Source, ast.AST]]:
        name = known.node.name
        if isinstance(known.owner, Function):
            yield from ((known.source, node) for node in ast.walk(known.owner) if _is_named(node, name))
            return
        for source, node in self._reads.get(name, ()):
            if self._may_be(known, source, node):
                yield source, node

    @cached_property
    def _functions(self) -> Mapping[str, Sequence[_Known]]:
        found = defaultdict(list)
        for source in self._sources:
            for node in source.nodes:
                if isinstance(node, Function):
                    found[node.name].append(_Known(source, node))
        return found

    @cached_property
    def _reads(self) -> Mapping[str, Sequence[tuple[Source, ast.expr]]]:
        """By the last part of the full name."""
        found = defaultdict(list)
        for source in self._sources:
            for node in source.nodes:
                if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load):
                    name = node.attr if isinstance(node, ast.Attribute) else source.full_name(node).rpartition(".")[2]
                    found[name].append((source, node))
        return found


def _acts_in(source: Source, node: ast.Attribute) -> Iterator[Act]:
    owner = node.value
    client = owner.attr if isinstance(owner, ast.Attribute) and _last_name(owner.value) in _DESKS else ""
    if node.attr in _OF_MEDIUM:
        yield Act(source, node, f"medium.{node.attr}")
    elif client in HARMLESS and node.attr not in HARMLESS[client]:
        yield Act(source, node, f"{client}.{node.attr}")
    elif (
        node.attr in _NOT_HANDED_ON
        and _last_name(owner) in _DESKS
        and not isinstance(source.parents[node], ast.Attribute)
    ):
        yield Act(source, node, f"{node.attr} in other hands")


def _last_name(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def _is_named(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)


def _is_argument(given: ast.AST, arguments: Sequence[ast.expr], place: int, name: str) -> bool:
    return (isinstance(given, ast.keyword) and given.arg == name) or given in arguments[place : place + 1]


def _scopes(source: Source, node: ast.AST) -> Iterator[Scope]:
    """The functions around it, from the innermost."""
    while (node := source.parents.get(node, source.tree)) is not source.tree:
        if isinstance(node, Scope):
            yield node


def _full_name(source: Source, node: ast.expr) -> str:
    """A name of the module's own is written with the module, as others do who import it."""
    name = source.full_name(node)
    return name if "." in name else f"{source.path.removesuffix('.py').replace('/', '.')}.{name}"
