"""Owns what a writer types at the final review: other tags, another time. It refuses what Medium or the clock would.

People leave the names out: a line that reads as a time is one, and a list of three words or more is the tags. What
might be either a wish or tags is asked about.
"""

from datetime import datetime

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from models.domain.errors import Refused
from models.domain.publication import check_tags, clean_tag
from models.domain.time_grammar import understand
from models.domain.typed_time import read_time

_SURELY_A_LIST = 3
_WORDS_OF_A_TAG = 3
_HOW = "Write “tags: one, two, three” or “time: next tuesday 9am”, or tap a button."


class FinalRequest(BaseModel):
    """The changes that were asked for; what is None stays."""

    model_config = ConfigDict(frozen=True)

    tags: tuple[str, ...] | None = None
    publish_at: AwareDatetime | None = None
    said: str = Field(default="", exclude=True)  # what the clocks do at that time, for the answer to the writer


def read_final_request(text: str, zone: str, now_utc: datetime) -> FinalRequest:
    """`tags: a, b, c` and `time: 2026-12-01 09:00`, each on a line of its own, either or both, named or not."""
    tags, settled, unnamed = None, None, list[str]()
    for line in filter(str.strip, text.splitlines()):
        name, _, value = line.partition(":")
        match name.strip().lower():
            case "tags":
                tags = _tags(value)
            case "time":
                settled = read_time(value, zone, now_utc)
            case _ if _is_a_time(line, zone):
                settled = read_time(line, zone, now_utc)
            case _:
                unnamed.append(line)
    if unnamed:
        tags = _unnamed_tags(unnamed, are_given=tags is not None)
    if settled is None:
        return FinalRequest(tags=tags)
    return FinalRequest(tags=tags, publish_at=settled.at, said=settled.said)


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
    return _tags(", ".join(pieces))


def _tags(value: str) -> tuple[str, ...]:
    tags = tuple(clean_tag(tag) for tag in value.split(",") if tag.strip())
    if reasons := check_tags(tags):
        raise Refused("These tags cannot go out: " + "; ".join(reasons) + ".")
    return tags
