"""The pages that are rendered from code say what the code says."""

from pathlib import Path

import pytest

from deployments.docs import COMMAND, FOLDER, pages, write


@pytest.mark.parametrize("name", pages())
def test_a_rendered_page_is_up_to_date(name: str) -> None:
    assert (FOLDER / name).read_text() == pages()[name](), f"docs/{name} is out of date. Run: {COMMAND}"


def test_the_command_writes_exactly_the_rendered_pages(tmp_path: Path) -> None:
    write(tmp_path)
    assert {file.name: file.read_text() for file in tmp_path.iterdir()} == {
        name: render() for name, render in pages().items()
    }


def test_every_table_row_has_as_many_cells_as_its_head() -> None:
    """A `|` in a description would silently shift the columns."""
    for render in pages().values():
        for block in render().split("\n\n"):
            rows = [line for line in block.splitlines() if line.startswith("|")]
            assert len({row.count("|") for row in rows}) <= 1
