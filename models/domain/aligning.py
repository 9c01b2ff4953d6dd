"""Owns the pairing of the passages of two versions: which of the one are which of the other.

It refuses to try every two of a text that says the same thing thousands of times: those go with their neighbours.
"""

from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Final

_MOST_PAIRS: Final = 250_000  # of equal passages, one of each version: a tenth of a second


def aligned(old: Sequence[str], new: Sequence[str]) -> SequenceMatcher[str]:
    """What difflib calls junk is what stands in a long text more often than every hundredth time."""
    before, after = Counter(old), Counter(new)
    pairs = sum(times * after[passage] for passage, times in before.items())
    return SequenceMatcher(None, old, new, autojunk=pairs > _MOST_PAIRS)
