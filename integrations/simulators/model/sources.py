"""Owns what the simulated writer does with sources: each is quoted once, and cited where it has an address."""

import re
from dataclasses import dataclass

_HEAD = r"^\[(\d+)\] ([^\n]*)\nAddress: (\S+)\n"
_SOURCE = re.compile(rf"{_HEAD}(.*?)(?=\n\n\[\d+\] [^\n]*\nAddress: |\Z)", re.MULTILINE | re.DOTALL)
_LONGEST_QUOTE = 160
_PROSE = re.compile(r"[A-Z\d“\"]")


@dataclass(frozen=True)
class Cited:
    title: str
    address: str
    text: str


def sources_in(section: str) -> tuple[Cited, ...]:
    return tuple(Cited(found[2], found[3], found[4]) for found in _SOURCE.finditer(section))


def with_paragraphs(blocks: list[str], given: tuple[str, ...]) -> list[str]:
    """Spread over the text, and never between a heading and what follows it."""
    told = list(blocks)
    for number, paragraph in enumerate(given, start=1):
        place = min(len(told), 2 + number * max(1, len(blocks) // (len(given) + 1)))
        while 0 < place < len(told) and (told[place - 1].startswith("#") or told[place - 1].endswith(":")):
            place += 1
        told.insert(place, paragraph)
    return told


def sentence(source: Cited) -> str:
    quote = _quote(source.text)
    if source.address == "none":
        return f"From my own notes: {quote}"
    named = " ".join(re.sub(r"[\[\]]", "", source.title).split(", ")[0].split()) or "this source"
    return f"There is a line in [{named}]({source.address}) that stayed with me: “{quote}”"


def _quote(text: str) -> str:
    """Its first whole sentence that fits."""
    sentences = re.findall(r"\S.*?[.!?](?=\s|$)", " ".join(text.split()))
    fitting = (each for each in sentences if len(each) <= _LONGEST_QUOTE and _PROSE.match(each))
    return next(fitting, " ".join(text.split())[:_LONGEST_QUOTE])
