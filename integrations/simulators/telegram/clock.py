"""Owns the two times of the simulator: the date on messages, which is real, and age, which a test may advance."""

import time

from integrations.simulators.ledger import Ledger


class Clock:
    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._ahead_seconds = float((ledger.get("clock", "clock") or {}).get("ahead_seconds", 0.0))

    def date(self) -> int:
        return int(time.time())

    def age_time(self) -> float:
        """Seconds on the scale by which updates and callback queries grow old."""
        return time.time() + self._ahead_seconds

    def advance(self, seconds: float) -> None:
        self._ahead_seconds += seconds
        self._ledger.put("clock", "clock", {"ahead_seconds": self._ahead_seconds})

    def forget(self) -> None:
        self._ahead_seconds = 0.0
