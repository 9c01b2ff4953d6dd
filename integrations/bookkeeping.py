"""Owns the making of a paid call: it is asked about before, and its cost is written down the moment its answer arrives,
also of those that nobody can use.
"""

import itertools
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from typing import TypeVar

from pydantic import BaseModel

from integrations.affording import Payer, gate, price_of
from integrations.patience import written_down
from integrations.services import Services
from integrations.writing import toll
from integrations.writing.errors import InterruptedAfterPaying, UnusableAnswer
from models.domain.draft import Answered, Usage
from models.domain.errors import TryLater, Unknown
from models.domain.money import Price
from models.store import money
from models.tables import CostEntry

Value = TypeVar("Value", bound=BaseModel)


async def booked(
    desk: Services, key: str, payer: Payer, purpose: str, call: Callable[[], Awaitable[Answered[Value]]]
) -> Answered[Value]:
    """Make the call and write down what it cost before anything else can happen to its answer."""
    try:
        with toll.asked_of(gate(desk, key, payer)):
            answered = await call()
    except (UnusableAnswer, InterruptedAfterPaying) as failed:
        await _book(desk, key, payer, purpose, failed.spent)
        raise
    await _book(desk, key, payer, purpose, answered.spent)
    return answered


async def _book(desk: Services, key: str, payer: Payer, purpose: str, spent: Iterable[Usage]) -> None:
    used, at, tries = list(spent), desk.clock(), itertools.count()

    async def write() -> None:
        async with desk.database.session() as session:
            if next(tries) and await money.is_booked(session, key, at):  # the end of that transaction alone was lost
                return
            for usage in used:
                price = await price_of(desk, session, usage.model, payer.account_id)
                session.add(_entry(key, payer, purpose, usage, price, at))

    try:
        await written_down(write)
    except TryLater as away:  # as proof that nothing was done this would be wrong: it was paid for
        raise Unknown(f"The model answered, and what it cost could not be written down: {away}") from away


def _entry(key: str, payer: Payer, purpose: str, usage: Usage, price: Price | None, at: datetime) -> CostEntry:
    return CostEntry(
        effect_key=key,
        account_id=payer.account_id,
        article_id=payer.article_id,
        purpose=purpose,
        **usage.model_dump(),
        micro_usd=None if price is None else price.of(usage),
        at=at,
    )
