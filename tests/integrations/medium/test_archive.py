"""Medium's export archive: its stories are read, and archives that mean harm are not."""

import io
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest

from integrations.medium.archive import exported_stories
from models.domain.errors import Refused

PAGE = (
    "<!DOCTYPE html><html><head><title>On letters</title></head><body><article class='h-entry'><header>"
    '<h1>On letters</h1></header><section data-field="subtitle">Sub</section><section data-field="body" class="e">'
    "<p>We wrote {n}.</p></section><footer>Exported from Medium</footer></article></body></html>"
)


def an_archive(tmp_path: Path, files: dict[str, bytes | str]) -> Path:
    path = tmp_path / "medium-export.zip"
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def test_published_stories_are_read_the_newest_first_and_nothing_else(tmp_path: Path) -> None:
    path = an_archive(
        tmp_path,
        {
            "README.html": "<p>hello</p>",
            "posts/2024-01-01_Old-1.html": PAGE.format(n="first"),
            "posts/2025-01-01_New-2.html": PAGE.format(n="last"),
            "posts/draft_Secret-3.html": PAGE.format(n="a secret"),
            "claps/claps-0001.html": "<p>clap</p>",
        },
    )
    newest, oldest = exported_stories(path)
    assert (newest.title, newest.html) == ("On letters", "<p>We wrote last.</p>")
    assert oldest.html == "<p>We wrote first.</p>"


def test_a_page_of_another_make_is_read_whole(tmp_path: Path) -> None:
    [story] = exported_stories(an_archive(tmp_path, {"export/posts/a.html": b"<p>caf\xe9</p>"}))
    assert (story.title, story.html) == ("", "<p>caf\ufffd</p>")


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "posts/../../x.html", "/etc/passwd", "posts\\..\\x.html", "C:/x.html", "C:\\posts\\x.html"],
)
def test_a_name_that_leads_out_of_the_archive_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refused, match="leads out of it"):
        exported_stories(an_archive(tmp_path, {"posts/a.html": PAGE, name: "x"}))
    assert [each.name for each in tmp_path.iterdir()] == ["medium-export.zip"]


def test_a_story_that_unpacks_without_an_end_is_refused(tmp_path: Path) -> None:
    bomb = an_archive(tmp_path, {"posts/a.html": b"\0" * (64 * 2**20)})
    assert bomb.stat().st_size < 2**17
    with pytest.raises(Refused, match="far more than it should"):
        exported_stories(bomb)


def test_many_stories_that_together_are_too_much_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="far more than it should"):
        exported_stories(an_archive(tmp_path, {f"posts/{n}.html": b"a" * (2**21 - 1) for n in range(52)}))


def test_a_size_that_lies_is_not_believed(tmp_path: Path) -> None:
    path = an_archive(tmp_path, {"posts/a.html": b"a" * (4 * 2**20)})
    raw = path.read_bytes()
    path.write_bytes(raw.replace((4 * 2**20).to_bytes(4, "little"), (10).to_bytes(4, "little")))
    with pytest.raises(Refused):
        exported_stories(path)


def test_too_many_entries_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="more than 20000 files"):
        exported_stories(an_archive(tmp_path, {f"x/{n}": "" for n in range(20_001)}))


def test_a_locked_archive_is_told_so(tmp_path: Path) -> None:
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr(ZipInfo("posts/a.html"), PAGE)
    raw = bytearray(out.getvalue())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(mark) + at] |= 1
    path = tmp_path / "locked.zip"
    path.write_bytes(raw)
    with pytest.raises(Refused, match="locked with a password"):
        exported_stories(path)


@pytest.mark.parametrize("content", [b"", b"no archive at all", b"PK\x03\x04" + b"\0" * 40])
def test_what_is_no_archive_is_told_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(content)
    with pytest.raises(Refused, match="cannot be read as an archive"):
        exported_stories(path)


def test_a_file_that_is_not_there_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot be opened"):
        exported_stories(tmp_path / "nowhere.zip")


def test_a_torn_archive_is_told_so(tmp_path: Path) -> None:
    path = an_archive(tmp_path, {"posts/a.html": PAGE * 50})
    raw = bytearray(path.read_bytes())
    raw[60:90] = b"\xff" * 30
    path.write_bytes(raw)
    with pytest.raises(Refused, match="cannot be read as an archive"):
        exported_stories(path)
