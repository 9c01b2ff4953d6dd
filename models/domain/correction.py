"""Owns what a writer has to change by hand in a story on Medium: what to find, and what to put there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.domain.aligning import aligned
from models.domain.draft import Draft
from models.domain.markdown import split_blocks

NOTHING = ""


@dataclass(frozen=True)
class Change:
    """Instead of what stands there; `before` is empty for what is new, `after` for what goes."""

    before: str
    after: str
    following: str = ""  # the passage that a new one stands after


def changes(approved: Draft, corrected: Draft) -> tuple[Change, ...]:
    heads = [(approved.title, corrected.title), (approved.subtitle, corrected.subtitle)]
    of_heads = [Change(was, now) for was, now in heads if was != now]
    return (*of_heads, *_of_bodies(_passages(approved.body), _passages(corrected.body)))


def _of_bodies(old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    for how, a, b, c, d in aligned(old, new).get_opcodes():
        if how == "equal":
            continue
        both = min(b - a, d - c)
        yield from (Change(was, now) for was, now in zip(old[a : a + both], new[c : c + both], strict=True))
        yield from (Change(was, NOTHING) for was in old[a + both : b])
        for at in range(c + both, d):
            yield Change(NOTHING, new[at], new[at - 1] if at else "")


def _passages(body: str) -> list[str]:
    return [block.text.strip() for block in split_blocks(body) if block.text.strip()]
