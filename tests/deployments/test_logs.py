"""The logs of the parts stay small, and tell their end."""

import errno
from pathlib import Path

import pytest

from deployments.logs import keep_small, last_lines, open_log


def test_a_large_log_is_set_aside_and_its_writer_goes_on_at_the_start(tmp_path: Path) -> None:
    log = tmp_path / "desk.log"
    with open_log(log) as writer:
        writer.write(b"old " * 100)
        writer.flush()
        keep_small(log, largest_bytes=100)
        writer.write(b"new")
    assert log.read_bytes() == b"new"
    assert (tmp_path / "desk.log.1").read_bytes() == b"old " * 100


def test_on_a_full_disk_what_is_set_aside_is_spared_and_the_log_is_emptied_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "desk.log"
    log.write_bytes(b"old " * 100)

    def copy_some(_: Path, aside: Path) -> None:
        aside.write_bytes(b"old ")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("deployments.logs.shutil.copyfile", copy_some)
    keep_small(log, largest_bytes=100)
    assert log.read_bytes() == b""
    assert not (tmp_path / "desk.log.1").exists()


def test_a_small_log_is_left_as_it_is(tmp_path: Path) -> None:
    log = tmp_path / "desk.log"
    log.write_text("short")
    keep_small(log, largest_bytes=100)
    assert log.read_text() == "short"


def test_the_last_lines_are_those_of_this_run(tmp_path: Path) -> None:
    log = tmp_path / "desk.log"
    log.write_text("before\nafter\n")
    assert last_lines(log, since_byte=len("before\n")) == "after"


def test_of_a_log_that_was_set_aside_meanwhile_everything_is_told(tmp_path: Path) -> None:
    log = tmp_path / "desk.log"
    log.write_text("fresh\n")
    assert last_lines(log, since_byte=1_000_000) == "fresh"
