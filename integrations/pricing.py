"""Owns what a person says that a model costs, as it is typed, for one account or for all."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from integrations.affording import price_of
from integrations.services import Services
from models.domain.errors import Refused
from models.domain.money import MILLION, Price, read_usd
from models.store import money

_LONGEST_NAME: Final = 200


@dataclass(frozen=True)
class Typed:
    """A price as it was typed; what was left out is empty."""

    input_usd: str = ""
    output_usd: str = ""
    image_usd: str = ""
    minute_usd: str = ""

    def price(self) -> Price | None:
        parts = (self.input_usd, self.output_usd, self.image_usd, self.minute_usd)
        if not any(part.strip() for part in parts):
            return None
        if bool(self.input_usd.strip()) != bool(self.output_usd.strip()):
            raise Refused("Give a price for both, input and output; a model that is paid by the image needs neither.")
        given, got, image, minute = (Decimal(read_usd(part)) / MILLION if part.strip() else None for part in parts)
        return Price(given or Decimal(0), got or Decimal(0), image, minute)


NOTHING_TYPED: Final = Typed()


async def set_price(desk: Services, model: str, typed: Typed, account_id: int | None = None) -> str:
    """Say what it costs, where something was typed, and tell what is known then."""
    name = model.strip()
    if not name or len(name) > _LONGEST_NAME:
        raise Refused("Name the model as its endpoint calls it.")
    async with desk.database.session() as session:
        if (said := typed.price()) is not None:
            await money.set_price(session, name, account_id, said, desk.clock())
        found = await price_of(desk, session, name, account_id)
    if found is None:
        raise Refused(f"What {name} costs is not known. Say it: copydesk price {name} --input 0.25 --output 2")
    return f"{name} costs {found}."
