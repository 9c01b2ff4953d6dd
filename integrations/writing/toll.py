"""Owns the question that is asked right before every paid request: may this be sent? Whoever pays sets who answers.

So no request, a second ask included, gets past the ceiling, however deep it is made. It refuses to know prices.
"""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from integrations.precedence import first_request_goes_out
from models.domain.draft import Usage
from models.domain.money import Forecast

Gate = Callable[[Forecast], Awaitable[None]]
_CHARACTERS_PER_TOKEN = 6  # no language has more on an average; English has 4 to 5
_LARGEST_PICTURE = 8_000  # tokens, of the highest quality
_gate: ContextVar[Gate | None] = ContextVar("toll", default=None)


@contextmanager
def asked_of(gate: Gate) -> Iterator[None]:
    """Inside, every paid request is first asked about; the gate raises where it may not be sent."""
    before = _gate.set(gate)
    try:
        yield
    finally:
        _gate.reset(before)


async def require_paid_text(model: str, said: str, most_tokens: int, *before: Usage) -> None:
    least = Usage(model=model, input_tokens=len(said) // _CHARACTERS_PER_TOKEN, output_tokens=1)
    most = Usage(model=model, input_tokens=len(said.encode()), output_tokens=most_tokens)
    await _ask(Forecast(least, most, before))


async def require_paid_picture(model: str, said: str) -> None:
    least = Usage(model=model, input_tokens=len(said) // _CHARACTERS_PER_TOKEN, images=1)
    most = Usage(model=model, input_tokens=len(said.encode()), output_tokens=_LARGEST_PICTURE, images=1)
    await _ask(Forecast(least, most))


async def require_paid_speech(model: str, seconds: float) -> None:
    spoken = Usage(model=model, audio_seconds=seconds)
    await _ask(Forecast(spoken, spoken))


async def _ask(forecast: Forecast) -> None:
    if (gate := _gate.get()) is not None:
        await gate(forecast)
    first_request_goes_out()
