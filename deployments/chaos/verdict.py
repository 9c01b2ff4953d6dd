"""Owns the verdict of a run: what became of each article and each card, and what of it is lost, doubled or stuck.

It asks nobody: it is handed what was seen from outside.
"""

from dataclasses import dataclass

from deployments.chaos.approved import Out
from deployments.chaos.repeats import Repeat


@dataclass(frozen=True)
class Fate:
    """One article: what was approved, what went out, and whether its writer was told the end."""

    article_id: int
    word: str
    approved: Out | None
    out: tuple[Out, ...]
    was_told: bool
    stands: str

    @property
    def is_posted(self) -> bool:
        return len(self.out) == 1 and self.out[0] == self.approved

    @property
    def is_doubled(self) -> bool:
        return len(self.out) > 1

    @property
    def is_lost(self) -> bool:
        """It ended, or went out, without being what was approved."""
        went_wrong = bool(self.out) and self.approved not in self.out
        return went_wrong or (self.was_told and not self.out)

    @property
    def is_stuck(self) -> bool:
        return not self.was_told

    @property
    def words(self) -> str:
        if self.is_doubled:
            return f"posted {len(self.out)} times"
        if self.is_lost and self.out and self.approved:
            return f"went out with another {self.approved.difference(self.out[0])} than was approved"
        if self.is_lost:
            return "went out without an approval" if self.out else "ended without going out"
        if self.is_stuck:
            return f"stuck: {self.stands}"
        return "posted once, as approved"


@dataclass(frozen=True)
class Verdict:
    seed: int
    kills: int
    fates: tuple[Fate, ...]
    repeats: tuple[Repeat, ...]
    lost_answers: tuple[str, ...]  # decisions of which nothing came, each in words
    dealt: tuple[str, ...] = ()
    asked_where: int = 0
    resumed: int = 0
    hung: str = ""  # what did not come to its end in time

    @property
    def unexcused(self) -> tuple[Repeat, ...]:
        return tuple(repeat for repeat in self.repeats if not repeat.excuse)

    @property
    def posted(self) -> int:
        return sum(fate.is_posted for fate in self.fates)

    @property
    def lost(self) -> int:
        return sum(fate.is_lost for fate in self.fates) + len(self.lost_answers)

    @property
    def doubled(self) -> int:
        return sum(fate.is_doubled for fate in self.fates) + len(self.unexcused)

    @property
    def stuck(self) -> int:
        return sum(fate.is_stuck for fate in self.fates) + bool(self.hung)

    @property
    def is_good(self) -> bool:
        return self.posted == len(self.fates) and not (self.lost or self.doubled or self.stuck)

    @property
    def line(self) -> str:
        return (
            f"articles {len(self.fates)}, posted {self.posted}, lost {self.lost}, doubled {self.doubled}, "
            f"stuck {self.stuck}, kills {self.kills}, seed {self.seed}"
        )
