"""Owns what calls cost: a price, what it makes of a usage, a month, and whether a call still fits under a ceiling.

Money is counted in millionths of a US dollar, so a dollar for a million tokens is one of them for each token.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_CEILING, Decimal, InvalidOperation
from enum import StrEnum
from zoneinfo import ZoneInfo

from models.domain.draft import Usage
from models.domain.errors import Refused

MILLION = 1_000_000
_LARGEST_USD = Decimal(10_000)  # for a million tokens, an image or a minute: more is a slip of the keyboard
_PARTS_OF_A_PRICE = (2, 3, 4)
_CENT = 10_000
_NEAR_PERCENT = 80


@dataclass(frozen=True)
class Price:
    """US dollars: for a million tokens in and out, for an image, for a minute of speech."""

    input_usd: Decimal
    output_usd: Decimal
    image_usd: Decimal | None = None
    minute_usd: Decimal | None = None

    def __post_init__(self) -> None:
        for part in (self.input_usd, self.output_usd, self.image_usd or Decimal(0), self.minute_usd or Decimal(0)):
            if not part.is_finite() or not 0 <= part <= _LARGEST_USD:
                raise Refused(f"A price is a number of US dollars from 0 to {_LARGEST_USD:,}.")

    def of(self, usage: Usage) -> int:
        """Rounded up to the next millionth. Images are priced by their tokens where both are known."""
        micro = usage.input_tokens * self.input_usd + usage.output_tokens * self.output_usd
        if usage.images and not (usage.output_tokens and self.output_usd):
            micro += usage.images * (self.image_usd or Decimal(0)) * MILLION
        micro += Decimal(str(usage.audio_seconds)) / 60 * (self.minute_usd or Decimal(0)) * MILLION
        return int(micro.to_integral_value(ROUND_CEILING))

    def __str__(self) -> str:
        said = [f"${self.input_usd.normalize():f} in and ${self.output_usd.normalize():f} out for a million tokens"]
        said += [f"${self.image_usd.normalize():f} an image"] if self.image_usd is not None else []
        said += [f"${self.minute_usd.normalize():f} a minute of speech"] if self.minute_usd is not None else []
        return ", ".join(said)


@dataclass(frozen=True)
class Forecast:
    """What a request will use at least and at most, and what went before it that is not booked yet."""

    least: Usage
    most: Usage
    before: tuple[Usage, ...] = ()

    @property
    def at_least(self) -> tuple[Usage, ...]:
        return (self.least, *self.before)


@dataclass(frozen=True)
class Cost:
    """What a number of calls came to."""

    micro_usd: int = 0
    calls: int = 0
    wasted_micro_usd: int = 0  # for answers that nobody could use; it is in the sum
    unpriced: int = 0  # calls whose model had no known price
    estimated: int = 0  # calls whose endpoint reported no usage
    lost: int = 0  # calls whose answer never arrived; the endpoint may have charged for them

    def __str__(self) -> str:
        said = [f"{'about ' if self.estimated else ''}{usd(self.micro_usd)}"]
        said += [f"{self.unpriced} calls without a known price"] if self.unpriced else []
        said += [f"{self.lost} lost calls that may have been charged"] if self.lost else []
        return ", ".join(said)


class Room(StrEnum):
    """Whether a call fits under a ceiling."""

    ENOUGH = "enough"
    TAKEN = "taken"  # it may fit when the calls under way cost less than they might
    NONE = "none"  # it would surely go over


def room(ceiling: int | None, spent: int, reserved: int, least: int) -> Room:
    """All in millionths of a dollar; no ceiling is no limit."""
    if ceiling is None or spent + reserved + least <= ceiling:
        return Room.ENOUGH
    return Room.NONE if spent + least > ceiling else Room.TAKEN


def is_near(ceiling: int | None, spent: int) -> bool:
    """Whether it is time for an early word."""
    return ceiling is not None and spent * 100 >= ceiling * _NEAR_PERCENT


def month_of(now: datetime, zone: str) -> tuple[datetime, datetime]:
    """The first moments of the account's month and of the next one."""
    first = now.astimezone(ZoneInfo(zone)).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    years, month = divmod(first.month, 12)
    return first, first.replace(year=first.year + years, month=month + 1)


def usd(micro: int) -> str:
    """In dollars and cents; a sum below a cent is not nothing."""
    return "less than $0.01" if 0 < micro < _CENT else f"${Decimal(micro) / MILLION:,.2f}"


def read_usd(typed: str) -> int:
    """Millionths of a dollar, from what a person typed."""
    try:
        amount = Decimal(typed.strip().removeprefix("$").replace(",", ""))
    except InvalidOperation:
        raise Refused(f"{typed!r} is not a number of US dollars such as 20 or 7.50.") from None
    if not amount.is_finite() or not 0 <= amount <= MILLION:
        raise Refused("That is from 0 to a million US dollars.")
    return int(amount * MILLION)


def read_prices(text: str) -> Mapping[str, Price]:
    """`name=input/output[/image[/minute]]`, with commas between them."""
    named = [each.partition("=") for each in filter(None, (part.strip() for part in text.split(",")))]
    return {name.strip(): _read_price(name.strip(), numbers) for name, _, numbers in named}


def _read_price(name: str, numbers: str) -> Price:
    parts = numbers.split("/")
    try:
        amounts = [Decimal(part.strip()) for part in parts]
    except InvalidOperation:
        amounts = []
    if not name or len(amounts) not in _PARTS_OF_A_PRICE:
        raise Refused(f"{name}={numbers} is no price; write it as some-model=0.25/2 or some-image-model=0/0/0.04.")
    return Price(*amounts)
