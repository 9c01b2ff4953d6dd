"""Owns how the prices of models are listed and typed: those of the models in use, and those that somebody set."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Form
from sqlmodel.ext.asyncio.session import AsyncSession

from console.words import words
from integrations.affording import price_of
from integrations.pricing import Typed
from integrations.services import Services
from models.store import money

Word = Annotated[str, Form(max_length=300)]


@dataclass(frozen=True)
class PriceLine:
    model: str
    used_for: str
    price: str


async def price_lines(desk: Services, session: AsyncSession, account_id: int | None) -> tuple[PriceLine, ...]:
    settings, w = desk.settings, words().prices
    uses = dict[str, list[str]]()
    for model, use in (
        (settings.writer_model, w.writer),
        (settings.reviewer_model, w.reviewer),
        (settings.image_model, w.images),
        (settings.transcription_model, w.transcription),
    ):
        uses.setdefault(model, []).append(use)
    for model in await money.models_priced(session, account_id):
        uses.setdefault(model, [])
    lines = list[PriceLine]()
    for model, used in uses.items():
        found = await price_of(desk, session, model, account_id)
        lines.append(PriceLine(model, ", ".join(used), str(found) if found else ""))
    return tuple(lines)


def typed_price(input_usd: Word = "", output_usd: Word = "", image_usd: Word = "", minute_usd: Word = "") -> Typed:
    return Typed(input_usd, output_usd, image_usd, minute_usd)


TypedPrice = Annotated[Typed, Depends(typed_price)]
