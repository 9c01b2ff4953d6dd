"""Owns where an image stands in a text: moved along a person's words, and told in words.

It refuses a place that the text does not have. Nothing but the slot moves: the text around it stays as approved.
"""

import re

from models.domain.draft import Draft
from models.domain.errors import Refused
from models.domain.markdown import BlockKind, headings_of, split_blocks
from models.domain.notes import Note
from models.domain.slot_source import quoted, read_slot, write_slot
from models.domain.slots import replace_slot, slots_of, text_without_slots
from models.domain.wishes import Place, Version, wishes_in

_ASKS = re.compile(
    r"^\s*(?:please\s+)?(?:move|put|place)\s+(?:(?:the|this)\s+(?:image|picture|photo|cover)|it|this|that)\s+"
    r"(?:right\s+|directly\s+)?(?P<where>.+?)[\s.!]*$",
    re.IGNORECASE | re.DOTALL,
)
_ENDS = re.compile(r"^(?:to|at|on)?\s*(?:the\s+)?(?:very\s+)?(?P<end>top|start|beginning|end|bottom)$", re.IGNORECASE)
_BESIDE = re.compile(r"^(?P<side>under|below|beneath|after|behind|above|before|over)\s+(?P<what>.+)$", re.IGNORECASE)
_UNNAMED = "-"  # a place in the body is looked for, and the title plays no part in that
_FIRST = ("top", "start", "beginning")
_ABOVE = ("above", "before", "over")


def asks_to_move(words: str) -> bool:
    """“Move it under Why”, “put this before paragraph 3”, “place the image at the end”."""
    found = _ASKS.match(words)
    return bool(found and (_ENDS.match(found["where"]) or _BESIDE.match(found["where"])))


def moved(body: str, name: str, words: str) -> str:
    """The text with that slot where the words want it."""
    slot = next((each for each in slots_of(body) if each.name == name), None)
    found = _ASKS.match(words)
    if slot is None or found is None:
        raise Refused(f"The text has no image {quoted(name)} that could be moved.")
    rest = replace_slot(body, name, None)
    if not rest.strip():
        raise Refused("The text has nothing besides this image.")
    parts = [block.text for block in split_blocks(rest)]
    at = _index(rest, found["where"])
    before, after = "".join(parts[:at]), "".join(parts[at:])
    lead = "" if not before or before.endswith("\n\n") else "\n" if before.endswith("\n") else "\n\n"
    tail = "" if not after or after.startswith("\n") else "\n"
    there = f"{before}{lead}{write_slot(slot)}{tail}{after}"
    if text_without_slots(there) != text_without_slots(body):
        raise Refused("The image cannot stand there without changing the text around it. Name another place.")
    return there


def place_of(body: str, name: str) -> str:
    """Where a reader meets the image, for its card."""
    heading = ""
    for at, block in enumerate(split_blocks(body)):
        if block.kind is BlockKind.HEADING:
            heading = next(each.text.strip() for each in headings_of(body) if each.block == at)
        if block.kind is BlockKind.SLOT and read_slot(block.text).name == name:
            return f"under “{heading}”" if heading else "at the beginning"
    return ""


def is_cover(body: str, name: str) -> bool:
    """The first image is the one that Medium shows in its lists."""
    return next((each.name for each in slots_of(body)), None) == name


def _index(rest: str, where: str) -> int:
    blocks = split_blocks(rest)
    if end := _ENDS.match(where):
        return 0 if end["end"].casefold() in _FIRST else len(blocks)
    beside = _BESIDE.match(where)
    if beside is None:
        raise Refused("Say where: “move it under …” with a heading or “paragraph 3”, or “to the top”.")
    place = _place(beside["what"].strip(" “”\"'«»"), rest)
    first = min(place.blocks)
    return first if beside["side"].casefold() in _ABOVE else first + 1


def _place(named: str, rest: str) -> Place:
    """A heading's name needs the word before it, and a paragraph's number has none."""
    version = Version(Draft(title=_UNNAMED, body=rest))
    wishes = wishes_in((Note(text=f"{named}: it"), Note(text=f"under {named}: it")), version)
    places = [wish.place for wish in wishes if wish.place is not None]
    if found := next((place for place in places if place.blocks), None):
        return found
    why = next((place.missing for place in places), "") or f"there is no {quoted(named)} in the text"
    known = ", ".join(quoted(each.text.strip()) for each in headings_of(rest)) or "none"
    raise Refused(f"The image stays where it is: {why}. The headings are: {known}.")
