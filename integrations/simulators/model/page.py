"""Owns an article in blocks while notes are worked in. It parses no notes."""

import re
from dataclasses import dataclass, replace

from integrations.simulators.model.composing import words_in
from integrations.simulators.model.subjects import kinship


@dataclass(frozen=True)
class Page:
    """The article in work: its blocks, and which of them a note may touch."""

    title: str
    subtitle: str
    blocks: tuple[str, ...]
    seed: str

    @property
    def paragraphs(self) -> list[int]:
        return [place for place, block in enumerate(self.blocks) if _is_prose(block)]

    def with_block(self, place: int, text: str) -> "Page":
        return replace(self, blocks=(*self.blocks[:place], text, *self.blocks[place + 1 :]))

    def without_block(self, place: int) -> "Page":
        return replace(self, blocks=self.blocks[:place] + self.blocks[place + 1 :])

    def nearest(self, text: str) -> int:
        """The paragraph that shares most words with the text; the middle one when none does."""
        places = self.paragraphs or list(range(len(self.blocks)))
        best = max(places, key=lambda place: kinship(self.blocks[place], text))
        return best if kinship(self.blocks[best], text) else places[len(places) // 2]

    @property
    def words(self) -> int:
        return words_in("\n\n".join(self.blocks))

    def with_sentence(self, place: int, sentence: str) -> "Page":
        return self.with_block(place, f"{self.blocks[place]} {sentence}")


def blocks_of(body: str) -> tuple[str, ...]:
    """Blocks between blank lines; a fence or a slot with blank lines inside stays whole."""
    return tuple(re.findall(r"^:::image.*?^:::$|^```.*?^```$|\S.*?(?=\n[ \t]*\n|\Z)", body, re.MULTILINE | re.DOTALL))


def _is_prose(block: str) -> bool:
    return not re.match(r"#|>|:::|```|[-*+] |[-*_]{3,}$|\d+[.)] |\*[^*].*\*$", block)


def sentences(paragraph: str) -> list[str]:
    return re.findall(r"\S.*?[.!?][”\"’)]*(?=\s|$)|\S.*$", paragraph, re.DOTALL)
