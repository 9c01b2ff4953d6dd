"""Owns what a model is shown of an article when only parts of it may change: those, their neighbours, the outline."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from models.domain.draft import Passages
from models.domain.markdown import BlockKind, headings_of
from models.domain.scope import Excerpt, Scope
from models.domain.wishes import Version


@dataclass(frozen=True)
class Part:
    """One stretch that may change, and what stands around it."""

    text: str
    before: str = ""
    after: str = ""
    wishes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Addressed:
    """A wish with the names of the parts that it is about; of all of them when none is named."""

    text: str
    to: tuple[str, ...] = ()


@dataclass(frozen=True)
class Extract:
    title: str
    subtitle: str
    sections: tuple[str, ...]
    parts: tuple[Part, ...]
    title_wishes: tuple[str, ...] | None = None
    subtitle_wishes: tuple[str, ...] | None = None

    @property
    def wishes(self) -> tuple[Addressed, ...]:
        """Each wish once, with all that it is about."""
        named = [(f"passage {number}", part.wishes) for number, part in enumerate(self.parts, start=1)]
        named += [("title", self.title_wishes or ()), ("subtitle", self.subtitle_wishes or ())]
        texts = dict.fromkeys(text for _, wishes in named for text in wishes)
        asked = {name for name, wishes in named if wishes}
        found = {text: tuple(name for name, wishes in named if text in wishes) for text in texts}
        return tuple(Addressed(text, () if set(to) == asked else to) for text, to in found.items())

    def after(self, answer: Passages) -> "Extract":
        """The same with what the model made of it, as it is shown when it has to be mended."""
        pairs = zip(self.parts, answer.passages, strict=True)
        return replace(
            self,
            title=answer.title or self.title,
            subtitle=answer.subtitle or self.subtitle,
            parts=tuple(replace(part, text=text) for part, text in pairs),
        )


def extract_of(scope: Scope, version: Version) -> Extract:
    return Extract(
        title=version.draft.title,
        subtitle=version.draft.subtitle,
        sections=tuple(heading.text for heading in headings_of(version.draft.body)),
        parts=tuple(_part(excerpt, version) for excerpt in scope.excerpts),
        title_wishes=scope.title,
        subtitle_wishes=scope.subtitle,
    )


def _part(excerpt: Excerpt, version: Version) -> Part:
    inside = version.blocks[excerpt.first : excerpt.end]
    return Part(
        text="".join(block.text for block in inside).strip("\r\n"),
        before=_neighbour(version, range(excerpt.first - 1, -1, -1)),
        after=_neighbour(version, range(excerpt.end, len(version.blocks))),
        wishes=excerpt.wishes,
    )


def _neighbour(version: Version, places: Sequence[int]) -> str:
    """The nearest passage that can be read: an image says nothing about how to go on."""
    unread = (BlockKind.SLOT, BlockKind.BLANK, BlockKind.DEFINITION, BlockKind.RULE)
    texts = (version.blocks[at].text for at in places if version.blocks[at].kind not in unread)
    return next(texts, "").strip()
