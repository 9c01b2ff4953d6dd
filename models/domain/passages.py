"""Owns the identity of passages across versions: the same passage keeps its id, a changed one in its place as well."""

from collections.abc import Sequence

from models.domain.aligning import aligned


def origins(old: Sequence[str], new: Sequence[str]) -> list[int | None]:
    """For each new text the old one that it is, or in whose place it stands; None for one that is new."""
    found: list[int | None] = []
    compared = aligned(list(old), list(new))
    for how, old_from, old_to, new_from, new_to in compared.get_opcodes():
        is_carried = how == "equal" or (how == "replace" and old_to - old_from == new_to - new_from)
        found.extend(range(old_from, old_to) if is_carried else [None] * (new_to - new_from))
    return found
