"""Owns the reading of a writer's Markdown files: single ones, or all of a folder. It refuses files that are no text."""

import re
from collections.abc import Iterable
from pathlib import Path

from models.domain.commonmark import every_node, parse, visible_text
from models.domain.errors import Refused
from models.domain.legible import why_not_legible
from models.domain.markdown import headings_of
from models.domain.voice import Story

_LARGEST = 2 * 2**20  # bytes
_MOST_FILES = 500
_FRONT_MATTER = re.compile(r"\A---\r?\n.*?\r?\n---\r?\n", re.DOTALL)


def stories_in_files(paths: Iterable[Path]) -> list[Story]:
    return [_story(path) for given in paths for path in _files(given)]


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = sorted(each for each in path.rglob("*.md") if each.is_file())
    if not found:
        raise Refused(f"There is no Markdown file in {path}.")
    return found[:_MOST_FILES]


def _story(path: Path) -> Story:
    try:
        if path.stat().st_size > _LARGEST:
            raise Refused(f"{path.name} is larger than 2 MB. Is it a story?")
        text = _FRONT_MATTER.sub("", path.read_text())
    except UnicodeDecodeError:
        raise Refused(f"{path.name} is no text.") from None
    except OSError as fault:
        raise Refused(f"{path} cannot be read: {fault.strerror}.") from fault
    if why := why_not_legible(text):
        raise Refused(f"{path.name}: {why}")
    headings = headings_of(text)
    read = (visible_text(node.inline) for node in every_node(parse(text)) if node.kind != "fence")
    return Story(title=headings[0].text if headings else path.stem, text="\n".join(filter(None, read)))
