"""Owns the image slots of a text: which there are, what is wrong with them, changing one; refuses unknown names."""

import re
from collections import Counter
from collections.abc import Iterator

from models.domain.commonmark import every_node, parse_blocks, source_lines
from models.domain.errors import Refused
from models.domain.markdown import Block, BlockKind, join_blocks, split_blocks
from models.domain.slot_source import Slot, SlotReading, quoted, read_slot, write_slot

_LINE_END = re.compile(r"(?:\r\n|\r|\n)$")


def slots_of(text: str) -> tuple[Slot, ...]:
    """The whole slots in their order; of several with one name the first."""
    found: dict[str, Slot] = {}
    for reading in _readings(text):
        if reading.slot:
            found.setdefault(reading.slot.name, reading.slot)
    return tuple(found.values())


def slot_faults(text: str) -> tuple[str, ...]:
    """What is wrong with the slots of a text, each a sentence for whoever writes it, model or person."""
    readings = _readings(text)
    counts = Counter(reading.name for reading in readings)
    return (
        *(fault for reading in readings for fault in reading.faults),
        *(
            f"{count} slots are called {quoted(name)}: give each its own."
            for name, count in counts.items()
            if count > 1
        ),
        *_strays(text),
    )


def replace_slot(text: str, name: str, slot: Slot | None) -> str:
    """The text with that slot written anew, or dropped for None; everything else byte for byte."""
    blocks = split_blocks(text)
    for index, block in enumerate(blocks):
        if block.kind is BlockKind.SLOT and read_slot(block.text).name == name:
            new = _rewritten(block.text, slot) if slot else _gap(blocks, index)
            return join_blocks(blocks[:index]) + new + join_blocks(blocks[index + 1 :])
    raise Refused(f"The text has no image slot called {quoted(name)}.")


def text_without_slots(text: str) -> str:
    """What a draft review approves: moving, rewriting or dropping a slot leaves it as it was.

    It is cut anew once the slots are out, since a slot may be all that kept one block from being part of another.
    """
    blocks = split_blocks(text)
    bare = (_gap(blocks, i) if block.kind is BlockKind.SLOT else block.text for i, block in enumerate(blocks))
    written = (_written_lines(block.text) for block in split_blocks("".join(bare)))
    return "\n\n".join("".join(lines).rstrip("\r\n") for lines in written if lines)


def _readings(text: str) -> list[SlotReading]:
    return [read_slot(block.text) for block in split_blocks(text) if block.kind is BlockKind.SLOT]


def _strays(text: str) -> Iterator[str]:
    """Lines of ::: that belong to no slot and would go out as text."""
    for node in every_node(parse_blocks(text)):
        for line in node.token.content.split("\n") if node.kind in ("inline", "html_block") else ():
            if line.strip().startswith(":::"):
                yield (
                    f"{quoted(line.strip())} belongs to no slot: a slot opens with “:::image name” and stands by"
                    " itself, never in a list, a quote or HTML."
                )


def _rewritten(source: str, slot: Slot) -> str:
    """In the line ends of the old slot, with the blank lines that followed it."""
    written = _written_lines(source)
    new = write_slot(slot).rstrip("\n").replace("\n", _line_end(source_lines(source)[0]) or "\n")
    return new + _line_end(written[-1]) + "".join(source_lines(source)[len(written) :])


def _gap(blocks: tuple[Block, ...], index: int) -> str:
    """An empty line where the slot alone kept its neighbours from growing together."""
    if index in (0, len(blocks) - 1) or blocks[index - 1].kind is BlockKind.BLANK:
        return ""
    before = source_lines(blocks[index - 1].text)
    return "" if len(_written_lines(blocks[index - 1].text)) < len(before) else _line_end(before[-1])


def _written_lines(source: str) -> list[str]:
    """The lines up to the last that is not blank."""
    lines = source_lines(source)
    while lines and not lines[-1].strip(" \t\r\n"):
        lines.pop()
    return lines


def _line_end(line: str) -> str:
    match = _LINE_END.search(line)
    return match.group() if match else ""
