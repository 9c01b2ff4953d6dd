"""Owns what a writer gives with a topic, links and notes, and how much of it a model is told. It opens no link."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pydantic import BaseModel, ConfigDict

from models.domain.errors import Refused

MOST_SOURCES: Final = 12
LONGEST_NOTE: Final = 20_000
TOLD_CHARACTERS: Final = 24_000  # of all sources together: some 6,000 tokens
MOST_TRIES: Final = 3
LACKING: Final = "this account wants a source for every article, and here is none that can be read"
_LINK = re.compile(r"https?://\S+", re.IGNORECASE)
_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")  # what PostgreSQL keeps in no text


class Material(BaseModel):
    """A source as the model is told of it: a page that was read, or the writer's own note (which has no address)."""

    model_config = ConfigDict(frozen=True)

    number: int
    url: str = ""
    title: str = ""
    by: str = ""
    text: str


@dataclass(frozen=True)
class Reading:
    """What came of opening a link: its text, or a word why there is none; not final while it may still come."""

    word: str
    title: str = ""
    by: str = ""
    text: str = ""
    is_final: bool = True


@dataclass(frozen=True)
class Given:
    """Sources as a person wrote them down: nothing but links, or one note (in which there may be links as well)."""

    links: tuple[str, ...] = ()
    note: str = ""


def read_given(words: str) -> Given:
    said = _UNKEEPABLE.sub("", words).strip()
    parts = said.split()
    if not said:
        raise Refused("Which source? Add a link, or what it says in your own words.")
    if len(said) > LONGEST_NOTE:
        raise Refused(f"A note has at most {LONGEST_NOTE} characters; this one has {len(said)}.")
    if all(_LINK.fullmatch(part) for part in parts):
        return Given(links=tuple(dict.fromkeys(parts)))
    return Given(note=said)


def lacking(article_id: int) -> str:
    """Why an article waits for a source, and how it goes on."""
    return f"{LACKING}. Send /source {article_id} and a link, or what it says in your own words: then it goes on"


def told(materials: Sequence[Material], most: int = TOLD_CHARACTERS) -> tuple[Material, ...]:
    """As much of each as fits: what a short one leaves over goes to the longer ones."""
    room, lengths = most, {}
    for place, each in enumerate(sorted(materials, key=lambda each: len(each.text))):
        lengths[each.number] = min(len(each.text), room // (len(materials) - place))
        room -= lengths[each.number]
    return tuple(each.model_copy(update={"text": _cut(each.text, lengths[each.number])}) for each in materials)


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: max(0, length - 2)].rstrip() + " …"
