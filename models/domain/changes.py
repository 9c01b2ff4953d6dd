"""Owns “what changed” between two versions, in at most six lines, made from the texts and never from a model's word."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.domain.aligning import aligned
from models.domain.checks.links import links_in, same_address
from models.domain.commonmark import Node, every_node, visible_text
from models.domain.draft import Draft
from models.domain.markdown import Block, BlockKind, nodes_by_block, split_blocks, words_of
from models.domain.slot_source import Slot
from models.domain.slots import slots_of

MOST_LINES = 6
NOTHING = "Nothing changed."
_QUOTED = 48  # characters of a passage
_TITLE = 70
_NOTICED = 0.05  # a change of the length by less is not worth a line
_ALMOST_ALL = 0.7

_NAMES = {
    BlockKind.HEADING: "heading",
    BlockKind.LIST: "list",
    BlockKind.QUOTE: "quote",
    BlockKind.CODE: "code block",
    BlockKind.TABLE: "table",
    BlockKind.HTML: "HTML",
    BlockKind.RULE: "line across",
}
_UNNAMED = (BlockKind.SLOT, BlockKind.BLANK, BlockKind.DEFINITION)


@dataclass(frozen=True)
class _Passage:
    """A block that readers see, with what it is called and how it begins."""

    name: str
    text: str
    begins: str

    @property
    def words(self) -> int:
        return words_of(self.text)


def what_changed(before: Draft, after: Draft) -> tuple[str, ...]:
    lines = [*_head(before, after), *_images(before.body, after.body), *_links(before.body, after.body)]
    texts = list(_texts(_passages(before.body), _passages(after.body)))
    size = list(_length(before.body, after.body)) if len(texts) > 1 else []
    return (*_fitting([*lines, *texts], MOST_LINES - len(size)), *size) or _unseen(before, after)


def _fitting(lines: list[str], room: int) -> list[str]:
    if len(lines) <= room:
        return lines
    return [*lines[: room - 1], f"…and {len(lines) - room + 1} more changes"]


def _unseen(before: Draft, after: Draft) -> tuple[str, ...]:
    is_same = (before.title, before.subtitle, before.body) == (after.title, after.subtitle, after.body)
    return (NOTHING,) if is_same else ("Only spacing or markup changed.",)


def _head(before: Draft, after: Draft) -> Iterator[str]:
    for name, old, new in (("Title", before.title, after.title), ("Subtitle", before.subtitle, after.subtitle)):
        if old != new:
            yield (
                f"{name}: “{_short(old, _TITLE)}” → “{_short(new, _TITLE)}”"
                if old
                else f"{name}: “{_short(new, _TITLE)}”"
            )


def _images(before: str, after: str) -> Iterator[str]:
    old, new = ({slot.name: slot for slot in slots_of(text)} for text in (before, after))
    for name in old | new:
        if name not in new:
            yield f"Image “{name}”: left out"
        elif name not in old:
            yield f"Image “{name}”: new"
        elif old[name] != new[name]:
            yield f"Image “{name}”: {_fields(old[name], new[name])} changed"
    kept = [name for name in old if name in new]
    if kept != [name for name in new if name in old]:
        yield "The images stand in another order"


def _fields(old: Slot, new: Slot) -> str:
    names = {"prompt": "motif", "alt": "alt text", "caption": "caption"}
    return ", ".join(word for field, word in names.items() if getattr(old, field) != getattr(new, field))


def _links(before: str, after: str) -> Iterator[str]:
    old, new = ({same_address(link): link for link in links_in(text)} for text in (before, after))
    for word, there, missing in (("New link", new, old), ("Link left out", old, new)):
        for address in there.keys() - missing.keys() if len(there.keys() - missing.keys()) == 1 else ():
            yield f"{word}: {_short(there[address], _TITLE)}"
        if (count := len(there.keys() - missing.keys())) > 1:
            yield f"{word}s: {count}".replace("Link left outs", "Links left out")


def _texts(old: Sequence[_Passage], new: Sequence[_Passage]) -> Iterator[str]:
    compared = aligned([each.text for each in old], [each.text for each in new])
    steps = [step for step in compared.get_opcodes() if step[0] != "equal"]
    touched = sum(new_to - new_from for _, _, _, new_from, new_to in steps)
    if len(new) > MOST_LINES and touched > _ALMOST_ALL * len(new):
        yield f"Rewritten: {touched} of {len(new)} passages"
        return
    gone = Counter(each.text for step in steps for each in old[step[1] : step[2]])
    come = Counter(each.text for step in steps for each in new[step[3] : step[4]])
    moved = gone & come
    for _, old_from, old_to, new_from, new_to in steps:
        left = [each for each in old[old_from:old_to] if each.text not in moved]
        right = [each for each in new[new_from:new_to] if each.text not in moved]
        yield from (f"Moved: “{each.begins}”" for each in new[new_from:new_to] if each.text in moved)
        yield from _step(left, right)


def _step(left: Sequence[_Passage], right: Sequence[_Passage]) -> Iterator[str]:
    if len(left) == len(right):
        yield from (_reworded(was, now) for was, now in zip(left, right, strict=True))
    elif left and right:
        sizes = f"{sum(each.words for each in left)} → {sum(each.words for each in right)} words"
        yield f"{len(left)} passages became {len(right)} ({sizes}): “{right[0].begins}”"
    yield from (f"Left out: “{each.begins}” ({each.words} words)" for each in left if not right)
    yield from (f"New {each.name}: “{each.begins}” ({each.words} words)" for each in right if not left)


def _reworded(was: _Passage, now: _Passage) -> str:
    sizes = "reworded" if was.words == now.words else f"{was.words} → {now.words} words"
    return f"{now.name[:1].upper()}{now.name[1:]} “{now.begins}”: {sizes}"


def _length(before: str, after: str) -> Iterator[str]:
    old, new = words_of(before), words_of(after)
    if abs(new - old) > _NOTICED * max(old, 1):
        yield f"Length: {old} → {new} words"


def _passages(body: str) -> list[_Passage]:
    blocks, seen = split_blocks(body), {index: _seen(node) for index, node in nodes_by_block(body)}
    found, number = list[_Passage](), 0
    for index, block in enumerate(blocks):
        number += block.kind is BlockKind.PARAGRAPH
        if block.kind not in _UNNAMED:
            name = _NAMES.get(block.kind, f"paragraph {number}")
            found.append(_Passage(name, block.text.strip(), _begins(block, seen.get(index, ""))))
    return found


def _seen(node: Node) -> str:
    return " ".join(visible_text(inner.inline) for inner in every_node((node,)) if inner.kind == "inline")


def _begins(block: Block, seen: str) -> str:
    return _short(seen or block.text.strip("#>*-_` \t\r\n"), _QUOTED)


def _short(text: str, most: int) -> str:
    """Cut at the end of a word, unless that leaves next to nothing."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    whole = line[:most].rpartition(" ")[0]
    return (whole if len(whole) > most // 2 else line[: most - 1].rstrip()) + "…"
