"""Owns how one image slot is written and read; refuses nothing while reading, but says in plain words what is wrong.

:::image cover
prompt: A quiet harbour at dawn, watercolour
alt: Fishing boats in still water
caption: The harbour before the market opens
shape: tall
:::

The shape may be left out: then the image is wide.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from models.domain.commonmark import SLOT_CLOSES, SLOT_OPENS, source_lines

_NAME = r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}"  # short enough for the data of a button on Telegram
_FIELDS = ("prompt", "alt", "caption")
_SHAPE = "shape"
_LONGEST_QUOTE = 60


def _on_one_line(value: str) -> str:
    return re.sub(r"[\r\n]+", " ", value).strip(" \t")


_Line = Annotated[str, AfterValidator(_on_one_line)]
_FilledLine = Annotated[_Line, Field(min_length=1)]


class SlotShape(StrEnum):
    """What the image is wanted to look like; Medium shows each as wide as the text."""

    WIDE = "wide"
    SQUARE = "square"
    TALL = "tall"


class Slot(BaseModel):
    """A place for an image. Values are kept on one line each: breaks in them become spaces."""

    model_config = ConfigDict(frozen=True)

    name: str = Field(pattern=f"^{_NAME}$")
    prompt: _FilledLine
    alt: _FilledLine
    caption: _Line = ""
    shape: SlotShape = SlotShape.WIDE


@dataclass(frozen=True)
class SlotReading:
    """What a slot's source says: its name as written, the slot when it is whole, else what it lacks."""

    name: str
    slot: Slot | None
    faults: tuple[str, ...]


def write_slot(slot: Slot) -> str:
    shape = "" if slot.shape is SlotShape.WIDE else f"shape: {slot.shape}\n"
    return f":::image {slot.name}\nprompt: {slot.prompt}\nalt: {slot.alt}\ncaption: {slot.caption}\n{shape}:::\n"


def read_slot(source: str) -> SlotReading:
    lines = [line.strip(" \t\r\n") for line in source_lines(source)]
    inner = [line for line in lines[1:] if line]
    name = SLOT_OPENS.sub("", lines[0], count=1).strip()
    is_closed = bool(inner) and bool(SLOT_CLOSES.match(inner[-1]))
    values, faults = _values(name, inner[:-1] if is_closed else inner)
    if not re.fullmatch(_NAME, name):
        faults.insert(0, f"{quoted(name)} cannot name a slot: use up to 32 letters, digits, - and _, without spaces.")
    if not is_closed:
        faults.append(f"The slot {quoted(name)} is not closed: end it with a line of ::: before any blank line.")
    return SlotReading(name, None if faults else Slot(name=name, **values), tuple(faults))


def quoted(text: str) -> str:
    return f"“{text[:_LONGEST_QUOTE]}”"


def _values(name: str, lines: list[str]) -> tuple[dict[str, str], list[str]]:
    values: dict[str, str] = {}
    faults: list[str] = []
    for line in lines:
        key, colon, value = (part.strip(" \t") for part in line.partition(":"))
        if not colon or key.lower() not in (*_FIELDS, _SHAPE):
            faults.append(
                f"The slot {quoted(name)} has a line that is no prompt, alt or caption, nor a shape: {quoted(line)}."
            )
        elif key.lower() in values:
            faults.append(f"The slot {quoted(name)} has two lines of {key.lower()}.")
        else:
            values[key.lower()] = value.lower() if key.lower() == _SHAPE else value
    faults += [f"The slot {quoted(name)} has no {key}." for key in _FIELDS if not _is_given(key, values)]
    if values.get(_SHAPE, SlotShape.WIDE) not in set(SlotShape):
        faults.append(
            f"The slot {quoted(name)} has the shape {quoted(values[_SHAPE])}: {', '.join(SlotShape)} there is."
        )
    return values, faults


def _is_given(key: str, values: dict[str, str]) -> bool:
    """A caption may be left empty, since a writer's own photo needs none, but its line has to be there."""
    return key in values if key == "caption" else bool(values.get(key))
