"""Owns that a revision which is not about images leaves them alone: the same slots, byte for byte, none lost or made.

A slot that did not come back is put where it stood: behind the passage that it followed.
"""

from collections.abc import Sequence

from models.domain.markdown import Block, BlockKind, split_blocks
from models.domain.passages import origins
from models.domain.slot_source import read_slot

_APART = "\n\n"


def keep_slots(before: str, after: str) -> str:
    """The text after with exactly the slots of the text before; everything else of it byte for byte."""
    old = split_blocks(before)
    if _sources(old) == _sources(split_blocks(after)):
        return after
    kept, missing = _matched(old, split_blocks(after))
    for place in missing:
        kept = _put_back(old, place, kept)
    return "".join(block.text for block in kept)


def _sources(blocks: Sequence[Block]) -> list[str]:
    return [block.text.strip() for block in blocks if block.kind is BlockKind.SLOT]


def _name(block: Block) -> str:
    return read_slot(block.text).name


def _matched(old: Sequence[Block], new: Sequence[Block]) -> tuple[list[Block], list[int]]:
    """The new blocks with known slots in their old words and unknown ones left out; which old ones are missing."""
    left = [at for at, block in enumerate(old) if block.kind is BlockKind.SLOT]
    kept: list[Block] = []
    for block in new:
        if block.kind is not BlockKind.SLOT:
            kept.append(block)
            continue
        known = next((at for at in left if _name(old[at]) == _name(block)), None)
        if known is not None:
            left.remove(known)
            kept.append(_apart(old[known]))
    return [_apart(block) if at + 1 < len(kept) else block for at, block in enumerate(kept)], left


def _put_back(old: Sequence[Block], place: int, kept: list[Block]) -> list[Block]:
    at = _where_it_stood(old, place, kept)
    before = [*kept[:at]]
    if before:
        before[-1] = _apart(before[-1])
    slot = _apart(old[place]) if at < len(kept) else old[place]
    return [*before, slot, *kept[at:]]


def _where_it_stood(old: Sequence[Block], place: int, kept: Sequence[Block]) -> int:
    """Behind the nearest passage before it that is still there; else at the same share of the text."""
    came_from = origins([block.text.strip() for block in old], [block.text.strip() for block in kept])
    for earlier in range(place - 1, -1, -1):
        if earlier in came_from:
            return _behind(kept, came_from.index(earlier) + 1)
    return _behind(kept, round(place / max(1, len(old)) * len(kept)))


def _behind(kept: Sequence[Block], at: int) -> int:
    """Never between a heading and its text."""
    while 0 < at < len(kept) and kept[at - 1].kind is BlockKind.HEADING:
        at += 1
    return at


def _apart(block: Block) -> Block:
    """Followed by a blank line, so that it cannot grow together with what comes next."""
    if block.kind is BlockKind.BLANK or block.text.endswith(("\n\n", "\r\n\r\n", "\r\r")):
        return block
    return Block(block.kind, block.text.rstrip("\r\n") + _APART, block.level)
