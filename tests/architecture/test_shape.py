"""A file has one subject, says it first, and can be read at a sitting."""

import ast
from collections.abc import Mapping

import pytest

import models.tables
from tests.architecture.sources import CLONE, Source, all_sources, kept_files, product_sources

LINES_OF_A_FILE = 300
LINES_OF_A_FUNCTION = 50
LONGER: Mapping[str, tuple[int, str]] = {  # how long it may be, and why
    "models/migrations/versions/0001_the_first_tables.py": (400, "Alembic wrote it, and it is never edited"),
}
_READ_BY_PEOPLE = (".py", ".html", ".css", ".js", ".yaml", ".yml", ".sh", ".mako", "Makefile")
_Function = ast.FunctionDef | ast.AsyncFunctionDef
_TELL_A_STORY = ("flows/", "models/migrations/versions/")


def too_long(path: str, text: str) -> str:
    """Empty, or what is wrong with it."""
    lines, (allowed, _) = len(text.splitlines()), LONGER.get(path, (LINES_OF_A_FILE, ""))
    return f"{path} has {lines} lines; split it by noun at {allowed}" if lines > allowed else ""


def long_functions(source: Source) -> list[str]:
    functions = (node for node in source.nodes if isinstance(node, _Function))
    long = (each for each in functions if _lines(each) > LINES_OF_A_FUNCTION and _own_lines(each) > LINES_OF_A_FUNCTION)
    return [f"{source.path}:{each.lineno} {each.name}" for each in long]


def _lines(function: _Function) -> int:
    first = min([function.lineno, *(each.lineno for each in function.decorator_list)])
    return (function.end_lineno or 0) - first + 1


def _own_lines(node: ast.AST) -> int:
    """Without those of the functions in it, which are counted by themselves."""
    lines = {each.lineno for each in ast.walk(node) if isinstance(each, ast.stmt | ast.expr)}
    inner = [each for each in ast.walk(node) if isinstance(each, _Function) and each is not node]
    return len(lines - {line for each in inner for line in range(each.lineno, (each.end_lineno or 0) + 1)})


def is_silent(source: Source) -> bool:
    """Whether it does not say first what it owns. A package, a flow and a migration may say it in their own way."""
    if not source.tree.body:
        return False
    said = ast.get_docstring(source.tree) or ""
    may_tell = source.path.endswith("/__init__.py") or source.path.startswith(_TELL_A_STORY)
    return not (said if may_tell else said.startswith("Owns "))


def tables(source: Source) -> list[str]:
    """Classes that make a table: `class X(SQLModel, table=True)`, `__tablename__`, or SQLAlchemy's own `Table(...)`."""
    made = [
        (node.lineno, node.name) for node in source.nodes if isinstance(node, ast.ClassDef) and _makes_a_table(node)
    ]
    made += [(used.line, used.name) for used in source.calls if used.name in ("sqlalchemy.Table", "sqlmodel.Table")]
    return [f"{source.path}:{line} {name}" for line, name in made]


def _makes_a_table(node: ast.ClassDef) -> bool:
    assigned = [each for each in ast.walk(node) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)]
    return "table" in {each.arg for each in node.keywords} or "__tablename__" in {each.id for each in assigned}


def test_a_file_is_read_at_a_sitting() -> None:
    read = [path for path in kept_files() if path.endswith(_READ_BY_PEOPLE)]
    assert list(filter(None, (too_long(path, (CLONE / path).read_text()) for path in read))) == []


def test_a_function_is_seen_at_a_glance() -> None:
    looked_at = [source for source in all_sources() if source.path not in LONGER]
    assert [function for source in looked_at for function in long_functions(source)] == []


def test_a_file_says_first_what_it_owns() -> None:
    assert [source.path for source in product_sources() if is_silent(source)] == []


def test_every_table_is_in_the_package_of_tables() -> None:
    found = [source for source in product_sources() if tables(source)]
    assert found
    assert [table for source in found for table in tables(source) if not source.path.startswith("models/tables/")] == []


def test_the_package_of_tables_names_each_of_them() -> None:
    made = [table.split()[1] for source in product_sources() for table in tables(source)]
    assert {*made, "Json"} == {*models.tables.__all__}


def test_a_long_file_would_be_seen() -> None:
    assert too_long("tasks/elsewhere.py", "x = 1\n" * LINES_OF_A_FILE) == ""
    assert "split it" in too_long("tasks/elsewhere.py", "x = 1\n" * (LINES_OF_A_FILE + 1))


@pytest.mark.parametrize("path", LONGER)
def test_a_file_that_may_be_longer_is_and_has_its_own_limit(path: str) -> None:
    limit, reason = LONGER[path]
    assert reason
    assert len((CLONE / path).read_text().splitlines()) > LINES_OF_A_FILE
    assert too_long(path, "x = 1\n" * (limit + 1))


def test_a_long_function_would_be_seen() -> None:
    lines = "    x = 1\n" * (LINES_OF_A_FUNCTION - 1)
    assert long_functions(Source("tasks/elsewhere.py", f"def short():\n{lines}")) == []
    assert long_functions(Source("tasks/elsewhere.py", f"async def long():\n{lines}    y = 1\n"))
    inner = "".join(f"    {line}\n" for line in f"def inner():\n{lines}".splitlines())
    assert long_functions(Source("tasks/elsewhere.py", f"def outer():\n{inner}    return inner\n")) == []


@pytest.mark.parametrize("text", ["x = 1", '"""Helps with dates."""', '"""Owner of dates."""', "# Owns dates\nx = 1"])
def test_a_silent_file_would_be_seen(text: str) -> None:
    assert is_silent(Source("tasks/elsewhere.py", text))


def test_an_empty_package_has_nothing_to_say_and_a_full_one_has() -> None:
    assert not is_silent(Source("tasks/__init__.py", ""))
    assert is_silent(Source("tasks/__init__.py", "x = 1"))


@pytest.mark.parametrize(
    "offence",
    [
        "from sqlmodel import SQLModel\n\nclass Note(SQLModel, table=True):\n    id: int",
        "from models.tables import Base\n\nclass Note(Base):\n    __tablename__ = 'note'",
        "import sqlalchemy as sa\nnotes = sa.Table('note', None)",
    ],
)
def test_a_table_elsewhere_would_be_seen(offence: str) -> None:
    assert tables(Source("tasks/elsewhere.py", offence))
