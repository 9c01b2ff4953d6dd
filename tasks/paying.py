"""Owns paid calls: each once by its key, its answer and its cost stored together the moment it arrives."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeVar

from pydantic import BaseModel
from sqlmodel.ext.asyncio.session import AsyncSession

from integrations.services import services
from integrations.writing.errors import InterruptedAfterPaying, UnusableAnswer
from models.domain.draft import Answered, Usage
from models.domain.effects import EffectKind
from models.tables import Article, CostEntry, Json
from tasks.lease import held

Value = TypeVar("Value", bound=BaseModel)


async def paid(
    key: str, article: Article, purpose: str, form: type[Value], call: Callable[[], Awaitable[Answered[Value]]]
) -> Value:
    """The model's answer to this key: asked for and paid once, read from the record ever after."""
    desk = await services()

    async def act() -> Json:
        try:
            return (await call()).model_dump(mode="json")
        except (UnusableAnswer, InterruptedAfterPaying) as failed:
            async with desk.database.session() as session:
                session.add(cost_of(key, article, purpose, failed.usage, desk.clock()))
            raise

    async def book(session: AsyncSession, outcome: Json) -> None:
        usage = Usage.model_validate(outcome["usage"])
        session.add(cost_of(key, article, purpose, usage, desk.clock()))

    outcome = await desk.effects.once(key, EffectKind.MODEL_CALL, act, hold=held(), also=book)
    return form.model_validate(outcome["value"])


def cost_of(key: str, article: Article, purpose: str, usage: Usage, at: datetime) -> CostEntry:
    return CostEntry(
        effect_key=key,
        account_id=article.account_id,
        article_id=article.id,
        purpose=purpose,
        **usage.model_dump(),
        at=at,
    )
