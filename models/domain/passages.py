"""Owns the identity of passages across versions: the same passage keeps its id, a changed one in its place as well."""

from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from uuid import UUID


def carry_ids(old: Sequence[tuple[UUID, str]], new: Sequence[str], fresh: Callable[[], UUID]) -> list[UUID]:
    """An id for each new text: the old one where the text is the same, or stands in the place of as many old ones."""
    ids: list[UUID] = []
    compared = SequenceMatcher(None, [text for _, text in old], list(new), autojunk=False)
    for how, old_from, old_to, new_from, new_to in compared.get_opcodes():
        is_carried = how == "equal" or (how == "replace" and old_to - old_from == new_to - new_from)
        if is_carried:
            ids.extend(block_id for block_id, _ in old[old_from:old_to])
        else:
            ids.extend(fresh() for _ in range(new_to - new_from))
    return ids
