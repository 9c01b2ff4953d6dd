"""Owns lists of topics: one a line, or a table (CSV) with a head. Each bad line is named with its reason."""

import csv
import re
from collections.abc import Iterator
from functools import partial
from typing import Final

from models.domain.commonmark import source_lines
from models.domain.errors import Refused
from models.domain.incoming import Found, Incoming, incoming_topic, read_each

MOST_TOPICS: Final = 2_000
_BULLET = re.compile(r"\A(?:[-*•]|\d{1,4}[.)])\s+")
_BAR: Final = " | "
_SEPARATORS: Final = (",", ";", "\t", "|")
_TOPIC_HEADS: Final = frozenset({"topic", "title"})


def topics_in_lines(text: str) -> tuple[Found, ...]:
    """Every line that is not empty is a topic, with a time behind a bar; a bullet before it is taken off."""
    lines = enumerate(source_lines(text.removeprefix("\ufeff")), start=1)
    found = [(number, _BULLET.sub("", line.strip()).strip()) for number, line in lines if line.strip()]
    _require_some(len(found))
    return read_each(
        (f"line {number}", partial(incoming_topic, f"line {number}", _with_time(line))) for number, line in found
    )


def _with_time(line: str) -> dict[str, str]:
    """`How I plan a week | next tuesday 9am`."""
    topic, bar, time = line.rpartition(_BAR)
    return {"topic": topic, "time": time} if bar else {"topic": line}


def topics_in_table(text: str) -> tuple[Found, ...]:
    """A head that names its columns, `topic` among them, then a row for each; lines are counted as an editor does."""
    rows = list(_rows(text.removeprefix("\ufeff")))
    if not rows:
        raise Refused("The table is empty.")
    (_, head), *rest = rows
    names = [" ".join(name.split()).lower() for name in head]
    _require_head(names)
    _require_some(len(rest))
    return read_each((f"line {line}", partial(_read_row, f"line {line}", names, cells)) for line, cells in rest)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line on which it begins; a cell may hold line ends."""
    lines = source_lines(text)
    reader = csv.reader(lines, delimiter=_separator(lines), strict=True)
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as fault:
        raise Refused(f"line {begins}: the row cannot be read ({fault}). Is every quotation mark closed?") from None


def _separator(lines: list[str]) -> str:
    """The one that the head uses most."""
    head = next((line for line in lines if line.strip()), "")
    return max(_SEPARATORS, key=head.count)


def _require_head(names: list[str]) -> None:
    if not _TOPIC_HEADS & set(names):
        raise Refused(
            "Its first line has to name the columns, and one of them is topic: topic, brief, time, tags, account."
        )
    if twice := {name for name in names if name and names.count(name) > 1}:
        raise Refused(f"Two columns are called “{min(twice)[:40]}”.")


def _require_some(number: int) -> None:
    if not number:
        raise Refused("There is no topic in it.")
    if number > MOST_TOPICS:
        raise Refused(f"It has {number} topics; at most {MOST_TOPICS} are taken at once.")


def _read_row(where: str, names: list[str], cells: list[str]) -> Incoming:
    if any(cell.strip() for cell in cells[len(names) :]):
        raise Refused(f"it has {len(cells)} cells and the head names {len(names)} columns. Quote what holds a comma.")
    return incoming_topic(where, {name: cell for name, cell in zip(names, cells, strict=False) if name})
