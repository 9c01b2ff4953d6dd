"""Owns callback queries from the tap to the bot's answer; refuses an answer to a query that is unknown or too old."""

import time
from dataclasses import asdict, dataclass, replace
from typing import Any

from integrations.simulators.ledger import Ledger
from integrations.simulators.telegram.clock import Clock
from integrations.simulators.telegram.refusals import bad_request, query_too_old

MAX_ANSWER = 200  # core.telegram.org/bots/api#answercallbackquery
_FIRST_QUERY = 4_382_000_000_000_000_001
_ANSWERABLE_SECONDS = 900.0  # undocumented; bots report refusals after about a quarter of an hour


@dataclass(frozen=True)
class Tap:
    query_id: str
    bot_id: int
    chat_id: int
    message_id: int
    user_id: int
    button: str
    data: str
    born: float
    answered: bool = False
    text: str | None = None
    show_alert: bool = False
    url: str | None = None
    milliseconds: float | None = None


class Taps:
    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        self._ledger, self._clock = ledger, clock
        self._taps: dict[str, Tap] = {str(kept["query_id"]): Tap(**kept) for kept in ledger.all("tap")}
        self._tapped_at: dict[str, float] = {}
        self.forget_settings()

    def forget_settings(self) -> None:
        self.answerable_seconds = _ANSWERABLE_SECONDS
        self._expired_before = 0.0

    def forget(self) -> None:
        self._taps.clear()
        self._tapped_at.clear()
        self.forget_settings()

    def expire_all(self) -> None:
        """Every tap up to this moment is too old to be answered."""
        self._expired_before = self._clock.age_time()

    def add(self, **what: Any) -> Tap:
        query_id = str(self._ledger.next("query", first=_FIRST_QUERY))
        tap = Tap(query_id=query_id, born=self._clock.age_time(), **what)
        self._tapped_at[query_id] = time.monotonic()
        return self._store(tap)

    def answer(self, bot_id: int, query_id: str, text: str, show_alert: bool, url: str) -> None:
        tap = self._taps.get(query_id)
        if tap is None or tap.bot_id != bot_id or self._is_too_old(tap):
            raise query_too_old()
        if len(text) > MAX_ANSWER:
            raise bad_request("MESSAGE_TOO_LONG")
        if not tap.answered:
            milliseconds = self._milliseconds_since(query_id)
            self._store(
                replace(
                    tap, answered=True, text=text or None, show_alert=show_alert, url=url or None,
                    milliseconds=milliseconds,
                )
            )  # fmt: skip

    def all(self) -> list[Tap]:
        return list(self._taps.values())

    def find(self, query_id: str) -> Tap | None:
        return self._taps.get(query_id)

    def _is_too_old(self, tap: Tap) -> bool:
        return tap.born <= self._expired_before or self._clock.age_time() - tap.born > self.answerable_seconds

    def _milliseconds_since(self, query_id: str) -> float | None:
        """Unknown for a tap from before a restart: a monotonic clock does not outlive its process."""
        tapped_at = self._tapped_at.pop(query_id, None)
        return None if tapped_at is None else round((time.monotonic() - tapped_at) * 1000, 2)

    def _store(self, tap: Tap) -> Tap:
        self._taps[tap.query_id] = tap
        self._ledger.put("tap", tap.query_id, asdict(tap))
        return tap
