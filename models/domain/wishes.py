"""Owns what is asked for in a note, and which passages it names: by a quote, a number, a heading, the title.

It refuses to guess: a note that names no place is about the whole, and one whose place is not found changes nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from models.domain.draft import Draft
from models.domain.markdown import Block, BlockKind, headings_of, split_blocks
from models.domain.notes import Note
from models.domain.quotes import core, quoted_blocks, shown_cores

_SHOWN = 60
_DO = (
    r"(?:shorten|cut|rewrite|rephrase|reword|change|fix|simplify|expand|lengthen|tighten|trim|delete|remove|drop|soften"
)
_DO += r"|improve|polish|unlock|make|set|rename|turn|edit|revise|redo)"
_POLITE = r"^(?:(?:please|can you|could you|would you|in|for|about|on)\s+)*"
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_NUMBERS = r"(?P<numbers>\d{1,3}(?:\s*(?:,|and|&|to|-|–)\s*\d{1,3})*)"
_NUMBERED = re.compile(rf"{_POLITE}(?:{_DO}\s+)?(?:the\s+)?(?:paragraphs?|paras?|¶|§)\s*{_NUMBERS}\b", re.IGNORECASE)
_COUNTED = re.compile(
    rf"{_POLITE}(?:{_DO}\s+)?(?:the\s+)?(?P<which>{'|'.join(_ORDINALS)}|last|\d{{1,3}}(?:st|nd|rd|th))\s+paragraph\b",
    re.IGNORECASE,
)
_HEAD = r"(?P<what>title|headline|subtitle|title and (?:the )?subtitle)\b"
_TITLED = re.compile(
    rf"{_POLITE}(?:{_DO}\s+(?:(?:the|a|new)\s+)*{_HEAD.replace('what', 'done')}|(?:(?:the|a|new)\s+)*{_HEAD}"
    r"(?=\s*[:–—-]|\s+(?:to|into|should|must|needs?|has to|could|is (?:too|not)|isn't|shorter|longer|without|with)\b))",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^(?P<words>(?:(?:in|under|for|the|section|heading|chapter|part|about|called|titled|named|on|shorten|rewrite|"
    r"expand|cut|remove|delete|drop)\b\s*)*)[“\"'«]?",
    re.IGNORECASE,
)
_NAMES_SECTION = re.compile(r"\b(?:under|section|heading|chapter)\b", re.IGNORECASE)
_CLOSES = re.compile(r"^[”\"'»]?\s*[:–—-]")
_RANGE = re.compile(r"(\d+)\s*(?:to|-|–)\s*(\d+)")


_UNLOCK = re.compile(
    r"^(?:please\s+)?unlock(?:\s+(?:it|this|that|them|all|everything|the (?:whole )?text))*\b[\s:,.;!–—-]*(?:and\s+)?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Place:
    """The passages that a wish names, by their index; or why there is none."""

    blocks: frozenset[int] = frozenset()
    title: bool = False
    subtitle: bool = False
    missing: str = ""


NOTHING = Place()


@dataclass(frozen=True)
class Wish:
    """One thing that is asked for. Without a place it is about the whole."""

    text: str
    place: Place | None = None
    unlocks: bool = False  # what it names, before anything else is done there


@dataclass(frozen=True)
class Version:
    """The text that the notes are about, with the ids of its passages."""

    draft: Draft
    ids: tuple[str, ...] = ()
    locked: frozenset[int] = frozenset()
    is_head_locked: bool = False  # title and subtitle

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        return split_blocks(self.draft.body)

    @cached_property
    def cores(self) -> list[str]:
        return shown_cores(self.draft.body)

    @cached_property
    def paragraphs(self) -> list[int]:
        return [index for index, block in enumerate(self.blocks) if block.kind is BlockKind.PARAGRAPH]


def wishes_in(notes: tuple[Note, ...], version: Version) -> tuple[Wish, ...]:
    return tuple(_unlocking(wish) for note in notes for wish in _wishes(note, version))


def _unlocking(wish: Wish) -> Wish:
    """“Unlock”, “unlock this and make it shorter”: what is left of the words is what is asked for."""
    words = next(filter(_UNLOCK.match, _said_of_the_place(wish)), "")
    found = _UNLOCK.match(words)
    if found is None:
        return wish
    rest = words[found.end() :].strip(" .!")
    names_only = any(pattern.fullmatch(rest) for pattern in (_NUMBERED, _COUNTED))
    return replace(wish, text="" if names_only else rest, unlocks=True)


def _said_of_the_place(wish: Wish) -> Iterator[str]:
    """“Why: unlock it”: the words, and what comes after each colon where they name a place, which may hold one."""
    yield wish.text
    if wish.place is not None:
        yield from (wish.text[at.end() :] for at in re.finditer(r":\s*", wish.text))


def _wishes(note: Note, version: Version) -> Iterator[Wish]:
    """A note may hold several, each on a line that names its place; other lines go on with the one before."""
    if note.quote:
        yield Wish(note.text, _quoted(note, version))
        return
    gathered: list[Wish] = []
    for number, line in enumerate(note.text.strip().splitlines() or [note.text]):
        place = _named(line.strip(), version)
        if place is None and number == 0 and note.paragraph is not None:
            place = _numbered([note.paragraph], version)
        if place is None and gathered:
            gathered[-1] = Wish(f"{gathered[-1].text}\n{line}", gathered[-1].place)
        else:
            gathered.append(Wish(line.strip(), place))
    yield from gathered


def _quoted(note: Note, version: Version) -> Place:
    held = [index if block_id in note.block_ids else -1 for index, block_id in enumerate(version.ids)]
    there = [seen if index in held else "" for index, seen in enumerate(version.cores)]
    if found := quoted_blocks(note.quote, there) or quoted_blocks(note.quote, version.cores):
        return Place(found)
    for is_title, head in ((True, version.draft.title), (False, version.draft.subtitle)):
        if head and core(note.quote) and core(note.quote) in core(head):
            return Place(title=is_title, subtitle=not is_title)
    return Place(missing=f"“{note.quote[:_SHOWN]}” is not in this version")


def is_quoted(quote: str, version: Version) -> bool:
    """Whether the words stand in the text, its title or its subtitle."""
    return not _quoted(Note(text="", quote=quote), version).missing


def _named(text: str, version: Version) -> Place | None:
    if found := _NUMBERED.match(text):
        return _numbered(_numbers(found["numbers"]), version)
    if found := _COUNTED.match(text):
        return _numbered([_ordinal(found["which"].casefold(), len(version.paragraphs))], version)
    if section := _section(text, version):
        return section
    if found := _TITLED.match(text):
        what = (found["what"] or found["done"]).casefold()
        return Place(title="subtitle" not in what or "and" in what, subtitle="subtitle" in what)
    return None


def _numbers(text: str) -> list[int]:
    spans = [(int(first), int(last)) for first, last in _RANGE.findall(text)]
    named = {number for first, last in spans for number in range(first, last + 1)}
    return sorted(named | {int(number) for number in re.findall(r"\d+", text)})


def _ordinal(word: str, count: int) -> int:
    if word == "last":
        return count
    return _ORDINALS.index(word) + 1 if word in _ORDINALS else int(re.sub(r"\D", "", word))


def _numbered(numbers: list[int], version: Version) -> Place:
    there = len(version.paragraphs)
    if any(not 1 <= number <= there for number in numbers):
        wrong = next(number for number in numbers if not 1 <= number <= there)
        return Place(missing=f"there is no paragraph {wrong}, the text has {there}")
    return Place(frozenset(version.paragraphs[number - 1] for number in numbers))


def _section(text: str, version: Version) -> Place | None:
    """“Why: shorter”, “the section “Why” is dull”, “under Why: …”; the longest heading that fits."""
    lead = _LEAD.match(text)
    rest = text[lead.end() if lead else 0 :]
    says_so = bool(lead and _NAMES_SECTION.search(lead["words"]))
    for heading in sorted(headings_of(version.draft.body), key=lambda each: -len(each.text)):
        name = heading.text.strip()
        for begun in (rest, text):
            after = begun[len(name) :]
            fits = bool(name) and begun.casefold().startswith(name.casefold()) and not after[:1].isalnum()
            if fits and (_CLOSES.match(after) or says_so):
                return Place(_blocks_under(heading.block, heading.level, version))
    return None


def _blocks_under(first: int, level: int, version: Version) -> frozenset[int]:
    """The heading with all below it. An image and the address of a link are no part of what is said there."""
    blocks = version.blocks
    rest = range(first + 1, len(blocks))
    ends = (at for at in rest if blocks[at].kind is BlockKind.HEADING and blocks[at].level <= level)
    inside = range(first, next(ends, len(blocks)))
    return frozenset(at for at in inside if blocks[at].kind not in (BlockKind.SLOT, BlockKind.DEFINITION))
