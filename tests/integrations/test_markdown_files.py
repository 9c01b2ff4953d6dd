"""A writer's Markdown files, as stories without markup."""

from pathlib import Path

import pytest

from integrations.markdown_files import stories_in_files
from models.domain.errors import Refused


def test_a_file_is_read_without_front_matter_markup_and_code(tmp_path: Path) -> None:
    path = tmp_path / "bees.md"
    path.write_text(
        "---\ntitle: x\n---\n# On *bees*\n\nWe **kept** them.\n\n```\ncode()\n```\n\n- and [more](https://a.b)\n"
    )
    [story] = stories_in_files([path])
    assert (story.title, story.text) == ("On bees", "On bees\nWe kept them.\nand more")


def test_a_folder_gives_all_its_markdown_files(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    for name in ("b.md", "deep/a.md", "c.txt"):
        (tmp_path / name).write_text(name)
    assert [each.title for each in stories_in_files([tmp_path])] == ["b", "a"]


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "photo.md").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "huge.md").write_text("a" * (2**21 + 1))
    (tmp_path / "tangle.md").write_text("![" * 7_000)
    (tmp_path / "empty").mkdir()
    for name, said in (
        ("photo.md", "is no text"),
        ("huge.md", "larger than 2 MB"),
        ("none.md", "cannot be read"),
        ("tangle.md", "tangle.md: The text holds 7,000 square brackets"),
        ("empty", "no Markdown file"),
    ):
        with pytest.raises(Refused, match=said):
            stories_in_files([tmp_path / name])
