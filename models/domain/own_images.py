"""Owns the images of a text that somebody brings: which there are, and the text with a slot in the place of each.

What stands on a line of its own becomes a slot right there, what stands among words comes after its block. It refuses
to change a word: where that cannot be, the text stays as it is.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final
from urllib.parse import unquote

from markdown_it.token import Token

from models.domain.commonmark import Node, every_node, is_web_or_mail, parse_with_any_link, source_lines, visible_text
from models.domain.slot_source import Slot, write_slot
from models.domain.slots import slots_of

_TARGET = re.compile(
    r"\(\s*(?:<(?P<pointed>[^<>\n]*)>|(?P<bare>[^\s()<>]*(?:\([^\s()]{0,200}\)[^\s()]{0,200}){0,9}))"
    r"(?:\s+(?:\"(?P<double>(?:\\.|[^\"\\]){0,2000})\"|'(?P<single>(?:\\.|[^'\\]){0,2000})'))?\s*\)|\[[^\]\n]{0,1000}\]"
)
_LINK_AROUND = re.compile(r"\]\(\s*<?(?P<link>[^\s()<>]*)>?(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)")
_CODE = re.compile(r"(?<!`)(`+)(?!`).{1,2000}?(?<!`)\1(?!`)", re.DOTALL)  # a longer one hides nothing that counts
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_NOTHING_LEFT = re.compile(r"[\s>#*+-]*(?:\d+[.)]\s*)?")
_NO_IMAGES: Final = frozenset({"slot", "fence", "code_block", "html_block", "definition", "hr"})
_PROMPT: Final = "The writer's own image"
_WITHIN: Final = "data:"  # so begins the address of an image that stands in the text itself


@dataclass(frozen=True)
class OwnImage:
    """An image of an imported text, and where it is to be had from; `link` is where a click on it led."""

    source: str
    alt: str
    caption: str
    link: str = ""


@dataclass(frozen=True)
class _Stands:
    image: OwnImage
    start: int
    end: int


@dataclass(frozen=True)
class _Part:
    """A block with the images in it."""

    node: Node
    text: str
    images: tuple[_Stands, ...]


def own_images(body: str) -> tuple[OwnImage, ...]:
    """Each source once, in their order."""
    found = (stands.image for part in _parts(body) for stands in part.images)
    return tuple({image.source: image for image in found}.values())


def with_slots(body: str, taken: Callable[[str], bool]) -> tuple[str, dict[str, str]]:
    """The text with a slot for every image that was taken, and the source of each slot."""
    names = _free_names({slot.name for slot in slots_of(body)})
    sources: dict[str, str] = {}
    pieces, parts = [_leading(body)], tuple(_parts(body))
    labels = "".join(part.text for part in parts if part.node.kind == "definition")
    for part in parts:
        chosen = [each for each in part.images if taken(each.image.source)]
        named = [(each, next(names)) for each in chosen]
        written = _written(part, [(each, _slot(name, each.image)) for each, name in named], labels) if named else None
        if written is not None:
            sources |= {name: each.image.source for each, name in named}
        pieces.append(part.text if written is None else written)
    return _without_definitions("".join(pieces), set(sources.values())), sources


def is_within(source: str) -> bool:
    """Whether its bytes stand in the text, as exports of word processors write them."""
    return source[: len(_WITHIN)].lower() == _WITHIN


def name_of_file(name: str) -> str:
    stem = name.rpartition("/")[2].rpartition(".")[0] or name
    return " ".join(re.sub(r"[-_\s\0]+", " ", stem).split())


def _slot(name: str, image: OwnImage) -> str:
    return write_slot(Slot(name=name, prompt=_PROMPT, alt=image.alt, caption=image.caption))


def _written(part: _Part, slots: list[tuple[_Stands, str]], labels: str) -> str | None:
    """None where words would be lost or would mean something else."""
    blanked = part.text
    for stands, _ in slots:
        blanked = blanked[: stands.start] + " " * (stands.end - stands.start) + blanked[stands.end :]
    ways = [_in_place(part, slots, blanked)] if part.node.kind == "paragraph" else []
    before = _letters((part.node,))
    ways.append(_after_it(part, slots))
    return next((each for each in ways if _letters(parse_with_any_link(f"{each}\n\n{labels}")) == before), None)


def _in_place(part: _Part, slots: list[tuple[_Stands, str]], blanked: str) -> str:
    """A line of nothing but images parts the paragraph; what stands among words follows it."""
    if not blanked.strip():
        return _replaced(part.text, [(stands, slot) for stands, slot in slots])
    out, at, later = "", 0, list[str]()
    for stands, slot in slots:
        out += part.text[at : stands.start]
        at = stands.end
        if not _line_around(blanked, stands).strip():
            shown, later = "\n".join([*later, slot]), []
            out = f"{out.rstrip()}\n\n{shown}\n" if out.strip() else shown + "\n"
            at += len(part.text[at:]) - len(part.text[at:].lstrip())
        else:
            out, at = _closed_up(out, part.text, at)
            later.append(slot)
    return _followed(out + part.text[at:], later, part.text)


def _after_it(part: _Part, slots: list[tuple[_Stands, str]]) -> str:
    """What is left of the block, without lines that are left empty, and then the images."""
    out, at = "", 0
    for stands, _ in slots:
        out += part.text[at : stands.start]
        out, at = _closed_up(out, part.text, stands.end)
    rest = out + part.text[at:]
    if part.node.kind != "table":
        was = set(source_lines(part.text))
        rest = "".join(
            line for line in source_lines(rest) if line in was or not _NOTHING_LEFT.fullmatch(line.strip("\r\n"))
        )
    if not _letters(parse_with_any_link(rest)) and "![" not in rest:
        rest = ""
    return _followed(rest, [slot for _, slot in slots], part.text)


def _followed(text: str, later: list[str], original: str) -> str:
    if not later:
        return text
    tail = original[len(original.rstrip()) :] or "\n"
    head = f"{text.rstrip()}\n\n" if text.strip() else ""
    return head + "\n".join(later) + tail.replace("\r", "").removeprefix("\n")


def _closed_up(before: str, text: str, at: int) -> tuple[str, int]:
    """One space less where two would stand now, or one before a full stop."""
    if before.endswith(" ") and (at >= len(text) or text[at] in " .,;:!?\r\n"):
        return before[:-1], at
    return before, at


def _replaced(text: str, slots: list[tuple[_Stands, str]]) -> str:
    out, at = "", 0
    for stands, slot in slots:
        out += text[at : stands.start] + slot
        at = stands.end
    return out + text[at:]


def _line_around(text: str, stands: _Stands) -> str:
    ends = text.find("\n", stands.end)
    return text[text.rfind("\n", 0, stands.start) + 1 : len(text) if ends < 0 else ends]


def _letters(nodes: tuple[Node, ...]) -> str:
    """All that a reader reads, without the spaces, which may be one less."""
    read = (visible_text(node.inline) for node in every_node(nodes) if node.kind not in _NO_IMAGES)
    return "".join("".join(read).split())


def _leading(body: str) -> str:
    nodes = parse_with_any_link(body)
    return "".join(source_lines(body)[: nodes[0].first_line]) if nodes else body


def _parts(body: str) -> Iterator[_Part]:
    lines, nodes = source_lines(body), parse_with_any_link(body)
    bounds = [*(node.first_line for node in nodes), len(lines)]
    for node, (start, end) in zip(nodes, pairwise(bounds), strict=True):
        text = "".join(lines[start:end])
        yield _Part(node, text, tuple(_images_in(node, text)))


def _images_in(node: Node, text: str) -> Iterator[_Stands]:
    """What the grammar takes for an image, where it stands in the source: the grammar itself does not tell."""
    known = [token for each in every_node((node,)) for token in each.inline if token.type == "image"]
    hidden, at = _CODE.sub(lambda code: " " * len(code[0]), text) if known else "", 0
    for token in known:
        written = f"![{token.content}]"
        start = text.find(written, at)
        while start >= 0 and hidden[start] != "!":
            start = text.find(written, start + 1)
        if start >= 0:
            stands = _stands(token, text, start, start + len(written))
            at = stands.end
            yield stands


def _stands(token: Token, text: str, start: int, end: int) -> _Stands:
    target, link = _TARGET.match(text, end), ""
    end = target.end() if target else end
    around = _LINK_AROUND.match(text, end)
    if around is not None and text[max(0, start - 1) : start] == "[":
        start, end, link = start - 1, around.end(), around["link"]
    return _Stands(_read(token, target, link), start, end)


def _read(token: Token, target: re.Match[str] | None, link: str) -> OwnImage:
    said = target.groupdict() if target else {}
    written = said.get("pointed") if said.get("pointed") is not None else said.get("bare")
    resolved = str(token.attrGet("src") or "")
    source = _plain(written) if written is not None else resolved if is_web_or_mail(resolved) else unquote(resolved)
    title = _plain(said.get("double") or said.get("single") or "") if written is not None else token.attrGet("title")
    alt, caption = " ".join(_plain(token.content).split()), " ".join(str(title or "").split())
    name = "" if is_within(source) else name_of_file(source)
    return OwnImage(source, alt or caption or name or "An image", caption, link)


def _without_definitions(body: str, taken: set[str]) -> str:
    """An address of a file behind [a label] leads nowhere any more, and would be shown to readers."""
    lines, nodes = source_lines(body), parse_with_any_link(body)
    bounds = [*(node.first_line for node in nodes), len(lines)]
    gone = {
        number
        for node, (start, end) in zip(nodes, pairwise(bounds), strict=True)
        if node.kind == "definition" and _names(node, taken)
        for number in range(start, end)
    }
    return "".join(line for number, line in enumerate(lines) if number not in gone)


def _names(node: Node, taken: set[str]) -> bool:
    url = str(node.token.meta["url"])
    return not is_web_or_mail(url) and unquote(url) in taken


def _plain(text: str) -> str:
    return _ESCAPED.sub(r"\1", text)


def _free_names(taken: set[str]) -> Iterator[str]:
    number = 0
    while True:
        number += 1
        if f"own-{number}" not in taken:
            yield f"own-{number}"
