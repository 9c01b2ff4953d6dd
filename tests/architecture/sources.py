"""Owns finding and reading our own sources for the architecture tests. It judges nothing."""

import ast
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import pytest

CLONE = Path(__file__).resolve().parents[2]
PRODUCT = ("deployments", "console", "flows", "tasks", "integrations", "models")
OURS = (*PRODUCT, "tests", "bench")


@dataclass(frozen=True)
class Used:
    """A name at a line of a file, written in full: `from httpx import AsyncClient as A` does not hide it."""

    name: str
    line: int


@dataclass(frozen=True)
class Source:
    """A Python file, or a few lines that play one in a test."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        return tuple(ast.walk(self.tree))

    @cached_property
    def parents(self) -> Mapping[ast.AST, ast.AST]:
        return {child: node for node in self.nodes for child in ast.iter_child_nodes(node)}

    @cached_property
    def imports(self) -> tuple[Used, ...]:
        return tuple(self._find_imports())

    @cached_property
    def calls(self) -> tuple[Used, ...]:
        found = (node for node in self.nodes if isinstance(node, ast.Call))
        return tuple(Used(self.full_name(call.func), call.lineno) for call in found)

    @cached_property
    def mentions(self) -> tuple[Used, ...]:
        """Imports, and every name or attribute that is read, assigned or called."""
        found = (node for node in self.nodes if isinstance(node, ast.Name | ast.Attribute))
        return (*self.imports, *(Used(self.full_name(node), node.lineno) for node in found))

    def _find_imports(self) -> Iterator[Used]:
        for node in self.nodes:
            if isinstance(node, ast.Import):
                yield from (Used(alias.name, node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from (Used(f"{node.module}.{alias.name}", node.lineno) for alias in node.names)

    def full_name(self, node: ast.expr) -> str:
        """As the import says; what only runs can tell is a `?`: `open(x).read` is `?.read`."""
        match node:
            case ast.Name(id=name):
                return self._imported.get(name, name)
            case ast.Attribute(value=owner, attr=name):
                return f"{self.full_name(owner)}.{name}"
            case _:
                return "?"

    @cached_property
    def _imported(self) -> Mapping[str, str]:
        known: dict[str, str] = {}
        for node in self.nodes:
            if isinstance(node, ast.Import):
                known |= {alias.asname: alias.name for alias in node.names if alias.asname}
            elif isinstance(node, ast.ImportFrom):
                known |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
        return known


@lru_cache(maxsize=1)
def all_sources() -> tuple[Source, ...]:
    paths = sorted(path for folder in OURS for path in (CLONE / folder).rglob("*.py"))
    return tuple(Source(path.relative_to(CLONE).as_posix(), path.read_text()) for path in paths)


def product_sources() -> tuple[Source, ...]:
    return tuple(source for source in all_sources() if source.path.split("/")[0] in PRODUCT)


@lru_cache(maxsize=1)
def kept_files() -> tuple[str, ...]:
    """What git keeps or would keep: tracked files, and new ones that are not ignored."""
    if not (CLONE / ".git").exists():
        pytest.skip("only git can tell which files are kept")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607 - whichever git is there
        cwd=CLONE,
        capture_output=True,
        text=True,
        check=True,
    )
    return tuple(name for name in sorted(set(listed.stdout.split("\0"))) if name and (CLONE / name).is_file())
