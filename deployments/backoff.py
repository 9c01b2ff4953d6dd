"""Owns how long to wait before a fallen part is started again."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Backoff:
    """Doubles at each fall and forgets them all after a time of health."""

    first_seconds: float = 0.5
    longest_seconds: float = 30
    healthy_after_seconds: float = 60

    def pause_seconds(self, previous_seconds: float | None, lived_seconds: float) -> float:
        if previous_seconds is None or lived_seconds >= self.healthy_after_seconds:
            return self.first_seconds
        return min(previous_seconds * 2, self.longest_seconds)
