"""Owns the reading of files for an import: Markdown, a folder of it, lists of topics. It refuses what is too large."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from integrations.carrying.front_matter import read_front_matter
from models.domain.errors import Refused
from models.domain.finished_text import finished_text
from models.domain.incoming import Found, Incoming, Unfit, read_each
from models.domain.own_text import LARGEST_FILE, as_text
from models.domain.topic_lists import topics_in_lines, topics_in_table

MARKDOWN: Final = frozenset({".md", ".markdown"})
TABLES: Final = frozenset({".csv", ".tsv"})
LINES: Final = frozenset({".txt"})
LARGEST_LIST: Final = 5 * 2**20
MOST_FILES: Final = 1_000


def read_markdown(name: str, data: bytes) -> Incoming:
    fields, body = read_front_matter(as_text(name, data, LARGEST_FILE))
    return finished_text(name, name, fields, body)


def pieces_in(path: Path) -> tuple[tuple[Found, ...], Path]:
    """What a file or a folder holds, and where the images beside it may lie."""
    if not path.exists():
        raise Refused(f"There is no {path}.")
    return (pieces_in_folder(path), path) if path.is_dir() else (pieces_in_file(path), path.parent)


def pieces_handed_in(folder: Path) -> tuple[Found, ...]:
    """One file, or several of any kind; then each line says of which file it is."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and _is_shown(path, folder))
    lists = [path for path in files if path.suffix.lower() in TABLES | LINES]
    texts = [path for path in files if path.suffix.lower() in MARKDOWN]
    if len(lists) + len(texts) == 0 and files:
        return pieces_in_file(files[0])  # which says what can be imported
    found = tuple(
        replace(each, where=f"{path.name}, {each.where}") if lists[1:] or texts else each
        for path in lists
        for each in pieces_in_file(path)
    )
    return (*found, *(pieces_in_folder(folder) if texts else ()))


def pieces_in_file(path: Path) -> tuple[Found, ...]:
    """By the ending of its name: a finished text, a table of topics, or a topic on each line."""
    kind = path.suffix.lower()
    if kind in MARKDOWN:
        return read_each([(path.name, partial(_read_file, path, path.name))])
    if kind in TABLES | LINES:
        text = as_text(path.name, _bytes_of(path, LARGEST_LIST), LARGEST_LIST)
        return topics_in_table(text) if kind in TABLES else topics_in_lines(text)
    raise Refused(
        f"{path.name} cannot be imported by its name: Markdown is .md, topics are .csv or .txt (one a line), "
        "archives and exports are .zip."
    )


def pieces_in_folder(folder: Path) -> tuple[Found, ...]:
    """Every Markdown file in it and below, by name; what is hidden is left out."""
    found = sorted(path for path in folder.rglob("*") if path.suffix.lower() in MARKDOWN and _is_shown(path, folder))
    if not found:
        raise Refused(f"There is no Markdown file in {folder}.")
    if len(found) > MOST_FILES:
        raise Refused(f"{folder} holds {len(found)} Markdown files; at most {MOST_FILES} are taken at once.")
    names = [path.relative_to(folder).as_posix() for path in found]
    return read_each((name, partial(_read_file, path, name)) for path, name in zip(found, names, strict=True))


def fit(found: tuple[Found, ...]) -> tuple[tuple[Incoming, ...], tuple[Unfit, ...]]:
    return (
        tuple(each for each in found if isinstance(each, Incoming)),
        tuple(each for each in found if isinstance(each, Unfit)),
    )


def _is_shown(path: Path, folder: Path) -> bool:
    return path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts)


def _read_file(path: Path, name: str) -> Incoming:
    return read_markdown(name, _bytes_of(path, LARGEST_FILE))


def _bytes_of(path: Path, most: int) -> bytes:
    try:
        size = path.stat().st_size
        if size > most:
            raise Refused(f"{path.name} has {size // 1024} KB; at most {most // 1024} are read.")
        return path.read_bytes()
    except OSError as fault:
        raise Refused(f"{path} cannot be read: {fault.strerror}.") from fault
