"""Owns what a revision may change: the passages that wishes name, never a locked one, and what to say of the rest."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from models.domain.markdown import BlockKind
from models.domain.subjects import is_about_images
from models.domain.wishes import NOTHING, Place, Version, Wish

_LOCKED = "it is locked, since you wrote it yourself. Reply “unlock” to it to let the model change it"
_SHOWN = 40


@dataclass(frozen=True)
class Excerpt:
    """A stretch of passages that may change, up to and without `end`, and what is wished for it."""

    first: int
    end: int
    wishes: tuple[str, ...]


@dataclass(frozen=True)
class Scope:
    """All that may change, and words for the writer about what may not although it was asked for."""

    excerpts: tuple[Excerpt, ...]
    title: tuple[str, ...] | None  # what is wished for it; None where it may not change
    subtitle: tuple[str, ...] | None
    is_whole: bool  # nothing is kept
    may_change_images: bool
    refusals: tuple[str, ...] = ()
    unlocked: Place = NOTHING

    @property
    def is_empty(self) -> bool:
        return not self.excerpts and self.title is None and self.subtitle is None


def scope_of(wishes: tuple[Wish, ...], version: Version) -> Scope:
    unlocked = _unlocked(wishes, version)
    version = replace(
        version,
        locked=version.locked - unlocked.blocks,
        is_head_locked=version.is_head_locked and not (unlocked.title or unlocked.subtitle),
    )
    asked = tuple(wish for wish in wishes if wish.text or not wish.unlocks)
    every = frozenset(range(len(version.blocks)))
    named = frozenset[int]().union(*(every if wish.place is None else wish.place.blocks for wish in asked))
    free = named - version.locked
    if free != every:
        free -= {at for at in free if version.blocks[at].kind is BlockKind.BLANK}
    return Scope(
        excerpts=tuple(_excerpts(free, asked)),
        title=None if version.is_head_locked else _wished(asked, lambda place: place.title),
        subtitle=None if version.is_head_locked else _wished(asked, lambda place: place.subtitle),
        is_whole=free == every and any(wish.place is None for wish in asked) and not version.is_head_locked,
        may_change_images=any(is_about_images(wish.text) for wish in asked),
        refusals=tuple(_refusals(asked, version)),
        unlocked=unlocked,
    )


def _unlocked(wishes: tuple[Wish, ...], version: Version) -> Place:
    every = Place(frozenset(range(len(version.blocks))), title=True, subtitle=True)
    named = [wish.place or every for wish in wishes if wish.unlocks]
    return Place(
        version.locked & frozenset[int]().union(*(place.blocks for place in named)),
        title=any(place.title for place in named),
        subtitle=any(place.subtitle for place in named),
    )


def _wished(wishes: tuple[Wish, ...], names: Callable[[Place], bool]) -> tuple[str, ...] | None:
    found = tuple(wish.text for wish in wishes if wish.place is None or names(wish.place))
    return found or None


def _excerpts(free: frozenset[int], wishes: tuple[Wish, ...]) -> Iterator[Excerpt]:
    starts = sorted(at for at in free if at - 1 not in free)
    for first in starts:
        end = next(at for at in range(first + 1, first + len(free) + 2) if at not in free)
        inside = frozenset(range(first, end))
        wished = tuple(wish.text for wish in wishes if wish.place is None or wish.place.blocks & inside)
        yield Excerpt(first, end, wished)


def _refusals(wishes: tuple[Wish, ...], version: Version) -> Iterator[str]:
    every = frozenset(range(len(version.blocks)))
    for wish in wishes:
        said = f"“{' '.join(wish.text.split())[:_SHOWN]}” was not done"
        place = wish.place or Place(every, title=True, subtitle=True)
        names_head = place.title or place.subtitle
        if place.missing:
            yield f"{said}: {place.missing}."
        elif place.blocks <= version.locked and (version.is_head_locked or not names_head):
            yield f"{said}: {_LOCKED}."
