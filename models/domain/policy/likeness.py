"""Owns the rule that a text goes out once: nearly the same one, on any account, earlier or about to, is named.

Texts are compared by the smallest hashes of their runs of four words (see `fingerprint`), so that small edits do not
hide one, and every other text need not be read.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from models.domain.policy.breach import Breach, Rule
from models.domain.publication import fingerprint, resemblance
from models.domain.slots import text_without_slots

HASH_LENGTH = 8
NEARLY_THE_SAME: Final = 0.65  # of all runs of words: a text in which one word of twenty was changed has 0.69
_SKETCH: Final = 128  # hashes: tells shares to about four parts in a hundred


@dataclass(frozen=True)
class Other:
    """An article that is out or goes out, with its fingerprint."""

    article_id: int
    topic: str
    account: str
    fingerprint: str


def print_of(body: str) -> str:
    """Of the words of the text: not of what its images were asked to show."""
    return fingerprint(text_without_slots(body), _SKETCH)


def hashes_in(fingerprinted: str) -> list[str]:
    return [fingerprinted[at : at + HASH_LENGTH] for at in range(0, len(fingerprinted), HASH_LENGTH)]


def pairs_of(own: Sequence[str]) -> list[tuple[str, str]]:
    """Its hashes, two by two: one alone may be of a sentence that all articles have, such as what they say of AI."""
    half = (len(own) + 1) // 2
    return list(zip(own[:half], [*own[half:], *own[half - 1 : half]], strict=False))


def least_pairs(own: Sequence[str]) -> int:
    """How many of its pairs every text has whole that is near enough: a hash that it has not spoils one at most.

    Of the hashes themselves it has its share, since no union of two sketches is smaller than either.
    """
    missing = len(own) - math.ceil(NEARLY_THE_SAME * len(own))
    return len(pairs_of(own)) - missing


def likeness(own: str, others: Sequence[Other]) -> Iterator[Breach]:
    """The one that is nearest, if it is near enough."""
    shares = [(resemblance(own, other.fingerprint, _SKETCH), other) for other in others]
    near = [each for each in shares if each[0] >= NEARLY_THE_SAME]
    if near:
        share, nearest = max(near, key=lambda each: (each[0], -each[1].article_id))
        yield Breach(
            Rule.DUPLICATE,
            f"It is nearly the same text as article {nearest.article_id}, “{nearest.topic}”, of {nearest.account} "
            f"({share:.0%} in common), and a text goes out once. Change it, drop one of them, or send it as a draft.",
            stops=True,
        )
