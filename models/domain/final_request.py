"""Owns what a writer types at the final review: tags, time, how it goes out. It refuses what Medium or the clock would.

People leave the names out: a line that reads as a time is one, and a list of three words or more is the tags. What
might be either a wish or tags is asked about.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from models.domain.errors import Refused
from models.domain.option_words import OPTIONS, option_called, read_option
from models.domain.publications import KnownPublication
from models.domain.tagging import read_tags
from models.domain.time_grammar import understand
from models.domain.typed_time import read_time

_SURELY_A_LIST = 3
_WORDS_OF_A_TAG = 3
_HOW = (
    "Write “tags: one, two, three” or “time: next tuesday 9am”, or how it goes out "
    f"({', '.join(f'{each}:' for each in (*OPTIONS, 'category'))}), or tap a button."
)


class FinalRequest(BaseModel):
    """The changes that were asked for; what is None stays."""

    model_config = ConfigDict(frozen=True)

    tags: tuple[str, ...] | None = None
    publish_at: AwareDatetime | None = None
    category: str | None = None
    options: dict[str, Any] = Field(default_factory=dict)  # those of the publishing options that change
    adds_disclosure: bool = False  # the account's sentence about AI, at the head of the text
    said: str = Field(default="", exclude=True)  # what the clocks do at that time, for the answer to the writer


def read_final_request(text: str, zone: str, now_utc: datetime, known: Sequence[KnownPublication] = ()) -> FinalRequest:
    """`tags: a, b, c`, `time: 2026-12-01 09:00`, `status: draft`, each on a line of its own; those two also unnamed."""
    found, unnamed = dict[str, Any](options={}), list[str]()
    for line in filter(str.strip, text.splitlines()):
        name, _, value = line.partition(":")
        match option_called(name) or name.strip().lower():
            case "tags":
                found["tags"] = read_tags(value)
            case "time":
                found |= _time(value, zone, now_utc)
            case "category":
                found["category"] = " ".join(value.split())
            case "disclosure" if value.strip().lower() == "add":
                found["adds_disclosure"] = True
            case option if option in OPTIONS and ":" in line:
                found["options"] |= read_option(option, value, known)
            case _ if _is_a_time(line, zone):
                found |= _time(line, zone, now_utc)
            case _:
                unnamed.append(line)
    if unnamed:
        found["tags"] = _unnamed_tags(unnamed, are_given="tags" in found)
    return FinalRequest(**found)


def _time(words: str, zone: str, now_utc: datetime) -> dict[str, Any]:
    settled = read_time(words, zone, now_utc)
    return {"publish_at": settled.at, "said": settled.said}


def _is_a_time(line: str, zone: str) -> bool:
    """Whether it speaks of a time at all; whether that one can be is another matter."""
    try:
        understand(line, zone)
    except Refused:
        return False
    return True


def _unnamed_tags(lines: list[str], *, are_given: bool) -> tuple[str, ...]:
    pieces = [piece.strip() for line in lines for piece in line.split(",") if piece.strip()]
    looks_like_tags = all(len(piece.split()) <= _WORDS_OF_A_TAG and not set(".!?:;") & set(piece) for piece in pieces)
    if are_given or not looks_like_tags:
        raise Refused(_HOW)
    if len(pieces) < _SURELY_A_LIST and not all(piece.startswith("#") for piece in pieces):
        raise Refused(f"Are these the tags? Then write “tags: {', '.join(pieces)}”. {_HOW}")
    return read_tags(", ".join(pieces))
