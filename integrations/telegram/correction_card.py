"""Owns what the card of a correction says, and its button: what to find on Medium, and what to put there."""

from collections.abc import Sequence
from html import escape

from integrations.telegram.buttons import Button, Rows
from integrations.telegram.marks import Mark
from integrations.telegram.overview import fitting
from models.domain.correction import Change
from models.domain.errors import Refused

_FOUND_BY, _LONGEST = 120, 900
_WORD = "done"


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


def correction_rows(correction_id: int) -> Rows:
    return ((Button("✅ Done on Medium", f"{Mark.CORRECTION}:{correction_id}:{_WORD}"),),)


def is_ours(data: str | None) -> bool:
    return Mark.CORRECTION.begins(data)


def read(data: str) -> tuple[int, str]:
    _, number, word = [*data.split(":"), "", ""][:3]
    if not number.isdecimal() or word != _WORD:
        raise Refused("This button is not one of mine.")
    return int(number), word


def _short(text: str, most: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
