"""Owns what the card of a correction says, and its button: what to find on Medium, and what to put there."""

from collections.abc import Sequence
from datetime import datetime
from html import escape

from integrations.telegram.buttons import Button, Rows
from integrations.telegram.marks import Mark
from integrations.telegram.overview import fitting
from models.domain.correction import Change
from models.domain.errors import Refused

_FOUND_BY, _LONGEST = 120, 900


def correction_card(topic: str, url: str, changes: Sequence[Change]) -> str:
    head = (
        f"🖊 <b>A correction of “{escape(topic[:200])}”</b>\nMedium lets nobody edit from outside: open the story, "
        f"choose “Edit story”, and make {'this change' if len(changes) == 1 else f'these {len(changes)} changes'}.\n"
        f"{escape(url)}\n"
    )
    return fitting([head, *(_line(number, each) for number, each in enumerate(changes, 1))])


def _line(number: int, change: Change) -> str:
    found, put = (
        f"“{escape(_short(change.before, _FOUND_BY))}”",
        f"<code>{escape(_short(change.after, _LONGEST))}</code>",
    )
    if not change.after:
        return f"{number}. Take out: {found}"
    if change.before:
        return f"{number}. Instead of {found} put:\n{put}"
    after = f"after “{escape(_short(change.following, _FOUND_BY))}”" if change.following else "at the top"
    return f"{number}. New, {after}:\n{put}"


def correction_rows(correction_id: int, asked_at: datetime) -> Rows:
    return ((Button("✅ Done on Medium", f"{Mark.CORRECTION}:{correction_id}:{stamp_of(asked_at)}"),),)


def stamp_of(asked_at: datetime) -> int:
    """By it a card is told from that of a later correction, which takes the place of an open one."""
    return int(asked_at.timestamp() * 1_000_000)


def is_ours(data: str | None) -> bool:
    return Mark.CORRECTION.begins(data)


def read(data: str) -> tuple[int, int]:
    parts = data.split(":")
    if len(parts) != 3 or not (parts[1].isdecimal() and parts[2].isdecimal()):  # noqa: PLR2004 - mark, number, stamp
        raise Refused("This button is not one of mine.")
    return int(parts[1]), int(parts[2])


def _short(text: str, most: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
