"""How long a fallen part is left lying."""

from deployments.backoff import Backoff


def _pauses(lives_seconds: list[float]) -> list[float]:
    pauses: list[float] = []
    for lived in lives_seconds:
        pauses.append(Backoff().pause_seconds(pauses[-1] if pauses else None, lived))
    return pauses


def test_the_pause_doubles_up_to_half_a_minute() -> None:
    assert _pauses([1] * 8) == [0.5, 1, 2, 4, 8, 16, 30, 30]


def test_a_minute_of_health_forgets_earlier_falls() -> None:
    assert _pauses([1, 1, 1, 60, 1]) == [0.5, 1, 2, 0.5, 1]
