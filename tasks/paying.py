"""Owns paid calls: each answer is kept once by its key, and every answer's cost is written down the moment it arrives,
also of those that nobody can use.
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from pydantic import BaseModel

from integrations.services import Services, services
from integrations.writing import toll
from integrations.writing.errors import InterruptedAfterPaying, UnusableAnswer
from models.domain.draft import Answered, Usage
from models.domain.effects import EffectKind
from models.domain.errors import TryLater, Unknown
from models.domain.money import Price
from models.tables import Article, CostEntry, Json
from tasks.affording import gate, price_of
from tasks.lease import held

Value = TypeVar("Value", bound=BaseModel)


@dataclass(frozen=True)
class Payer:
    """Whose money it is, and for which article, if it is for one."""

    account_id: int
    article_id: int | None = None

    @classmethod
    def of(cls, article: Article) -> "Payer":
        return cls(article.account_id, article.id)


async def paid(
    key: str, article: Article, purpose: str, form: type[Value], call: Callable[[], Awaitable[Answered[Value]]]
) -> Value:
    """The model's answer to this key: asked for and paid once, read from the record ever after."""
    desk = await services()

    async def act() -> Json:
        return (await booked(desk, key, Payer.of(article), purpose, call)).model_dump(mode="json")

    outcome = await desk.effects.once(key, EffectKind.MODEL_CALL, act, hold=held())
    return form.model_validate(outcome["value"])


async def booked(
    desk: Services, key: str, payer: Payer, purpose: str, call: Callable[[], Awaitable[Answered[Value]]]
) -> Answered[Value]:
    """Make the call and write down what it cost before anything else can happen to its answer."""
    try:
        with toll.asked_of(gate(desk, key, payer.account_id)):
            answered = await call()
    except (UnusableAnswer, InterruptedAfterPaying) as failed:
        await _book(desk, key, payer, purpose, failed.spent)
        raise
    await _book(desk, key, payer, purpose, answered.spent)
    return answered


async def _book(desk: Services, key: str, payer: Payer, purpose: str, spent: Iterable[Usage]) -> None:
    try:
        async with desk.database.session() as session:
            for usage in spent:
                price = await price_of(desk, session, usage.model, payer.account_id)
                session.add(_entry(key, payer, purpose, usage, price, desk.clock()))
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
