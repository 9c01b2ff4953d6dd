"""Owns a finished text in Markdown as an import brings it: its front matter cut off, its title found, its own images.

It refuses a text without words. What the front matter says is read elsewhere: YAML is nothing that the domain knows.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from models.domain.draft import Draft
from models.domain.errors import Refused
from models.domain.incoming import Fields, Incoming, incoming_text, subtitle_in, title_in
from models.domain.markdown import BlockKind, headings_of, split_blocks, words_of
from models.domain.slot_source import Slot, write_slot
from models.domain.slots import slots_of

LARGEST_FRONT_MATTER: Final = 16 * 1024  # characters
_OPENS = re.compile(r"\A\ufeff?---[ \t]*(?:\r\n|\n|\r)")
_CLOSES = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\r\n|\n|\r|\Z)", re.MULTILINE)
_LOOKS_LIKE_A_FIELD = re.compile(r"\s*[\w-]+[ \t]*:(?:[ \t]|\r|\n|\Z)")
_IMAGE = r"!\[(?P<alt>(?:\\.|[^\]\\])*)\]\(\s*(?:<(?P<pointed>[^<>\n]*)>|(?P<bare>[^\s()<>]*(?:\([^\s()]*\)[^\s()]*)*))"
_IMAGE += r"(?:\s+(?:\"(?P<double>(?:\\.|[^\"\\])*)\"|'(?P<single>(?:\\.|[^'\\])*)'))?\s*\)"
_ONE_IMAGE = re.compile(_IMAGE)
_NOTHING_BUT_IMAGES = re.compile(r"\s*(?:" + re.sub(r"\?P<\w+>", "?:", _IMAGE) + r"\s*)+")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_PROMPT: Final = "The writer's own image"


@dataclass(frozen=True)
class OwnImage:
    """An image that stands for itself in an imported text, and where it is to be had from."""

    source: str
    alt: str
    caption: str


def cut_front_matter(text: str) -> tuple[str, str]:
    """The front matter without its lines of ---, and the text after it; a rule at the top is no front matter."""
    opened = _OPENS.match(text)
    if text.startswith("+++"):
        raise Refused("Its front matter is TOML (+++). Write it as YAML between lines of ---.")
    if opened is None:
        return "", text.removeprefix("\ufeff")
    closed = _CLOSES.search(text, opened.end())
    if closed is None:
        if _LOOKS_LIKE_A_FIELD.match(text, opened.end()):
            raise Refused("Its front matter has no end: close it with a line of ---.")
        return "", text.removeprefix("\ufeff")
    front = text[opened.end() : closed.start()]
    if len(front) > LARGEST_FRONT_MATTER:
        raise Refused(f"Its front matter has {len(front)} characters; at most {LARGEST_FRONT_MATTER} are read.")
    return front, text[closed.end() :]


def finished_text(where: str, file_name: str, fields: Fields, body: str) -> Incoming:
    """The title is that of the fields, else the first heading, else the file's name."""
    title, body = _titled(title_in(fields), file_name, body)
    if not words_of(body):
        raise Refused("It holds no text.")
    return incoming_text(where, Draft(title=title, subtitle=subtitle_in(fields), body=body), fields)


def own_images(body: str) -> tuple[OwnImage, ...]:
    """Those that stand in a paragraph of their own, each source once."""
    found = (
        image for block in split_blocks(body) if _is_of_images(block.kind, block.text) for image in _in(block.text)
    )
    return tuple({image.source: image for image in found}.values())


def with_slots(body: str, taken: Callable[[str], bool]) -> tuple[str, dict[str, str]]:
    """The text with a slot for every own image that was taken, and the source of each slot."""
    names = _free_names({slot.name for slot in slots_of(body)})
    sources: dict[str, str] = {}

    def slot_of(found: re.Match[str]) -> str:
        image = _read(found)
        if not taken(image.source):
            return found[0]
        name = next(names)
        sources[name] = image.source
        return write_slot(Slot(name=name, prompt=_PROMPT, alt=image.alt, caption=image.caption))

    parts = (
        _ONE_IMAGE.sub(slot_of, block.text) if _is_of_images(block.kind, block.text) else block.text
        for block in split_blocks(body)
    )
    return "".join(parts), sources


def _titled(title: str, file_name: str, body: str) -> tuple[str, str]:
    headings = headings_of(body)
    if not headings:
        return title or _title_of_file(file_name), body
    first, blocks = headings[0], split_blocks(body)
    stands_first = not any(block.text.strip() for block in blocks[: first.block])
    said = " ".join(first.text.split())
    if not said:
        return title or _title_of_file(file_name), body
    if stands_first and title in ("", said):
        return said, "".join(block.text for block in blocks[first.block + 1 :])
    return title or said, body


def _title_of_file(name: str) -> str:
    stem = name.rpartition("/")[2].rpartition(".")[0] or name
    return " ".join(re.sub(r"[-_\s\0]+", " ", stem).split()) or "Without a title"


def _is_of_images(kind: BlockKind, text: str) -> bool:
    return kind is BlockKind.PARAGRAPH and bool(_NOTHING_BUT_IMAGES.fullmatch(text))


def _in(text: str) -> Iterator[OwnImage]:
    return (_read(found) for found in _ONE_IMAGE.finditer(text))


def _read(found: re.Match[str]) -> OwnImage:
    source = _plain(found["pointed"] if found["pointed"] is not None else found["bare"])
    alt = " ".join(_plain(found["alt"]).split())
    caption = " ".join(_plain(found["double"] or found["single"] or "").split())
    return OwnImage(source, alt or caption or _title_of_file(source), caption)


def _plain(text: str) -> str:
    return _ESCAPED.sub(r"\1", text)


def _free_names(taken: set[str]) -> Iterator[str]:
    number = 0
    while True:
        number += 1
        if f"own-{number}" not in taken:
            yield f"own-{number}"
