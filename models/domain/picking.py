"""Owns how a person picks from a numbered list: `1,3-5` or `all`. It refuses numbers that are not on it."""

import re

from models.domain.errors import Refused

_PART = re.compile(r"(\d{1,6})(?:\s*-\s*(\d{1,6}))?", re.ASCII)


def read_picks(words: str, last: int) -> tuple[int, ...]:
    if words.strip().lower() == "all":
        return tuple(range(1, last + 1))
    picked: set[int] = set()
    for part in filter(None, re.split(r"[,\s]+", re.sub(r"\s*-\s*", "-", words.strip()))):
        found = _PART.fullmatch(part)
        if found is None:
            raise Refused(f"“{part[:40]}” is no number of the list. Write them like 1,3-5, or “all”.")
        first, end = int(found[1]), int(found[2] or found[1])
        if not 1 <= first <= end <= last:
            raise Refused(f"The list goes from 1 to {last}, and {part} is not on it.")
        picked |= set(range(first, end + 1))
    if not picked:
        raise Refused("Nothing was picked. Write numbers of the list like 1,3-5, or “all”.")
    return tuple(sorted(picked))
