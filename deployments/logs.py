"""Owns the log file of each part: opened for appending, kept small, and its last lines when something fails."""

import shutil
from pathlib import Path
from typing import BinaryIO

LARGEST_BYTES = 10_000_000
TAIL_BYTES = 4_000


def open_log(path: Path) -> BinaryIO:
    path.parent.mkdir(parents=True, exist_ok=True)
    keep_small(path)
    return path.open("ab")


def keep_small(path: Path, largest_bytes: int = LARGEST_BYTES) -> None:
    """Copied and emptied in place, since a running part keeps its file open; it appends, so it goes on at the start."""
    if path.exists() and path.stat().st_size > largest_bytes:
        aside = path.with_suffix(".log.1")
        try:
            shutil.copyfile(path, aside)
        except OSError:  # the disk is full: of all that is on it this can be spared
            aside.unlink(missing_ok=True)
        with path.open("r+b") as file:
            file.truncate()


def last_lines(path: Path, since_byte: int = 0, lines: int = 12) -> str:
    if not path.exists():
        return ""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(since_byte if since_byte <= size else 0, size - TAIL_BYTES))
        text = file.read().decode(errors="replace")
    return "\n".join(text.rstrip().splitlines()[-lines:])
